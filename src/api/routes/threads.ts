// /threads: continuous conversations. A message is a row and an order; whoever answers finds both, whenever it comes.
import { z } from 'zod';
import { CoworkError } from '../../contract/errors.ts';
import { newId } from '../../contract/ids.ts';
import { PatchThread, PostThread, PostThreadMessage, Thread, ThreadEvent, ThreadMessage } from '../../contract/threads.ts';
import type { ThreadPatch } from '../../store/thread-port.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, pageBody, pageOf, PageQuery } from '../paging.ts';
import { json, type Route, route } from '../route.ts';
import { threadOr404, threadView } from '../thread-view.ts';
import { EventsQuery, eventStream, startOf } from '../sse/event-stream.ts';
import { titleOf } from './create-task.ts';

const WRONG = ['invalid', 'no_such_file', 'not_a_folder', 'sensitive_place', 'no_permission'] as const;
const UNTITLED = 'New conversation';

export const threadRoutes = (deps: ApiDeps): Route[] => {
  const { store } = deps;
  const checked = (folders: NonNullable<PostThread['folders']>) =>
    Promise.all(folders.map(async (folder) => ({ ...folder, ...(await deps.files.checkFolder(folder.path)) })));

  return [
    route({
      method: 'get',
      path: '/threads',
      summary: 'Threads, the one in which something happened last first.',
      query: PageQuery.extend({ archived: z.stringbool().optional() }),
      answers: { 200: { text: 'A page of threads', schema: listOf(Thread) } },
      async handle({ query }) {
        const archived = query.archived === undefined ? {} : { archived: query.archived };
        const page = await store.threads({ ...pageOf(query), ...archived });
        return json({ status: 200, body: pageBody({ ...page, items: page.items.map(threadView) }) });
      },
    }),
    route({
      method: 'post',
      path: '/threads',
      summary: 'Begins a thread. Its folders are the permission for them, for each task that it starts.',
      body: PostThread,
      answers: { 201: { text: 'The thread', schema: Thread } },
      errors: WRONG,
      async handle({ body, once }) {
        const folders = body.folders && (await checked(body.folders));
        const { defaultMode } = await deps.settings.read();
        const answer = await once(async (tx) => {
          const { title = UNTITLED, mode = defaultMode, model, budget = {} } = body;
          const row = await tx.createThread({ id: newId('h'), title, folders, mode, model, budget });
          return { status: 201, body: threadView(row) };
        });
        return json(answer);
      },
    }),
    route({
      method: 'get',
      path: '/threads/{id}',
      summary: 'One thread.',
      answers: { 200: { text: 'The thread', schema: Thread } },
      errors: ['not_found'],
      handle: async ({ params }) => json({ status: 200, body: threadView(await threadOr404(store, params['id'])) }),
    }),
    route({
      method: 'patch',
      path: '/threads/{id}',
      summary: 'Changes what is named: for what is answered and started from now on.',
      body: PatchThread,
      answers: { 200: { text: 'The thread', schema: Thread } },
      errors: ['not_found', ...WRONG],
      async handle({ params, body }) {
        const folders = body.folders ? await checked(body.folders) : body.folders;
        const view = await store.transaction(async (tx) => {
          const { id, budget } = await threadOr404(tx, params['id']);
          await tx.patchThread(id, {
            ...body,
            ...(folders === undefined ? {} : { folders }),
            ...(body.budget ? { budget: { ...budget, ...body.budget } } : {}),
          } as ThreadPatch);
          return threadView(await threadOr404(tx, id));
        });
        return json({ status: 200, body: view });
      },
    }),
    route({
      method: 'delete',
      path: '/threads/{id}',
      summary: 'Forgets what was said. Its tasks and schedules stay and belong to no thread.',
      answers: { 204: { text: 'It is gone' } },
      errors: ['not_found'],
      async handle({ params }) {
        await store.transaction(async (tx) => tx.deleteThread((await threadOr404(tx, params['id'])).id));
        deps.link.abort(params['id']!, 'cancel_now');
        deps.outbox.wake();
        return json({ status: 204, body: undefined });
      },
    }),
    route({
      method: 'post',
      path: '/threads/{id}/messages',
      summary: 'Says something. The same clientId again is the same message.',
      body: PostThreadMessage,
      answers: { 201: { text: 'Stored; it is answered as soon as that is possible', schema: ThreadMessage } },
      errors: ['not_found', 'invalid'],
      async handle({ params, body, once }) {
        const answer = await once(async (tx) => {
          const thread = await threadOr404(tx, params['id']);
          const attachments = [];
          for (const id of body.attachments ?? []) {
            const upload = await tx.upload(id);
            if (!upload) throw new CoworkError('invalid', `attachments: there is no upload ${id}; upload the file again.`);
            attachments.push({ id, name: upload.name });
          }
          const { text, clientId } = body;
          const said = await tx.sayInThread(thread.id, { text, attachments, ...(clientId === undefined ? {} : { clientId }) });
          if (thread.lastSeq === 0 && thread.title === UNTITLED) await tx.patchThread(thread.id, { title: titleOf(text) });
          return { status: 201, body: { threadId: thread.id, ...said } };
        });
        deps.crash('api-message-stored');
        deps.outbox.wake();
        return json(answer);
      },
    }),
    route({
      method: 'post',
      path: '/threads/{id}/stop',
      summary: 'Ends the answer that is under way. Tasks that it has started go on.',
      answers: { 200: { text: 'The thread', schema: Thread } },
      errors: ['not_found'],
      async handle({ params, once }) {
        const answer = await once(async (tx) => {
          const { id } = await threadOr404(tx, params['id']);
          await tx.stopThread(id);
          return { status: 200, body: threadView(await threadOr404(tx, id)) };
        });
        deps.link.abort(params['id']!, 'cancel_now');
        return json(answer);
      },
    }),
    route({
      method: 'get',
      path: '/threads/{id}/events',
      summary:
        'What was said and posted: as a stream that resumes from Last-Event-ID, or (?after=N, ?before=N, or Accept: application/json) as an array.',
      query: EventsQuery.extend({
        /** Only for JSON: the last ones before this number, instead of the first ones after one. */
        before: z.coerce.number().int().min(1).optional(),
      }),
      answers: { 200: { text: 'Events; in the stream also unnumbered deltas (event: delta)', schema: z.array(ThreadEvent) } },
      errors: ['not_found'],
      async handle({ request, params, query }) {
        const { id } = await threadOr404(store, params['id']);
        const { after, asJson } = startOf(request, query);
        const { before, limit } = query;
        if (asJson || before !== undefined) {
          const window = before === undefined ? { after } : { before };
          return json({ status: 200, body: await store.threadEvents(id, { ...window, limit }) });
        }
        return eventStream(deps, {
          id,
          after,
          read: (from, most) => store.threadEvents(id, { after: from, limit: most }),
          isOver: async () => (await store.thread(id)) === undefined,
        });
      },
    }),
  ];
};
