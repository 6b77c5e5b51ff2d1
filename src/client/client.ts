// Every route of /api/v1 as a typed method: what web app, CLI, examples and tests speak to the product with.
import { z } from 'zod';
import type { ChangeKind } from '../contract/asking.ts';
import { Approval } from '../contract/changes.ts';
import {
  type CreateTask,
  Folder,
  type PatchFolder,
  type PatchSettings,
  type PatchTask,
  type PostAnswer,
  type PostCancel,
  type PostDecision,
  type PostFolder,
  type PostMessage,
  type PostUndo,
  Settings,
  Task,
  UndoResult,
} from '../contract/http.ts';
import { Output, Question } from '../contract/task.ts';
import { ApprovalList, ChangeSetList, NetworkList, EventList, FolderList, OperationList, TaskList } from './answers.ts';
import { type EventsOptions, eventStream } from './event-stream.ts';
import { type ClientOptions, createApi } from './request.ts';

export type Client = ReturnType<typeof createClient>;
/** What a task needs at least; the rest has defaults. */
export type NewTask = z.input<typeof CreateTask>;
interface Once {
  /** The same key again gives the first answer again and does nothing. */
  readonly idempotencyKey?: string;
}
interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string | undefined;
}

const Anything = z.unknown();
const folder = (id: string): string => `/folders/${encodeURIComponent(id)}`;
const task = (id: string): string => `/tasks/${encodeURIComponent(id)}`;

/**
 * Methods throw CoworkErrors with the server's code; nobody listening is `not_running`. Nothing is kept open but what `events` opens.
 */
export function createClient(options: ClientOptions) {
  const api = createApi(options);
  const { call, send } = api;

  return {
    baseUrl: options.baseUrl,

    // tasks
    createTask: (body: NewTask, once: Once = {}) => call('POST', '/tasks', { body, schema: Task, ...once }),
    tasks: (query: PageQuery & { status?: string; archived?: boolean } = {}) =>
      call('GET', '/tasks', { query: { ...query }, schema: TaskList }),
    task: (id: string) => call('GET', task(id), { schema: Task }),
    patchTask: (id: string, body: PatchTask) => call('PATCH', task(id), { body, schema: Task }),
    /** Refused with `undo_possible` while changes can be undone, unless `force`. */
    deleteTask: async (id: string, force = false): Promise<void> => {
      await send('DELETE', task(id), force ? { query: { force: true } } : {});
    },

    // events
    /** Live events after number `after`; reconnects by itself, see `eventStream`. */
    events: (id: string, query: EventsOptions = {}) => eventStream(api, id, query),
    eventsSoFar: (id: string, query: { after?: number; limit?: number } = {}) =>
      call('GET', `${task(id)}/events`, {
        query: { after: 0, ...query },
        headers: { accept: 'application/json' },
        schema: EventList,
      }),

    // what a person says to a task
    say: (id: string, body: z.input<typeof PostMessage>, once: Once = {}) =>
      call('POST', `${task(id)}/messages`, { body, schema: Anything, ...once }),
    answer: (id: string, body: z.input<typeof PostAnswer>, once: Once = {}) =>
      call('POST', `${task(id)}/answers`, { body, schema: Question, ...once }),
    pause: (id: string) => call('POST', `${task(id)}/pause`, { schema: Task }),
    resume: (id: string) => call('POST', `${task(id)}/resume`, { schema: Task }),
    cancel: (id: string, body: z.input<typeof PostCancel> = {}) => call('POST', `${task(id)}/cancel`, { body, schema: Task }),

    // changes
    changes: (id: string, query: PageQuery = {}) =>
      call('GET', `${task(id)}/changes`, { query: { ...query }, schema: ChangeSetList }),
    operations: (id: string, changeSetId: string, query: PageQuery = {}) =>
      call('GET', `${task(id)}/changes/${encodeURIComponent(changeSetId)}/operations`, {
        query: { ...query },
        schema: OperationList,
      }),
    network: (id: string, query: PageQuery = {}) =>
      call('GET', `${task(id)}/network`, { query: { ...query }, schema: NetworkList }),
    undo: (id: string, body: PostUndo = {}, once: Once = {}) =>
      call('POST', `${task(id)}/undo`, { body, schema: UndoResult, ...once }),
    redo: (id: string, body: PostUndo = {}, once: Once = {}) =>
      call('POST', `${task(id)}/redo`, { body, schema: UndoResult, ...once }),

    // approvals
    approvals: (query: PageQuery & { status?: Approval['status'] } = {}) =>
      call('GET', '/approvals', { query: { ...query }, schema: ApprovalList }),
    /** `cursor` is `preview.next`: the same approval with the operations that come then. */
    approval: (id: string, query: { cursor?: string } = {}) =>
      call('GET', `/approvals/${encodeURIComponent(id)}`, { query, schema: Approval }),
    /** First answer wins: a second one is `already_decided`, with the winner in `extra`. */
    decide: (id: string, body: z.input<typeof PostDecision>, once: Once = {}) =>
      call('POST', `/approvals/${encodeURIComponent(id)}`, { body, schema: Approval, ...once }),

    // folders beyond single tasks; `waitingFor` in an answer: written down, and done once the desktop is back
    folders: () => call('GET', '/folders', { schema: FolderList }),
    folder: (id: string) => call('GET', folder(id), { schema: Folder }),
    addFolder: (body: z.input<typeof PostFolder>, once: Once = {}) => call('POST', '/folders', { body, schema: Folder, ...once }),
    patchFolder: (id: string, body: z.input<typeof PatchFolder>) => call('PATCH', folder(id), { body, schema: Folder }),
    /** undefined once nobody has it any more. */
    removeFolder: (id: string) => call('DELETE', folder(id), { schema: Folder.optional() }),
    revokeAlways: (id: string, kind: ChangeKind) => call('DELETE', `${folder(id)}/always/${kind}`, { schema: Folder }),

    // files in and out
    upload: (file: Blob, name: string) => {
      const form = new FormData();
      form.set('file', file, name);
      return call('POST', '/uploads', { body: form, schema: z.object({ id: z.string() }) });
    },
    output: (id: string) => call('GET', `/outputs/${encodeURIComponent(id)}`, { schema: Output }),
    /** The bytes, as a response to be read or cancelled. `range` as in HTTP: "bytes=0-99". */
    outputContent: (id: string, range?: string): Promise<Response> =>
      send('GET', `/outputs/${encodeURIComponent(id)}/content`, range === undefined ? {} : { headers: { range } }),

    // the product
    settings: () => call('GET', '/settings', { schema: Settings }),
    patchSettings: (body: z.input<typeof PatchSettings>) => call('PATCH', '/settings', { body, schema: Settings }),
    putModelKey: async (key: string): Promise<void> => {
      await send('PUT', '/settings/model-key', { body: { key } });
    },
    browse: (path?: string) => call('GET', '/browse', { query: { path }, schema: Anything }),
    capabilities: () => call('GET', '/capabilities', { schema: z.record(z.string(), z.unknown()) }),
  };
}
