// Threads: continuous conversations that start tasks, hear of their ends and never reset. OpenAPI is generated from these.
import { z } from 'zod';
import { FolderRequest } from './http.ts';
import { Access, Budget, Mode, TaskStatus, Usage, WaitingFor } from './task.ts';

const said = (most: number) => z.string().regex(/\S/, 'must not be empty').max(most);

/** `answering`: the model has been asked or is about to be; `waiting`: something must happen first. */
export const ThreadStatus = z.enum(['idle', 'answering', 'waiting']);
export type ThreadStatus = z.infer<typeof ThreadStatus>;

export const CardOutput = z.object({ id: z.string(), name: z.string(), path: z.string() });
export type CardOutput = z.infer<typeof CardOutput>;

/** What happened to a task of the thread, or to a schedule of it, told there unasked. */
export const ThreadCard = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('task_started'), taskId: z.string(), title: z.string(), scheduleId: z.string().optional() }),
  z.object({
    kind: z.literal('task_ended'),
    taskId: z.string(),
    title: z.string(),
    status: TaskStatus,
    /** What it said at its end, shortened; GET /tasks/{id} has the whole. */
    outcome: z.string().optional(),
    error: z.string().optional(),
    /** The first twenty. */
    outputs: z.array(CardOutput),
  }),
  z.object({
    kind: z.literal('question'),
    /** The task that asks: one of the thread's, or one that such a task has started. */
    taskId: z.string(),
    title: z.string(),
    about: z.enum(['approval', 'question', 'paused']),
    /** Of the approval or question; of a task that is paused, its own. */
    id: z.string(),
    text: z.string(),
  }),
  z.object({
    kind: z.literal('run_missed'),
    scheduleId: z.string(),
    name: z.string(),
    /** ISO 8601; the last one where there are several. */
    due: z.string(),
    count: z.number().int(),
    why: z.string(),
  }),
]);
export type ThreadCard = z.infer<typeof ThreadCard>;

const body = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) => z.object({ type: z.literal(type), ...shape });

export const ThreadEventBody = z.discriminatedUnion('type', [
  body('message_added', {
    role: z.enum(['user', 'assistant']),
    text: z.string(),
    /** Of a person's message: the clientId, where it had one. */
    messageId: z.string(),
    /** Files for the tasks that it leads to. */
    attachments: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
  }),
  body('card_posted', { card: ThreadCard }),
  body('status_changed', { from: ThreadStatus, to: ThreadStatus, waitingFor: WaitingFor.optional() }),
  body('notice', { level: z.enum(['info', 'warning', 'error']), text: z.string(), action: z.string().optional() }),
]);
export type ThreadEventBody = z.infer<typeof ThreadEventBody>;

export const ThreadEvent = z.intersection(
  z.object({ threadId: z.string(), seq: z.number().int().positive(), at: z.string() }),
  ThreadEventBody,
);
export type ThreadEvent = z.infer<typeof ThreadEvent>;

export const Thread = z.object({
  id: z.string(),
  title: z.string(),
  status: ThreadStatus,
  waitingFor: WaitingFor.optional(),
  /** What tasks of this thread are given unless it is said otherwise; absent: the standing folders. */
  folders: z.array(z.object({ path: z.string(), access: Access })).optional(),
  mode: Mode,
  /** Absent: the model of the settings. */
  model: z.string().optional(),
  /** Of each task that it starts. */
  budget: Budget,
  /** Of its own answers; tasks count for themselves. */
  usage: Usage.pick({ inputTokens: true, outputTokens: true, usd: true, steps: true }),
  archived: z.boolean(),
  /** Number of the last event. */
  lastSeq: z.number().int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Thread = z.infer<typeof Thread>;

/** One that has no title takes it from the first words that are said in it. */
export const PostThread = z.strictObject({
  title: said(200).optional(),
  folders: z.array(FolderRequest).max(50).optional(),
  mode: Mode.optional(),
  model: z.string().min(1).max(200).optional(),
  budget: Budget.optional(),
});
export type PostThread = z.infer<typeof PostThread>;

/** null takes away what need not be there. */
export const PatchThread = PostThread.extend({
  folders: PostThread.shape.folders.nullable(),
  model: PostThread.shape.model.nullable(),
  archived: z.boolean().optional(),
}).partial();
export type PatchThread = z.infer<typeof PatchThread>;

export const PostThreadMessage = z.strictObject({
  text: said(200_000),
  /** The same one again is the same message. */
  clientId: z.string().max(200).optional(),
  /** Files for the tasks that this message leads to. */
  attachments: z.array(z.string()).max(100).optional(),
});
export type PostThreadMessage = z.infer<typeof PostThreadMessage>;

export const ThreadMessage = z.object({ threadId: z.string(), seq: z.number().int(), text: z.string(), createdAt: z.string() });
export type ThreadMessage = z.infer<typeof ThreadMessage>;
