// The folders that are known beyond single tasks, as the desktop last said.
import type { AlwaysAllowed } from '../contract/http.ts';
import type { Access } from '../contract/task.ts';
import { json, parsed } from './columns.ts';
import type { TaskStore } from './port.ts';
import type { Session } from './session.ts';

export const folderMethods = (session: Session): Pick<TaskStore, 'folders' | 'putFolders'> => ({
  async folders() {
    const rows = await session.db.selectFrom('folders').selectAll().orderBy('path').execute();
    return rows.map(({ path, access, always }) => ({
      path,
      ...(access === null ? {} : { access: access as Access }),
      always: parsed<AlwaysAllowed[]>(always),
    }));
  },

  async putFolders(folders) {
    await session.write(async (tx) => {
      await tx.db.deleteFrom('folders').execute();
      const rows = folders.map(({ path, access, always }) => ({ path, access: access ?? null, always: json([...always]) }));
      if (rows.length > 0) await tx.db.insertInto('folders').values(rows).execute();
    });
  },
});
