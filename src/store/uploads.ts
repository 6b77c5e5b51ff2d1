// What was uploaded; the bytes lie elsewhere.
import { plain } from './columns.ts';
import type { TaskStore } from './port.ts';
import type { Session } from './session.ts';

export const uploadMethods = (session: Session): Pick<TaskStore, 'putUpload' | 'upload'> => ({
  async putUpload(upload) {
    await session.write((tx) =>
      tx.db
        .insertInto('uploads')
        .values({ ...upload, name: plain(upload.name) })
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    );
  },

  async upload(id) {
    const row = await session.db.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst();
    return row && { id: row.id, name: row.name, bytes: Number(row.bytes), type: row.type };
  },
});
