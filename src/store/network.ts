// The record of what sandboxes sent or wanted to send.
import { type ExpressionBuilder, sql } from 'kysely';
import type { CallKey } from '../contract/ids.ts';
import type { NetworkRequest } from '../contract/network.ts';
import { plain, present } from './columns.ts';
import { ByPosition, decodeCursor, pageOf } from './cursor.ts';
import type { NetworkAsked, TaskStore } from './port.ts';
import type { Row, TaskDb } from './schema.ts';
import type { Session, WriteSession } from './session.ts';
import { holdIfThere } from './task-lock.ts';

type NetworkMethods = Pick<
  TaskStore,
  'beginNetworkRequest' | 'endNetworkRequest' | 'refuseNetworkRequest' | 'network' | 'refusedHosts'
>;

/** Rows of one task: a program that asks without end fills no disk. */
const MOST_ROWS = 10_000;
const MOST_HOSTS = 100;

export const networkMethods = (session: Session): NetworkMethods => ({
  beginNetworkRequest: (asked) =>
    session.write(async (tx) => {
      if (!(await hasRoom(tx, asked.key.taskId))) return undefined;
      const row = { ...rowOf(tx, asked), refused: null };
      return Number((await tx.db.insertInto('network').values(row).returning('id').executeTakeFirstOrThrow()).id);
    }),

  endNetworkRequest: (id, { bytesOut, bytesIn, status, failed }) =>
    session.write(async (tx) => {
      await tx.db
        .updateTable('network')
        .set({
          ...{ bytes_out: bytesOut, bytes_in: bytesIn, status: status ?? null, ended_at: tx.now() },
          failed: failed === undefined ? null : plain(failed),
        })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .execute();
    }),

  refuseNetworkRequest: (asked, why) => session.write((tx) => refuse(tx, asked, why)),

  async network(taskId, { limit, cursor }) {
    const after = decodeCursor(ByPosition, cursor);
    let query = session.db.selectFrom('network').selectAll().where('task_id', '=', taskId);
    if (after) query = query.where('id', '>', after[0]);
    const rows = await query
      .orderBy('id')
      .limit(limit + 1)
      .execute();
    return pageOf(rows, limit, { item: requestOf, place: (row) => [Number(row.id)] });
  },

  async refusedHosts(key, why) {
    return session.db
      .selectFrom('network')
      .select(['host', 'port'])
      .where(ofCall(key))
      .where('refused', '=', why)
      .groupBy(['host', 'port'])
      .orderBy(sql`min(id)`)
      .limit(MOST_HOSTS)
      .execute();
  },
});

async function refuse(tx: WriteSession, asked: NetworkAsked, why: string): Promise<void> {
  const { key, method, host, port } = asked;
  const again = await tx.db
    .updateTable('network')
    .set({ times: sql<number>`times + 1` })
    .where(ofCall(key))
    .where('method', '=', method)
    .where('host', '=', plain(host))
    .where('port', '=', port)
    .where('refused', '=', why)
    .returning('id')
    .executeTakeFirst();
  if (again || !(await hasRoom(tx, key.taskId))) return;
  await tx.db
    .insertInto('network')
    .values({ ...rowOf(tx, asked), refused: why, ended_at: tx.now() })
    .execute();
}

/** Also false for a task that is gone. */
async function hasRoom(tx: WriteSession, taskId: string): Promise<boolean> {
  if (!(await holdIfThere(tx, taskId))) return false;
  const { rows } = await tx.db
    .selectFrom('network')
    .select((eb) => eb.fn.countAll().as('rows'))
    .where('task_id', '=', taskId)
    .executeTakeFirstOrThrow();
  return Number(rows) < MOST_ROWS;
}

const ofCall =
  ({ taskId, step, index }: CallKey) =>
  (eb: ExpressionBuilder<TaskDb, 'network'>) =>
    eb.and([eb('task_id', '=', taskId), eb('step', '=', step), eb('idx', '=', index)]);

const rowOf = (tx: WriteSession, { key, method, host, port, path }: NetworkAsked) => ({
  ...{
    task_id: key.taskId,
    step: key.step,
    idx: key.index,
    at: tx.now(),
    method: plain(method),
    host: plain(host),
    port,
    times: 1,
  },
  path: path === undefined ? null : plain(path),
});

const requestOf = (row: Row<'network'>): NetworkRequest =>
  present({
    id: String(row.id),
    step: row.step,
    index: row.idx,
    at: row.at,
    method: row.method,
    host: row.host,
    port: row.port,
    path: row.path ?? undefined,
    refused: row.refused ?? undefined,
    times: row.times,
    bytesOut: row.bytes_out === null ? undefined : Number(row.bytes_out),
    bytesIn: row.bytes_in === null ? undefined : Number(row.bytes_in),
    status: row.status ?? undefined,
    failed: row.failed ?? undefined,
  });
