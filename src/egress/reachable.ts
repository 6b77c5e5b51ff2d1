// Keeps which hosts people allowed to the commands of a task.
import type { Kysely } from 'kysely';
import type { CallKey } from '../contract/ids.ts';
import type { Reachable } from './port.ts';
import type { EgressTables } from './schema.ts';

/** `db` is desktop.db with the table of schema.ts. */
export const createReachable = (db: Kysely<EgressTables>): Reachable => ({
  async allow(taskId, { approvalId, hosts, scope }) {
    if (hosts.length === 0) return;
    const row = { approval_id: approvalId, task_id: taskId, scope, used_by: null, created_at: new Date().toISOString() };
    await db
      .insertInto('reachable')
      .values(hosts.map(({ host, port }) => ({ ...row, host, port })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  },

  forCall: (key) =>
    db.transaction().execute(async (trx) => {
      const call = callOf(key);
      await trx
        .updateTable('reachable')
        .set({ used_by: call })
        .where('task_id', '=', key.taskId)
        .where('scope', '=', 'once')
        .where('used_by', 'is', null)
        .execute();
      return trx
        .selectFrom('reachable')
        .select(['host', 'port'])
        .distinct()
        .where('task_id', '=', key.taskId)
        .where((eb) => eb.or([eb('scope', '=', 'task'), eb('used_by', '=', call)]))
        .execute();
    }),

  async forget(taskId) {
    await db.deleteFrom('reachable').where('task_id', '=', taskId).execute();
  },
});

const callOf = ({ step, index }: CallKey): string => `${step}/${index}`;
