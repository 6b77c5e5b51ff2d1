// Every route of /api/v1 as a typed method: what web app, CLI, examples and tests speak to the product with.
import { z } from 'zod';
import type { ChangeKind } from '../contract/asking.ts';
import { Approval } from '../contract/changes.ts';
import {
  Browse,
  type CreateTask,
  Demo,
  Export,
  Folder,
  HealthCheck,
  Mended,
  ModelTest,
  PageNews,
  type PatchFolder,
  type PatchSettings,
  type PatchTask,
  type PostAnswer,
  type PostCancel,
  type PostDecision,
  type PostExport,
  type PostFolder,
  type PostMessage,
  type PostQueue,
  type PostPage,
  type PostTestModel,
  type PostUndo,
  Settings,
  StepDetails,
  Task,
  UndoResult,
} from '../contract/http.ts';
import {
  type PatchSchedule,
  type PostSchedule,
  type PreviewSchedule,
  Schedule,
  SchedulePreview,
  ScheduleRun,
} from '../contract/schedules.ts';
import { Output, Question } from '../contract/task.ts';
import {
  type PatchThread,
  type PostThread,
  type PostThreadMessage,
  Thread,
  ThreadEvent,
  ThreadMessage,
} from '../contract/threads.ts';
import {
  ApprovalList,
  ChangeSetList,
  NetworkList,
  EventList,
  FolderList,
  OperationList,
  QueueList,
  ScheduleList,
  ScheduleRunList,
  SearchHits,
  Suggestions,
  TaskList,
  ThreadList,
} from './answers.ts';
import { type EventsOptions, taskEvents, threadEvents } from './event-stream.ts';
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
const schedule = (id: string): string => `/schedules/${encodeURIComponent(id)}`;
const thread = (id: string): string => `/threads/${encodeURIComponent(id)}`;
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
    tasks: (query: PageQuery & { status?: string; archived?: boolean; children?: boolean; threadId?: string } = {}) =>
      call('GET', '/tasks', { query: { ...query }, schema: TaskList }),
    task: (id: string) => call('GET', task(id), { schema: Task }),
    patchTask: (id: string, body: PatchTask) => call('PATCH', task(id), { body, schema: Task }),
    /** Refused with `undo_possible` while changes can be undone, unless `force`. */
    deleteTask: async (id: string, force = false): Promise<void> => {
      await send('DELETE', task(id), force ? { query: { force: true } } : {});
    },

    // events
    /** Live events after number `after`; reconnects by itself, see `eventStream`. */
    events: (id: string, query: EventsOptions = {}) => taskEvents(api, id, query),
    eventsSoFar: (id: string, query: { after?: number; limit?: number } = {}) =>
      call('GET', `${task(id)}/events`, {
        query: { after: 0, ...query },
        headers: { accept: 'application/json' },
        schema: EventList,
      }),

    // threads
    threads: (query: PageQuery & { archived?: boolean } = {}) =>
      call('GET', '/threads', { query: { ...query }, schema: ThreadList }),
    thread: (id: string) => call('GET', thread(id), { schema: Thread }),
    createThread: (body: z.input<typeof PostThread> = {}, once: Once = {}) =>
      call('POST', '/threads', { body, schema: Thread, ...once }),
    patchThread: (id: string, body: z.input<typeof PatchThread>) => call('PATCH', thread(id), { body, schema: Thread }),
    /** Its tasks and schedules stay. */
    deleteThread: async (id: string): Promise<void> => {
      await send('DELETE', thread(id), {});
    },
    /** Kept with its clientId until it is known to have arrived, it may be sent again: it is said once. */
    sayInThread: (id: string, body: z.input<typeof PostThreadMessage>, once: Once = {}) =>
      call('POST', `${thread(id)}/messages`, { body, schema: ThreadMessage, ...once }),
    stopThread: (id: string) => call('POST', `${thread(id)}/stop`, { schema: Thread }),
    /** Live, from number `after` on; reconnects by itself. */
    threadEvents: (id: string, query: EventsOptions = {}) => threadEvents(api, id, query),
    /** Some of them: the first ones after `after`, or the last ones before `before`. */
    threadEventsSoFar: (id: string, query: { after?: number; before?: number; limit?: number }) =>
      call('GET', `${thread(id)}/events`, {
        query: { ...query },
        headers: { accept: 'application/json' },
        schema: z.array(ThreadEvent),
      }),

    // what a person says to a task
    say: (id: string, body: z.input<typeof PostMessage>, once: Once = {}) =>
      call('POST', `${task(id)}/messages`, { body, schema: Anything, ...once }),
    answer: (id: string, body: z.input<typeof PostAnswer>, once: Once = {}) =>
      call('POST', `${task(id)}/answers`, { body, schema: Question, ...once }),
    pause: (id: string) => call('POST', `${task(id)}/pause`, { schema: Task }),
    resume: (id: string) => call('POST', `${task(id)}/resume`, { schema: Task }),
    cancel: (id: string, body: z.input<typeof PostCancel> = {}) => call('POST', `${task(id)}/cancel`, { body, schema: Task }),

    // the queue
    queue: () => call('GET', '/queue', { schema: QueueList }),
    changeQueue: (body: z.input<typeof PostQueue>) => call('POST', '/queue', { body, schema: QueueList }),

    // changes
    changes: (id: string, query: PageQuery = {}) =>
      call('GET', `${task(id)}/changes`, { query: { ...query }, schema: ChangeSetList }),
    operations: (id: string, changeSetId: string, query: PageQuery = {}) =>
      call('GET', `${task(id)}/changes/${encodeURIComponent(changeSetId)}/operations`, {
        query: { ...query },
        schema: OperationList,
      }),
    /** What each call of a step was asked and what it answered. */
    step: (id: string, step: number) => call('GET', `${task(id)}/steps/${step}`, { schema: StepDetails }),
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
    /** Where a browser that is signed in gets the picture that an operation takes away or brings, while it is asked about. */
    proposedPictureUrl: (id: string, operationId: string, side: 'before' | 'after') =>
      `${options.baseUrl}/api/v1/approvals/${encodeURIComponent(id)}/operations/${encodeURIComponent(operationId)}/content?side=${side}`,
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

    // schedules
    schedules: () => call('GET', '/schedules', { schema: ScheduleList }),
    schedule: (id: string) => call('GET', schedule(id), { schema: Schedule }),
    previewSchedule: (body: z.input<typeof PreviewSchedule>) =>
      call('POST', '/schedules/preview', { body, schema: SchedulePreview }),
    createSchedule: (body: z.input<typeof PostSchedule>, once: Once = {}) =>
      call('POST', '/schedules', { body, schema: Schedule, ...once }),
    patchSchedule: (id: string, body: z.input<typeof PatchSchedule>) => call('PATCH', schedule(id), { body, schema: Schedule }),
    removeSchedule: async (id: string): Promise<void> => {
      await send('DELETE', schedule(id), {});
    },
    scheduleRuns: (id: string, query: PageQuery = {}) =>
      call('GET', `${schedule(id)}/runs`, { query: { ...query }, schema: ScheduleRunList }),
    /** Somebody has looked at the runs: what was missed until now is not counted any more. */
    seenSchedule: (id: string) => call('POST', `${schedule(id)}/seen`, { schema: Schedule }),
    runSchedule: (id: string, once: Once = {}) => call('POST', `${schedule(id)}/run`, { schema: ScheduleRun, ...once }),
    pauseSchedule: (id: string) => call('POST', `${schedule(id)}/pause`, { schema: Schedule }),
    resumeSchedule: (id: string) => call('POST', `${schedule(id)}/resume`, { schema: Schedule }),
    /** Changes of its runs are asked about again. */
    revokeForSchedule: (id: string) => call('DELETE', `${schedule(id)}/allowed`, { schema: Schedule }),

    // files in and out
    upload: (file: Blob, name: string) => {
      const form = new FormData();
      form.set('file', file, name);
      return call('POST', '/uploads', { body: form, schema: z.object({ id: z.string(), name: z.string() }) });
    },
    output: (id: string) => call('GET', `/outputs/${encodeURIComponent(id)}`, { schema: Output }),
    /** The bytes, as a response to be read or cancelled. `range` as in HTTP: "bytes=0-99". */
    outputContent: (id: string, range?: string): Promise<Response> =>
      send('GET', `/outputs/${encodeURIComponent(id)}/content`, range === undefined ? {} : { headers: { range } }),

    /** Where a browser that is signed in gets it: to be saved, or with `inline` to be looked at. */
    outputUrl: (id: string, disposition: 'attachment' | 'inline' = 'attachment') =>
      `${options.baseUrl}/api/v1/outputs/${encodeURIComponent(id)}/content?disposition=${disposition}`,
    /** The address of a page that a task made, for a sandboxed frame and nothing else. */
    outputPageUrl: (id: string) => `${options.baseUrl}/api/v1/outputs/${encodeURIComponent(id)}/page`,
    /** In the file manager of the machine on which the product runs. */
    showOutput: async (id: string): Promise<void> => {
      await send('POST', `/outputs/${encodeURIComponent(id)}/show`, {});
    },

    // the product
    settings: () => call('GET', '/settings', { schema: Settings }),
    patchSettings: (body: z.input<typeof PatchSettings>) => call('PATCH', '/settings', { body, schema: Settings }),
    putModelKey: async (key: string): Promise<void> => {
      await send('PUT', '/settings/model-key', { body: { key } });
    },
    /** What there is much of in the folders that tasks may use. */
    suggestions: () => call('GET', '/folders/suggestions', { schema: Suggestions }),
    /** Forgets the kept one. */
    removeModelKey: async (): Promise<void> => {
      await send('DELETE', '/settings/model-key', {});
    },
    /** The cheapest real call, with what is given; the rest is taken from the settings. */
    testModel: (body: PostTestModel = {}) => call('POST', '/settings/test-model', { body, schema: ModelTest }),
    /** The scripted demo in the place of a model: answers with its folder and the job it knows. */
    startDemo: () => call('POST', '/settings/demo', { body: {}, schema: Demo }),
    stopDemo: async (): Promise<void> => {
      await send('DELETE', '/settings/demo', {});
    },
    /** Begins an archive; `exports` says how it stands, and it is saved from `exportUrl`. */
    makeExport: (what: PostExport) => call('POST', '/exports', { body: what, schema: Export }),
    exports: async () => (await call('GET', '/exports', { schema: z.object({ items: z.array(Export) }) })).items,
    /** Ends one that is being made. */
    removeExport: async (id: string): Promise<void> => {
      await send('DELETE', `/exports/${encodeURIComponent(id)}`, {});
    },
    exportUrl: (id: string) => `${options.baseUrl}/api/v1/exports/${encodeURIComponent(id)}/content`,
    mendHealth: (name: string) => call('POST', `/health-checks/${encodeURIComponent(name)}/mend`, { schema: Mended }),
    healthChecks: () => call('GET', '/health-checks', { schema: z.object({ items: z.array(HealthCheck) }) }),
    /** A page is there, or goes: answers what it is to tell now, which nobody else tells then. */
    notePage: async (body: z.input<typeof PostPage>) => (await call('POST', '/pages', { body, schema: PageNews })).news,
    browse: (path?: string) => call('GET', '/browse', { query: { path }, schema: Browse }),
    search: (q: string, query: { limit?: number } = {}) => call('GET', '/search', { query: { q, ...query }, schema: SearchHits }),
    capabilities: () => call('GET', '/capabilities', { schema: z.record(z.string(), z.unknown()) }),
  };
}
