// When each desktop was last seen.
import type { TaskStore } from './port.ts';
import type { Session } from './session.ts';

export const presenceMethods = (session: Session): Pick<TaskStore, 'touchPresence' | 'presence'> => ({
  async touchPresence(machineId, nowIso) {
    await session.write((tx) =>
      tx.db
        .insertInto('presence')
        .values({ machine_id: machineId, at: nowIso })
        .onConflict((conflict) => conflict.column('machine_id').doUpdateSet({ at: nowIso }))
        .execute(),
    );
  },

  async presence(machineId) {
    const row = await session.db.selectFrom('presence').select('at').where('machine_id', '=', machineId).executeTakeFirst();
    return row?.at;
  },
});
