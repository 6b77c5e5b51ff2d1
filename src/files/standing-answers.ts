// Answers that go on holding: to the end of a task for one tool, or always for every tool; each in one folder up to one kind of change.
import type { Kysely, Transaction } from 'kysely';
import type { Standing } from '../contract/asking.ts';
import { CHANGE_KINDS } from '../contract/asking.ts';
import { CoworkError } from '../contract/errors.ts';
import type { GrantTables } from './grants-schema.ts';
import type { Grants } from './port.ts';

export const standingAnswers = (db: Kysely<GrantTables>): Pick<Grants, 'allowStanding' | 'standing'> => ({
  async allowStanding(taskId, answer) {
    await db.transaction().execute(async (trx) => {
      await checkHeld(trx, taskId, answer.grantId);
      await (answer.scope === 'task' ? allowForTask(trx, taskId, answer) : allowAlways(trx, answer));
    });
  },

  async standing(taskId) {
    const forTask = await db.selectFrom('standing').select(['tool', 'grant_id', 'kind']).where('task_id', '=', taskId).execute();
    const always = await db.selectFrom('always_allowed').select(['grant_id', 'kind']).execute();
    return [
      ...forTask.map(({ tool, grant_id: grantId, kind }) => ({ scope: 'task' as const, tool, grantId, kind })),
      ...always.map(({ grant_id: grantId, kind }) => ({ scope: 'always' as const, grantId, kind })),
    ];
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
