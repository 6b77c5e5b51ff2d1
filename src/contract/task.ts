// What a task looks like from outside: the resource of GET /tasks/{id}.
import { z } from 'zod';

export const TaskStatus = z.enum([
  'queued',
  'running',
  'waiting_approval',
  'waiting_input',
  'waiting_desktop',
  'paused',
  'completed',
  'failed',
  'cancelled',
]);
export type TaskStatus = z.infer<typeof TaskStatus>;

export const FINISHED: readonly TaskStatus[] = ['completed', 'failed', 'cancelled'];
export const isFinished = (status: TaskStatus): boolean => FINISHED.includes(status);

export const Mode = z.enum(['ask', 'auto', 'act']);
export type Mode = z.infer<typeof Mode>;

export const Access = z.enum(['read', 'write', 'full']);
export type Access = z.infer<typeof Access>;
/** In rising order of what it permits. */
export const isWider = (a: Access, than: Access): boolean => Access.options.indexOf(a) > Access.options.indexOf(than);

export const PlanItem = z.object({ title: z.string().min(1).max(300), status: z.enum(['pending', 'active', 'done']) });
export type PlanItem = z.infer<typeof PlanItem>;

export const Budget = z.object({
  maxUsd: z.number().positive().optional(),
  maxSteps: z.number().int().positive().optional(),
  maxMinutes: z.number().positive().optional(),
});
export type Budget = z.infer<typeof Budget>;

/** What a task asks that another has started: answered at its own address, shown where the other waits. */
export const Asked = z.object({
  taskId: z.string(),
  kind: z.enum(['approval', 'question', 'paused']),
  /** Of the approval or question; of a task that is paused, its own. */
  id: z.string(),
  text: z.string(),
  /** What lets a paused one go on, as a command. */
  action: z.string().optional(),
  options: z.array(z.string()).optional(),
});
export type Asked = z.infer<typeof Asked>;

export const WaitingFor = z.object({
  kind: z.enum(['approval', 'input', 'desktop', 'model', 'budget', 'credentials', 'slot', 'children', 'timer', 'user']),
  /** When the wait began, ISO 8601. */
  since: z.string(),
  /** When it ends by itself, ISO 8601; absent when only somebody can end it. */
  until: z.string().optional(),
  /** One sentence in the words of shared UI dictionary. */
  text: z.string(),
  /** What a person can do about it, as a command or sentence. */
  action: z.string().optional(),
  /** The budget with which the task would go on. */
  raise: Budget.optional(),
  /** What the tasks that it has started ask, the first twenty; where it waits for them. */
  asks: z.array(Asked).optional(),
});
export type WaitingFor = z.infer<typeof WaitingFor>;

/** What a task says that a person has paused. */
export const PAUSED_BY_YOU = 'Paused by you';

export const DEFAULT_BUDGET = { maxUsd: 5, maxSteps: 300, maxMinutes: 480 } as const;
export const DEFAULT_DAILY_USD = 20;

export const Usage = z.object({
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  cacheReadTokens: z.number().int(),
  cacheWriteTokens: z.number().int(),
  /** US dollars; null when the price of a used model is unknown. */
  usd: z.number().nullable(),
  steps: z.number().int(),
  /** Model calls that were cut off and had to be paid again. */
  cutAttempts: z.number().int(),
  /** Time at work: model and tools, without waits. */
  activeMs: z.number(),
});
export type Usage = z.infer<typeof Usage>;

export const Question = z.object({
  id: z.string(),
  taskId: z.string(),
  question: z.string(),
  options: z.array(z.string()),
  multiple: z.boolean(),
  status: z.enum(['pending', 'answered', 'superseded']),
  choices: z.array(z.string()).optional(),
  text: z.string().optional(),
  createdAt: z.string(),
  answeredAt: z.string().optional(),
});
export type Question = z.infer<typeof Question>;

export const Output = z.object({
  id: z.string(),
  taskId: z.string(),
  name: z.string(),
  /** In the one namespace: /outputs/… or where it was delivered. */
  path: z.string(),
  /** Where the user finds it on this machine, once delivered. */
  deliveredTo: z.string().optional(),
  type: z.string(),
  bytes: z.number().int(),
  version: z.number().int(),
  createdAt: z.string(),
});
export type Output = z.infer<typeof Output>;

export const DEFAULT_PRIORITY = 3;
export const Priority = z
  .number()
  .int()
  .min(1)
  .max(5)
  .describe(
    'From 1 (first) to 5 (last); 3 when none is named. When more tasks want the model than it takes at once, a step of a lower number goes first; one that answers a person counts as one lower. Each 15 s of waiting count as one lower too, so none waits for ever. A change counts from the next step on. Nothing else depends on it.',
  );

export const TaskFolder = z.object({
  /** The path as the token holder gave it, resolved by the desktop once it has validated it. */
  path: z.string(),
  access: Access,
  /** Name below /folders, once the desktop has granted it. */
  name: z.string().optional(),
  state: z.enum(['requested', 'granted', 'refused', 'removed']),
  /** Why it was refused. */
  reason: z.string().optional(),
  /** True when nobody named it for this task: it came from the list of standing folders. */
  standing: z.boolean().optional(),
});
export type TaskFolder = z.infer<typeof TaskFolder>;

/** Marked, because nobody named them for this task: the computer with the folders gives no more than its own list does. */
export const standingFolders = (list: readonly { readonly path: string; readonly access?: Access }[]) =>
  list.flatMap(({ path, access }) => (access === undefined ? [] : [{ path, access, standing: true }]));

export const Check = z.object({ text: z.string(), createdAt: z.string() });
export type Check = z.infer<typeof Check>;
