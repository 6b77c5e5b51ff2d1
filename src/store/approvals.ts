// Durable questions bound to exact arguments: stored once, answered once.
import { sql } from 'kysely';
import type { Approval, Preview, Scope } from '../contract/changes.ts';
import { json, parsed, parsedOrUndefined, plain, present } from './columns.ts';
import { ByTime, decodeCursor, pageOf } from './cursor.ts';
import { CoworkError } from '../contract/errors.ts';
import { appendEvent } from './events.ts';
import { enqueue } from './outbox.ts';
import type { DecideOutcome, TaskStore } from './port.ts';
import type { Row } from './schema.ts';
import type { Session, WriteSession } from './session.ts';
import { holdIfThere, holdTask } from './task-lock.ts';

type Decision = Parameters<TaskStore['decideApproval']>[1];
type ApprovalMethods = Pick<
  TaskStore,
  'putApproval' | 'approval' | 'listApprovals' | 'countApprovals' | 'decideApproval' | 'supersedeApproval'
>;

const STATUS_OF = { allow: 'allowed', deny: 'denied' } as const;

export const approvalMethods = (session: Session): ApprovalMethods => ({
  putApproval: (key, approval) => session.write((tx) => putApproval(tx, key, approval)),

  async approval(id) {
    const row = await byId(session, id);
    return row && approvalOf(row);
  },

  async listApprovals({ status, taskId, limit, cursor }) {
    const after = decodeCursor(ByTime, cursor);
    let query = session.db.selectFrom('approvals').selectAll();
    if (status) query = query.where('status', '=', status);
    if (taskId) query = query.where('task_id', '=', taskId);
    if (after) query = query.where((eb) => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(after[0], after[1])));
    const rows = await query
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute();
    return pageOf(rows, limit, { item: approvalOf, place: (row) => [row.created_at, row.id] });
  },

  async countApprovals({ status, taskId }) {
    let query = session.db.selectFrom('approvals').select((eb) => eb.fn.countAll().as('n'));
    if (status) query = query.where('status', '=', status);
    if (taskId) query = query.where('task_id', '=', taskId);
    // PostgreSQL counts in text.
    return Number((await query.executeTakeFirstOrThrow()).n);
  },

  decideApproval: (id, decision) => session.write((tx) => decideApproval(tx, id, decision)),
  supersedeApproval: (id, from = 'pending') =>
    session.write(async (tx) => {
      const seen = await byId(tx, id);
      if (!seen || !(await holdIfThere(tx, seen.task_id))) return false;
      return supersede(tx, { id, taskId: seen.task_id, from });
    }),
});

async function putApproval(tx: WriteSession, key: string, approval: Approval): Promise<Approval> {
  await holdTask(tx, approval.taskId);
  const inserted = await tx.db
    .insertInto('approvals')
    .values(rowOf(key, approval))
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (inserted) {
    const { id: approvalId, tool, preview } = approval;
    const { summary, counts } = preview;
    await appendEvent(tx, approval.taskId, { type: 'approval_requested', approvalId, tool, summary, counts });
    return approvalOf(inserted);
  }
  const stored = await tx.db.selectFrom('approvals').selectAll().where('key', '=', key).executeTakeFirst();
  if (stored) return approvalOf(stored);
  throw new CoworkError('internal', `Approval ${approval.id} exists under another key.`);
}

async function decideApproval(tx: WriteSession, id: string, decision: Decision): Promise<DecideOutcome> {
  const seen = await byId(tx, id);
  if (!seen || !(await holdIfThere(tx, seen.task_id))) return { kind: 'unknown' };
  const status = STATUS_OF[decision.decision];
  const note = decision.note === undefined ? undefined : plain(decision.note);
  const won = await tx.db
    .updateTable('approvals')
    .set({
      status,
      scope: decision.scope,
      note: note ?? null,
      operations: json(decision.operations),
      picked_path: decision.path ?? null,
      decided_by: decision.decidedBy,
      decider_key: decision.deciderKey,
      decided_at: tx.now(),
    })
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .returningAll()
    .executeTakeFirst();
  if (!won) return await whoWon(tx, id, { status, deciderKey: decision.deciderKey });
  const { scope, decidedBy } = decision;
  await appendEvent(
    tx,
    won.task_id,
    present({ type: 'approval_decided' as const, approvalId: id, decision: status, scope, decidedBy, note }),
  );
  await enqueue(tx, 'nudge', won.task_id);
  return { kind: 'won', approval: approvalOf(won) };
}

async function whoWon(tx: WriteSession, id: string, mine: { status: string; deciderKey: string }): Promise<DecideOutcome> {
  const row = await byId(tx, id);
  if (!row) return { kind: 'unknown' };
  const isMine = row.decider_key === mine.deciderKey && row.status === mine.status;
  return { kind: isMine ? 'same' : 'lost', approval: approvalOf(row) };
}

/** The caller holds the task. */
export async function supersedeApprovalsOf(tx: WriteSession, taskId: string): Promise<void> {
  const pending = await tx.db
    .selectFrom('approvals')
    .select('id')
    .where('task_id', '=', taskId)
    .where('status', '=', 'pending')
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  for (const { id } of pending) await supersede(tx, { id, taskId, from: 'pending' });
}

async function supersede(
  tx: WriteSession,
  { id, taskId, from }: { id: string; taskId: string; from: 'pending' | 'allowed' },
): Promise<boolean> {
  const row = await tx.db
    .updateTable('approvals')
    .set({ status: 'superseded', decided_at: tx.now(), key: sql<string>`key || '/' || id` })
    .where('id', '=', id)
    .where('status', '=', from)
    .returning('id')
    .executeTakeFirst();
  if (row) await appendEvent(tx, taskId, { type: 'approval_decided', approvalId: id, decision: 'superseded' });
  return row !== undefined;
}

const byId = (session: Session, id: string): Promise<Row<'approvals'> | undefined> =>
  session.db.selectFrom('approvals').selectAll().where('id', '=', id).executeTakeFirst();

const rowOf = (key: string, approval: Approval): Row<'approvals'> => ({
  id: approval.id,
  task_id: approval.taskId,
  key,
  step: approval.step,
  tool: approval.tool,
  status: approval.status,
  arguments_hash: approval.argumentsHash,
  decided_by: approval.decidedBy ?? null,
  decider_key: null,
  scope: approval.scope ?? null,
  note: approval.note ?? null,
  picked_path: approval.pickedPath ?? null,
  created_at: approval.createdAt,
  decided_at: approval.decidedAt ?? null,
  scopes: json(approval.scopes),
  operations: json(approval.operations),
  change_set_ids: json(approval.changeSetIds),
  arguments: json(approval.arguments),
  preview: json(approval.preview),
});

const approvalOf = (row: Row<'approvals'>): Approval =>
  present({
    id: row.id,
    taskId: row.task_id,
    step: row.step,
    tool: row.tool,
    arguments: parsed<Record<string, unknown>>(row.arguments),
    argumentsHash: row.arguments_hash,
    preview: parsed<Preview>(row.preview),
    changeSetIds: parsed<string[]>(row.change_set_ids),
    scopes: parsed<Scope[]>(row.scopes),
    status: row.status as Approval['status'],
    decidedBy: row.decided_by ?? undefined,
    scope: (row.scope ?? undefined) as Scope | undefined,
    note: row.note ?? undefined,
    operations: parsedOrUndefined<string[]>(row.operations),
    pickedPath: row.picked_path ?? undefined,
    createdAt: row.created_at,
    decidedAt: row.decided_at ?? undefined,
  });
