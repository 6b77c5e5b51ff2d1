// Files and artifacts that a task delivered; their bytes stay on the desktop.
import type { Output } from '../contract/task.ts';
import { plain } from './columns.ts';
import { appendEvent } from './events.ts';
import { outputOf } from './output-row.ts';
import type { TaskStore } from './port.ts';
import type { Row } from './schema.ts';
import type { Session, WriteSession } from './session.ts';
import { holdTask } from './task-lock.ts';

export const outputMethods = (session: Session): Pick<TaskStore, 'putOutput' | 'output' | 'outputs'> => ({
  putOutput: (output) => session.write((tx) => putOutput(tx, output)),

  async output(id) {
    const row = await session.db.selectFrom('outputs').selectAll().where('id', '=', id).executeTakeFirst();
    return row && outputOf(row);
  },

  async outputs(taskId) {
    const rows = await session.db
      .selectFrom('outputs')
      .selectAll()
      .where('task_id', '=', taskId)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(outputOf);
  },
});

async function putOutput(tx: WriteSession, output: Output): Promise<void> {
  await holdTask(tx, output.taskId);
  const row = await tx.db
    .insertInto('outputs')
    .values({
      id: output.id,
      task_id: output.taskId,
      name: plain(output.name),
      path: plain(output.path),
      delivered_to: output.deliveredTo ?? null,
      type: output.type,
      bytes: output.bytes,
      version: output.version,
      created_at: output.createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  const shown = row ?? (await placed(tx, output));
  if (shown) await appendEvent(tx, output.taskId, { type: 'output_added', output: outputOf(shown) });
}

/** An output that was there already and lies elsewhere now, or where the user finds it; undefined when that is no news. */
async function placed(tx: WriteSession, { id, path, deliveredTo }: Output): Promise<Row<'outputs'> | undefined> {
  return tx.db
    .updateTable('outputs')
    .set({ path: plain(path), ...(deliveredTo === undefined ? {} : { delivered_to: deliveredTo }) })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('path', '<>', plain(path)), ...(deliveredTo === undefined ? [] : [eb('delivered_to', 'is', null)])]))
    .returningAll()
    .executeTakeFirst();
}
