// Work that only the desktop can do, waiting in rows until it does it; and when the desktop was last seen.
import type { UndoResult } from '../contract/http.ts';
import { newId } from '../contract/ids.ts';
import { json, parsed, parsedOrUndefined } from './columns.ts';
import type { DesktopRequest, TaskStore } from './port.ts';
import type { Row } from './schema.ts';
import type { Session, WriteSession } from './session.ts';
import { lockIfThere } from './task-lock.ts';

type RequestMethods = Pick<TaskStore, 'enqueueRequest' | 'request' | 'pendingRequests' | 'endRequest'>;

/** Whoever drains asks again until nothing is left. */
const PENDING_LIMIT = 200;
/** As long as an Idempotency-Key may ask after the answer. */
const KEPT_MS = 30 * 24 * 3_600_000;

export const requestMethods = (session: Session): RequestMethods => ({
  enqueueRequest: ({ taskId, kind, body }) =>
    session.write(async (tx) => {
      const id = newId('r');
      if (taskId === '') await forgetOld(tx);
      const row = {
        id,
        task_id: taskId,
        kind,
        state: 'pending',
        created_at: tx.now(),
        body: json(body),
        result: null,
        error: null,
      };
      await tx.db.insertInto('requests').values(row).execute();
      tx.hints.request();
      return id;
    }),

  async request(id) {
    const row = await session.db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst();
    return row && requestOf(row);
  },

  async pendingRequests(kinds) {
    let query = session.db.selectFrom('requests').selectAll().where('state', '=', 'pending');
    if (kinds) query = query.where('kind', 'in', [...kinds]);
    return (await query.orderBy('n').limit(PENDING_LIMIT).execute()).map(requestOf);
  },

  async endRequest(id, { result, error }) {
    await session.write(async (tx) => {
      const row = await tx.db
        .updateTable('requests')
        .set({ state: error ? 'failed' : 'done', result: json(result), error: json(error) })
        .where('id', '=', id)
        .where('state', '=', 'pending')
        .returning('task_id')
        .executeTakeFirst();
      // The last trace of a deleted task.
      if (row && row.task_id !== '' && !(await lockIfThere(tx, row.task_id)))
        await tx.db.deleteFrom('requests').where('id', '=', id).execute();
    });
  },
});

const forgetOld = (tx: WriteSession): Promise<unknown> =>
  tx.db
    .deleteFrom('requests')
    .where('task_id', '=', '')
    .where('state', '<>', 'pending')
    .where('created_at', '<', new Date(Date.parse(tx.now()) - KEPT_MS).toISOString())
    .execute();

const requestOf = (row: Row<'requests'>): DesktopRequest => ({
  id: row.id,
  taskId: row.task_id,
  kind: row.kind as DesktopRequest['kind'],
  body: parsed<Record<string, unknown>>(row.body),
  state: row.state as DesktopRequest['state'],
  result: parsedOrUndefined<UndoResult['results']>(row.result),
  error: parsedOrUndefined<{ code: string; detail: string }>(row.error),
});
