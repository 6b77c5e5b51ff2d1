// Change sets as the desktop tells of them: a head each, and its operations in numbered rows.
import type { Counts, Operation } from '../contract/changes.ts';
import { flag, json, parsed, plain, present } from './columns.ts';
import { ByPosition, decodeCursor, pageOf } from './cursor.ts';
import type { ChangeSetHead, TaskStore } from './port.ts';
import type { NewRow, Row } from './schema.ts';
import type { Session, WriteSession } from './session.ts';
import { holdTask } from './task-lock.ts';

type ChangeMethods = Pick<TaskStore, 'putChangeSet' | 'patchChangeSet' | 'changeSet' | 'changeSets' | 'operations'>;

/** Rows per statement: 3 values each, far below what either database takes, and few enough to compile quickly. */
const ROWS_PER_INSERT = 500;

export const changeMethods = (session: Session): ChangeMethods => ({
  putChangeSet: (head, operations) => session.write((tx) => putChangeSet(tx, head, operations)),

  async patchChangeSet(id, patch) {
    const columns: Partial<Row<'change_sets'>> = present({
      state: patch.state,
      reason: patch.reason === undefined ? undefined : plain(patch.reason),
      undoable: patch.undoable === undefined ? undefined : flag(patch.undoable),
      applied_at: patch.appliedAt,
      summary: patch.summary === undefined ? undefined : plain(patch.summary),
      counts: patch.counts && json(patch.counts),
    });
    const leftOut = new Set(patch.leftOut);
    if (Object.keys(columns).length === 0 && leftOut.size === 0) return;
    await session.write(async (tx) => {
      if (Object.keys(columns).length > 0) await tx.db.updateTable('change_sets').set(columns).where('id', '=', id).execute();
      if (leftOut.size > 0) await markLeftOut(tx, id, leftOut);
    });
  },

  async changeSet(id) {
    const row = await session.db.selectFrom('change_sets').selectAll().where('id', '=', id).executeTakeFirst();
    return row && headOf(row);
  },

  async changeSets(taskId, { limit, cursor }) {
    const after = decodeCursor(ByPosition, cursor)?.[0] ?? 0;
    const rows = await session.db
      .selectFrom('change_sets')
      .selectAll()
      .where('task_id', '=', taskId)
      .where('position', '>', after)
      .orderBy('position')
      .limit(limit + 1)
      .execute();
    return pageOf(rows, limit, { item: headOf, place: (row) => [row.position] });
  },

  async operations(changeSetId, { limit, cursor }) {
    const after = decodeCursor(ByPosition, cursor)?.[0] ?? 0;
    const rows = await session.db
      .selectFrom('operations')
      .select(['position', 'body'])
      .where('change_set_id', '=', changeSetId)
      .where('position', '>', after)
      .orderBy('position')
      .limit(limit + 1)
      .execute();
    return pageOf(rows, limit, { item: (row) => parsed<Operation>(row.body), place: (row) => [row.position] });
  },
});

async function putChangeSet(tx: WriteSession, head: ChangeSetHead, operations: readonly Operation[]): Promise<void> {
  await holdTask(tx, head.taskId);
  const inserted = await tx.db
    .insertInto('change_sets')
    .values(rowOf(head, (await lastPosition(tx, head.taskId)) + 1))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!inserted) return;
  for (let from = 0; from < operations.length; from += ROWS_PER_INSERT) {
    const rows = operations.slice(from, from + ROWS_PER_INSERT).map((operation, at): NewRow<'operations'> => ({
      change_set_id: head.id,
      position: from + at + 1,
      body: JSON.stringify(operation),
    }));
    await tx.db.insertInto('operations').values(rows).execute();
  }
}

async function markLeftOut(tx: WriteSession, changeSetId: string, ids: ReadonlySet<string>): Promise<void> {
  const rows = await tx.db
    .selectFrom('operations')
    .select(['position', 'body'])
    .where('change_set_id', '=', changeSetId)
    .execute();
  for (const { position, body } of rows) {
    const operation = parsed<Operation>(body);
    if (!ids.has(operation.id)) continue;
    await tx.db
      .updateTable('operations')
      .set({ body: JSON.stringify({ ...operation, leftOut: true }) })
      .where('change_set_id', '=', changeSetId)
      .where('position', '=', position)
      .execute();
  }
}

async function lastPosition(tx: WriteSession, taskId: string): Promise<number> {
  const last = await tx.db
    .selectFrom('change_sets')
    .select('position')
    .where('task_id', '=', taskId)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.position ?? 0;
}

const rowOf = (head: ChangeSetHead, position: number): Row<'change_sets'> => ({
  id: head.id,
  task_id: head.taskId,
  position,
  step: head.step,
  tool: head.tool,
  state: head.state,
  undo_of: head.undoOf ?? null,
  undoable: flag(head.undoable),
  created_at: head.createdAt,
  applied_at: head.appliedAt ?? null,
  counts: json(head.counts),
  reason: head.reason === undefined ? null : plain(head.reason),
  summary: plain(head.summary),
  irreversible: json(head.irreversible),
});

const headOf = (row: Row<'change_sets'>): ChangeSetHead =>
  present({
    id: row.id,
    taskId: row.task_id,
    step: row.step,
    tool: row.tool,
    state: row.state as ChangeSetHead['state'],
    undoOf: row.undo_of ?? undefined,
    summary: row.summary,
    counts: parsed<Counts>(row.counts),
    irreversible: parsed<string[]>(row.irreversible),
    reason: row.reason ?? undefined,
    undoable: row.undoable === 1,
    createdAt: row.created_at,
    appliedAt: row.applied_at ?? undefined,
  });
