// /folders: the standing folders and what is always allowed where. Here wishes are written down; the computer with the folders decides.
import { CoworkError } from '../../contract/errors.ts';
import { ChangeKind, Folder, PatchFolder, PostFolder } from '../../contract/http.ts';
import { isWider } from '../../contract/task.ts';
import type { RequestKind, TaskStore } from '../../store/port.ts';
import { type ApiDeps, DEFAULT_LIMITS } from '../deps.ts';
import { folderAt, folderOr404, foldersOf } from '../folder-view.ts';
import { listOf } from '../paging.ts';
import { json, type Route, route } from '../route.ts';
import { waitForRequest } from '../wait-for-request.ts';

/** A wish that is written down, and the folder that it is about. */
interface Wish {
  readonly requestId: string;
  readonly path: string;
}

const NAMING_ERRORS = ['no_such_file', 'not_a_folder', 'sensitive_place', 'no_permission'] as const;
const LATER = { text: 'It is written down and not done yet: the computer with the folders is not reachable', schema: Folder };

export const foldersRoutes = (deps: ApiDeps): Route[] => {
  const { store } = deps;

  const write = async (tx: TaskStore, kind: RequestKind, body: { path: string; [member: string]: unknown }): Promise<Wish> => ({
    requestId: await tx.enqueueRequest({ taskId: '', kind, body }),
    path: body.path,
  });

  /** Waits for the desktop's word. `done` makes the answer of what is done then. */
  async function carriedOut(wish: Wish, done: (folder: Folder) => Response): Promise<Response> {
    deps.link.drain();
    const waitMs = deps.limits?.folderWaitMs ?? DEFAULT_LIMITS.folderWaitMs;
    const ended = await waitForRequest(deps, { id: wish.requestId, taskId: '', waitMs });
    const folder = await folderAt(store, wish.path);
    if (ended) return done(folder);
    const waitingFor = {
      kind: 'desktop' as const,
      since: deps.now().toISOString(),
      text: 'Waiting for your computer; it is done as soon as that is back',
    };
    return json({ status: 202, body: { ...folder, waitingFor } });
  }

  return [
    route({
      method: 'get',
      path: '/folders',
      summary: 'Standing folders, folders in which something is always allowed, and folders that open tasks have.',
      answers: { 200: { text: 'All of them', schema: listOf(Folder) } },
      handle: async () => json({ status: 200, body: { items: await foldersOf(store) } }),
    }),
    route({
      method: 'get',
      path: '/folders/{id}',
      summary: 'One folder.',
      answers: { 200: { text: 'The folder', schema: Folder } },
      errors: ['not_found'],
      handle: async ({ params }) => json({ status: 200, body: await folderOr404(store, params['id']) }),
    }),
    route({
      method: 'post',
      path: '/folders',
      summary: 'Makes a folder a standing one: a task that is given no folders gets it. The same folder again is the same one.',
      body: PostFolder,
      answers: { 201: { text: 'The folder', schema: Folder }, 202: LATER },
      errors: NAMING_ERRORS,
      async handle({ body, once }) {
        const looked = await deps.files.checkFolder(body.path).catch((error: unknown) => ({ error }));
        const answer = await once(async (tx) => {
          // In here, because a repeat is to hear what came of the first, also when the folder is gone by now.
          if ('error' in looked) throw looked.error;
          const { path } = looked;
          const before = (await tx.folders()).find((folder) => folder.path === path)?.access;
          const access = body.access ?? before ?? 'write';
          const lower = before !== undefined && isWider(before, access);
          return { status: 202, body: await write(tx, 'folder_add', { path, access, lower }) };
        });
        return carriedOut(answer.body as Wish, (folder) => json({ status: 201, body: folder }));
      },
    }),
    route({
      method: 'patch',
      path: '/folders/{id}',
      summary: 'Changes the access of a standing folder. A lower one also holds in every open task that may do more there.',
      body: PatchFolder,
      answers: { 200: { text: 'The folder', schema: Folder }, 202: LATER },
      errors: ['not_found'],
      async handle({ params, body }) {
        const wish = await store.transaction(async (tx) => {
          const { path, access } = await folderOr404(tx, params['id']);
          if (access === undefined)
            throw new CoworkError(
              'not_found',
              `${path} is no standing folder; POST /folders makes it one, PATCH /tasks/{id} is for a task.`,
            );
          return write(tx, 'folder_set', { path, access: body.access });
        });
        return carriedOut(wish, (folder) => json({ status: 200, body: folder }));
      },
    }),
    route({
      method: 'delete',
      path: '/folders/{id}',
      summary: 'Takes a folder away: from the standing ones, from every unfinished task, with what is always allowed in it.',
      answers: { 204: { text: 'Nobody has it any more' }, 202: LATER },
      errors: ['not_found'],
      async handle({ params }) {
        const wish = await store.transaction(async (tx) => {
          const { path } = await folderOr404(tx, params['id']);
          return write(tx, 'folder_withdraw', { path });
        });
        return carriedOut(wish, () => json({ status: 204 }));
      },
    }),
    route({
      method: 'delete',
      path: '/folders/{id}/always/{kind}',
      summary:
        'Changes of this kind are asked about again, and the more harmful ones; smaller ones that were allowed on their own are not.',
      answers: { 200: { text: 'The folder', schema: Folder }, 202: LATER },
      errors: ['not_found', 'invalid'],
      async handle({ params }) {
        const kind = ChangeKind.safeParse(params['kind']);
        if (!kind.success) throw new CoworkError('invalid', `kind: one of ${ChangeKind.options.join(', ')}.`);
        const wish = await store.transaction(async (tx) => {
          const { path } = await folderOr404(tx, params['id']);
          return write(tx, 'folder_revoke', { path, kind: kind.data });
        });
        return carriedOut(wish, (folder) => json({ status: 200, body: folder }));
      },
    }),
  ];
};
