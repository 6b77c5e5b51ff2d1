// Answers that go on holding: to the end of a task or for each run of a schedule for one tool, or always for every tool; each in one folder up to one kind of change.
import type { Kysely, Transaction } from 'kysely';
import type { Standing } from '../contract/asking.ts';
import { CHANGE_KINDS } from '../contract/asking.ts';
import { CoworkError } from '../contract/errors.ts';
import type { GrantTables } from './grants-schema.ts';
import type { Grants } from './port.ts';

export const standingAnswers = (
  db: Kysely<GrantTables>,
): Pick<Grants, 'allowStanding' | 'standing' | 'allowedFor' | 'forgetSchedule'> => ({
  async allowStanding(taskId, answer) {
    await db.transaction().execute(async (trx) => {
      await checkHeld(trx, taskId, answer.grantId);
      if (answer.scope === 'task') await allowForTask(trx, taskId, answer);
      else if (answer.scope === 'schedule') await allowForSchedule(trx, answer);
      else await allowAlways(trx, answer);
    });
  },

  async standing({ id: taskId, scheduleId }) {
    const forTask = await db.selectFrom('standing').select(['tool', 'grant_id', 'kind']).where('task_id', '=', taskId).execute();
    const always = await db.selectFrom('always_allowed').select(['grant_id', 'kind']).execute();
    const forRuns =
      scheduleId === undefined
        ? []
        : await db.selectFrom('schedule_allowed').selectAll().where('schedule_id', '=', scheduleId).execute();
    return [
      ...forRuns.map((row) => ({
        ...{ scope: 'schedule' as const, scheduleId: row.schedule_id },
        ...{ tool: row.tool, grantId: row.grant_id, kind: row.kind },
      })),
      ...forTask.map(({ tool, grant_id: grantId, kind }) => ({ scope: 'task' as const, tool, grantId, kind })),
      ...always.map(({ grant_id: grantId, kind }) => ({ scope: 'always' as const, grantId, kind })),
    ];
  },

  async allowedFor(scheduleId) {
    const rows = await db
      .selectFrom('schedule_allowed')
      .innerJoin('grants', 'grants.id', 'schedule_allowed.grant_id')
      .select(['host_path', 'tool', 'kind', 'allowed_at'])
      .where('schedule_id', '=', scheduleId)
      .orderBy('host_path')
      .orderBy('tool')
      .execute();
    return rows.map((row) => ({ path: row.host_path, tool: row.tool, kind: row.kind, allowedAt: row.allowed_at }));
  },

  async forgetSchedule(scheduleId) {
    await db.deleteFrom('schedule_allowed').where('schedule_id', '=', scheduleId).execute();
  },
});

async function checkHeld(trx: Transaction<GrantTables>, taskId: string, grantId: string): Promise<void> {
  const held = await trx
    .selectFrom('task_folders')
    .select('name')
    .where('task_id', '=', taskId)
    .where('grant_id', '=', grantId)
    .executeTakeFirst();
  if (!held) throw new CoworkError('not_granted', 'The folder was taken away from the task meanwhile.');
}

/** One row per tool and folder: the greatest kind. */
async function allowForTask(
  trx: Transaction<GrantTables>,
  taskId: string,
  { tool, grantId, kind }: Extract<Standing, { scope: 'task' }>,
): Promise<void> {
  const before = await trx
    .selectFrom('standing')
    .select('kind')
    .where((eb) => eb.and({ task_id: taskId, tool, grant_id: grantId }))
    .executeTakeFirst();
  if (before && CHANGE_KINDS.indexOf(before.kind) >= CHANGE_KINDS.indexOf(kind)) return;
  await trx
    .replaceInto('standing')
    .values({ scope: 'task', task_id: taskId, tool, grant_id: grantId, kind, created_at: new Date().toISOString() })
    .execute();
}

/** One row per tool and folder: the greatest kind. */
async function allowForSchedule(
  trx: Transaction<GrantTables>,
  { scheduleId, tool, grantId, kind }: Extract<Standing, { scope: 'schedule' }>,
): Promise<void> {
  const before = await trx
    .selectFrom('schedule_allowed')
    .select('kind')
    .where((eb) => eb.and({ schedule_id: scheduleId, tool, grant_id: grantId }))
    .executeTakeFirst();
  if (before && CHANGE_KINDS.indexOf(before.kind) >= CHANGE_KINDS.indexOf(kind)) return;
  await trx
    .replaceInto('schedule_allowed')
    .values({ schedule_id: scheduleId, tool, grant_id: grantId, kind, allowed_at: new Date().toISOString() })
    .execute();
}

/** One row per folder and kind: each answer is listed, and taken back, on its own. */
async function allowAlways(
  trx: Transaction<GrantTables>,
  { grantId, kind }: Extract<Standing, { scope: 'always' }>,
): Promise<void> {
  await trx
    .insertInto('always_allowed')
    .values({ grant_id: grantId, kind, allowed_at: new Date().toISOString() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
