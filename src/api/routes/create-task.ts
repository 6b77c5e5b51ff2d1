// POST /tasks: a job is handed over. It is taken even while the engine is down: the row is what counts, the outbox starts it.
import { CoworkError } from '../../contract/errors.ts';
import { CreateTask, Task } from '../../contract/http.ts';
import { newId } from '../../contract/ids.ts';
import { DEFAULT_BUDGET, Mode, standingFolders } from '../../contract/task.ts';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';
import { viewOr404 } from '../find-task.ts';
import { threadOr404 } from '../thread-view.ts';

/** Without a mode the setting decides, so the contract's default must not speak first. */
const Body = CreateTask.extend({ mode: Mode.optional() });

export const createTaskRoutes = (deps: ApiDeps): Route[] => [
  route({
    method: 'post',
    path: '/tasks',
    summary:
      'Hands a job over. The named folders are the permission for them; without the member, the standing folders are given.',
    body: Body,
    answers: { 201: { text: 'The task, queued', schema: Task } },
    errors: ['not_found', 'invalid', 'no_such_file', 'not_a_folder', 'sensitive_place', 'no_permission'],
    async handle({ body, once }) {
      const thread = body.threadId === undefined ? undefined : await threadOr404(deps.store, body.threadId);
      const wanted = body.folders ?? thread?.folders;
      const named =
        wanted &&
        (await Promise.all(wanted.map(async (folder) => ({ ...folder, ...(await deps.files.checkFolder(folder.path)) }))));
      const defaults = await deps.settings.read();
      const answer = await once(async (tx) => {
        for (const id of body.attachments)
          if (!(await tx.upload(id)))
            throw new CoworkError('invalid', `attachments: there is no upload ${id}; upload the file again.`);
        const row = await tx.createTask({
          id: newId('t'),
          title: body.title ?? titleOf(body.prompt),
          prompt: body.prompt,
          model: body.model ?? thread?.model ?? defaults.model,
          mode: body.mode ?? thread?.mode ?? defaults.defaultMode,
          budget: { ...DEFAULT_BUDGET, ...thread?.budget, ...body.budget },
          folders: named ? uniqueBy(named) : standingFolders(await tx.folders()),
          attachments: body.attachments,
          ...(thread ? { threadId: thread.id } : {}),
          ...(body.priority === undefined ? {} : { priority: body.priority }),
        });
        return { status: 201, body: await viewOr404(deps, tx, row.id) };
      });
      deps.crash('api-task-created');
      deps.outbox.wake();
      return json(answer);
    },
  }),
];

/** The first words of the prompt's first line, up to about 60 characters. */
export function titleOf(prompt: string): string {
  const line =
    prompt
      .split('\n')
      .map((text) => text.replace(/\s+/g, ' ').trim())
      .find((text) => text !== '') ?? 'Task';
  const letters = [...line];
  if (letters.length <= 60) return line;
  const cut = letters.slice(0, 60).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > 20 ? cut.slice(0, space) : cut}…`;
}

/** A folder that is named twice is granted once, with the later access. */
const uniqueBy = <T extends { path: string }>(folders: readonly T[]): T[] => [
  ...new Map(folders.map((folder) => [folder.path, folder])).values(),
];
