// Settings by name, as JSON. Never a secret: those have their own place.
import { parsed } from './columns.ts';
import type { TaskStore } from './port.ts';
import type { Session } from './session.ts';

export const settingMethods = (session: Session): Pick<TaskStore, 'setting' | 'putSetting'> => ({
  async setting(name) {
    const row = await session.db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst();
    return row && parsed<unknown>(row.value);
  },

  async putSetting(name, value) {
    await session.write(async (tx) => {
      if (value === undefined) return void (await tx.db.deleteFrom('settings').where('name', '=', name).execute());
      const text = JSON.stringify(value);
      await tx.db
        .insertInto('settings')
        .values({ name, value: text })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: text }))
        .execute();
    });
  },
});
