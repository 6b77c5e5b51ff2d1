// PATCH /tasks/{id}: a raised budget resumes, a lowered mode holds from the next effect on, a missing folder is taken away.
import { PatchTask, Task } from '../../contract/http.ts';
import { isFinished, type TaskFolder } from '../../contract/task.ts';
import type { TaskPatch, TaskRow } from '../../store/port.ts';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';
import { finished, taskOr404, viewOr404 } from '../find-task.ts';
import { lessen, withinParent } from '../lessen-below.ts';

export const patchTaskRoutes = (deps: ApiDeps): Route[] => [
  route({
    method: 'patch',
    path: '/tasks/{id}',
    summary: 'Changes title, budget, mode, folders, priority or archived. `folders` is the whole new list.',
    body: PatchTask,
    answers: { 200: { text: 'The task', schema: Task } },
    errors: ['not_found', 'task_finished', 'no_such_file', 'not_a_folder', 'sensitive_place', 'no_permission'],
    async handle({ params, body }) {
      await taskOr404(deps.store, params['id']);
      const wanted =
        body.folders &&
        (await Promise.all(body.folders.map(async (folder) => ({ ...folder, ...(await deps.files.checkFolder(folder.path)) }))));
      const lessened: string[] = [];
      const { view, removed, asked } = await deps.store.transaction(async (tx) => {
        const row = await taskOr404(tx, params['id']);
        // What only shows the task may change for ever; what steers it only while it can be steered.
        if (isFinished(row.status) && (body.budget || body.mode || body.folders)) throw await finished(tx, row);
        await withinParent(tx, row, { mode: body.mode, folders: wanted });
        const folders = wanted && mergeFolders(row.folders, wanted);
        await tx.patchTask(row.id, patchOf(row, body, folders?.list));
        if (folders?.changed) {
          await tx.append(row.id, { type: 'folders_changed', folders: folders.list });
          await tx.enqueueRequest({ taskId: row.id, kind: 'folders', body: {} });
        }
        if (!isFinished(row.status)) await tx.enqueue('nudge', row.id);
        lessened.push(...(await lessen(tx, row.id, { mode: body.mode, folders: folders?.list })));
        return {
          view: await viewOr404(deps, tx, row.id),
          removed: folders?.removed ?? false,
          asked: folders?.changed ?? false,
        };
      });
      deps.outbox.wake();
      if (asked || lessened.length > 0) deps.link.drain();
      for (const id of lessened) deps.link.abort(id, 'pause');
      // What runs now may be reading the folder: it stops, and is told by the next look that the folder is gone.
      if (removed) deps.link.abort(view.id, 'pause');
      return json({ status: 200, body: view });
    },
  }),
];

function patchOf(row: TaskRow, body: PatchTask, folders: TaskFolder[] | undefined): TaskPatch {
  const { title, mode, priority, archived } = body;
  const budget = body.budget && { ...row.budget, ...body.budget };
  const patch: TaskPatch = {};
  if (title !== undefined) patch.title = title;
  if (mode !== undefined) patch.mode = mode;
  if (priority !== undefined) patch.priority = priority;
  if (archived !== undefined) patch.archived = archived;
  if (budget) patch.budget = budget;
  if (folders) patch.folders = folders;
  return patch;
}

/** The desktop grants and removes; here only what is wanted is written. A folder with the same access is left as it is. */
export function mergeFolders(
  before: readonly TaskFolder[],
  wanted: readonly Pick<TaskFolder, 'path' | 'access'>[],
): { list: TaskFolder[]; changed: boolean; removed: boolean } {
  const byPath = new Map(wanted.map((folder) => [folder.path, folder]));
  let changed = false;
  let removed = false;
  const list = before.map((folder): TaskFolder => {
    const now = byPath.get(folder.path);
    byPath.delete(folder.path);
    if (!now) {
      if (folder.state === 'removed' || folder.state === 'refused') return folder;
      changed = removed = true;
      return { ...folder, state: 'removed' };
    }
    if (now.access === folder.access && (folder.state === 'granted' || folder.state === 'requested')) return folder;
    changed = true;
    // Named now, so no longer what the list of standing folders gave.
    const { reason: _, standing: __, ...kept } = folder;
    return { ...kept, access: now.access, state: 'requested' };
  });
  if (byPath.size > 0) changed = true;
  return {
    list: [...list, ...[...byPath.values()].map(({ path, access }) => ({ path, access, state: 'requested' as const }))],
    changed,
    removed,
  };
}
