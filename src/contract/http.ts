// Bodies and answers of /api/v1. OpenAPI is generated from these. Long, because it is the one list of them.
import { z } from 'zod';
import { CHANGE_KINDS } from './asking.ts';
import { Approval, Scope } from './changes.ts';
import { Slots } from './queue.ts';
import { Origin } from './tool-result.ts';
import {
  Access,
  Budget,
  Check,
  Mode,
  Output,
  PlanItem,
  Priority,
  Question,
  TaskFolder,
  TaskStatus,
  Usage,
  WaitingFor,
} from './task.ts';

/** Text that says something: not only spaces and line breaks. */
const said = (most: number) => z.string().regex(/\S/, 'must not be empty').max(most);

export const FolderRequest = z.strictObject({ path: z.string().min(1).max(4096), access: Access.default('write') });

export const CreateTask = z.strictObject({
  prompt: said(200_000),
  title: said(200).optional(),
  /** Absent: the standing folders. Given, also as []: exactly these. */
  folders: z.array(FolderRequest).max(50).optional(),
  mode: Mode.default('ask'),
  model: z.string().min(1).max(200).optional(),
  budget: Budget.optional(),
  threadId: z.string().optional(),
  attachments: z.array(z.string()).max(100).default([]),
  priority: Priority.optional(),
});
export type CreateTask = z.infer<typeof CreateTask>;

export const PatchTask = z.strictObject({
  title: said(200).optional(),
  budget: Budget.optional(),
  mode: Mode.optional(),
  /** The whole new list: a folder that is missing is taken away within 2 s. */
  folders: z.array(FolderRequest).max(50).optional(),
  priority: Priority.optional(),
  archived: z.boolean().optional(),
});
export type PatchTask = z.infer<typeof PatchTask>;

/** A task that another has started. */
export const ChildTask = z.object({
  id: z.string(),
  title: z.string(),
  status: TaskStatus,
  waitingFor: WaitingFor.optional(),
  outcome: z.string().optional(),
  error: z.string().optional(),
});
export type ChildTask = z.infer<typeof ChildTask>;

const Attachment = z.object({ id: z.string(), name: z.string(), bytes: z.number().int() });

export const Task = z.object({
  id: z.string(),
  /** The task that started it. */
  parentId: z.string().optional(),
  threadId: z.string().optional(),
  title: z.string(),
  prompt: z.string(),
  status: TaskStatus,
  waitingFor: WaitingFor.optional(),
  mode: Mode,
  model: z.string(),
  folders: z.array(TaskFolder),
  /** Files that were handed over with it; they can be given to another task by their ids. */
  attachments: z.array(Attachment).default([]),
  plan: z.array(PlanItem),
  approvals: z.array(Approval),
  questions: z.array(Question),
  usage: Usage,
  budget: Budget,
  outcome: z.string().optional(),
  check: Check.optional(),
  error: z.string().optional(),
  outputs: z.array(Output),
  /** Tasks that it has started, in the order in which they were made. */
  children: z.array(ChildTask),
  /** What it and all below it have used; present when it has started any. */
  together: Usage.pick({ usd: true, steps: true, activeMs: true }).optional(),
  /** Its place in the queue, from 1; present while it waits for its turn. */
  place: z.number().int().optional(),
  priority: Priority,
  archived: z.boolean(),
  /** Number of the last event. */
  lastSeq: z.number().int(),
  createdAt: z.string(),
  updatedAt: z.string(),
  finishedAt: z.string().optional(),
  /** The schedule that made it. */
  scheduleId: z.string().optional(),
});
export type Task = z.infer<typeof Task>;

/** One line of GET /tasks. */
export const TaskSummary = Task.pick({
  id: true,
  parentId: true,
  threadId: true,
  title: true,
  status: true,
  waitingFor: true,
  mode: true,
  priority: true,
  archived: true,
  lastSeq: true,
  createdAt: true,
  updatedAt: true,
  finishedAt: true,
  scheduleId: true,
}).extend({ planDone: z.number().int(), planTotal: z.number().int() });
export type TaskSummary = z.infer<typeof TaskSummary>;

/** One line of the queue: what works, what waits for its turn, what waits for something else. */
export const QueueItem = TaskSummary.extend({
  /** From 1, among those that wait for their turn. */
  place: z.number().int().optional(),
});
export type QueueItem = z.infer<typeof QueueItem>;
export const PostQueue = z.strictObject({
  /** These tasks change places among themselves, into this order. */
  order: z.array(z.string()).min(1).max(1_000).optional(),
  /** This task begins at once, also beyond the number that may work at the same time. */
  now: z.string().optional(),
});

/** What each call of a step was asked and what it answered. */
export const StepDetails = z.object({
  step: z.number().int(),
  calls: z.array(
    z.object({
      index: z.number().int(),
      tool: z.string(),
      /** JSON, cut where it is long. */
      input: z.string(),
      /** Absent while it is not there. */
      result: z.object({ isError: z.boolean(), origin: Origin, text: z.string() }).optional(),
    }),
  ),
});
export type StepDetails = z.infer<typeof StepDetails>;

export const PostMessage = z.strictObject({ text: said(200_000), clientId: z.string().max(200).optional() });
export const PostAnswer = z.strictObject({
  questionId: z.string(),
  choices: z.array(z.string()).optional(),
  text: z.string().max(200_000).optional(),
});
export const PostCancel = z.strictObject({ how: z.enum(['after_step', 'now', 'kill']).default('now') });
export const PostUndo = z.strictObject({
  changeSetId: z.string().optional(),
  operations: z.array(z.string()).optional(),
  force: z.boolean().optional(),
});
export type PostUndo = z.infer<typeof PostUndo>;
export const PostDecision = z.strictObject({
  decision: z.enum(['allow', 'deny']),
  scope: Scope.default('once'),
  note: z.string().max(10_000).optional(),
  /** Only these operations; the model hears of the rest. */
  operations: z.array(z.string()).optional(),
  /** For request_folder: the folder the user picked instead. */
  path: z.string().max(4096).optional(),
});
export type PostDecision = z.infer<typeof PostDecision>;

/** Answer of /undo and /redo: one entry per change set that was looked at. */
export const UndoResult = z.object({
  id: z.string(),
  state: z.enum(['pending', 'done', 'refused', 'failed']),
  results: z.array(
    z.object({
      changeSetId: z.string(),
      /** The new change set that undid it. */
      undoSetId: z.string().optional(),
      state: z.enum(['undone', 'refused', 'failed', 'nothing']),
      summary: z.string(),
      /** What changed since, or what is still in the way of a change that is stuck. */
      conflicts: z.array(z.object({ path: z.string(), reason: z.string() })),
      /** Copies kept by `force`. */
      kept: z.array(z.string()),
    }),
  ),
});
export type UndoResult = z.infer<typeof UndoResult>;

export const ChangeKind = z.enum(CHANGE_KINDS);
/** An answer "always": changes in the folder up to this kind are not asked about, by whatever tool, in whatever task. */
export const AlwaysAllowed = z.object({ kind: ChangeKind, allowedAt: z.string() });
export type AlwaysAllowed = z.infer<typeof AlwaysAllowed>;

/** A folder that is known beyond a single task, or that open tasks use. One address per path. */
export const Folder = z.object({
  id: z.string(),
  path: z.string(),
  /** Present for a standing folder: what a task may do there that is given no folders of its own. */
  access: Access.optional(),
  /** The open tasks that have it. */
  tasks: z.array(z.object({ taskId: z.string(), title: z.string(), access: Access, name: z.string().optional() })),
  always: z.array(AlwaysAllowed),
  /** Present while the computer with the folders has not yet done what was asked. */
  waitingFor: WaitingFor.optional(),
});
export type Folder = z.infer<typeof Folder>;
export const PostFolder = z.strictObject({
  path: FolderRequest.shape.path,
  /** Default: what it has; `write` for a new one. */
  access: Access.optional(),
});
export const PatchFolder = z.strictObject({ access: Access });

/** Kinds of files that a job could be made of. */
export const FileKind = z.enum(['screenshots', 'scans', 'invoices', 'installers', 'copies', 'photos', 'pdfs', 'tables']);
export type FileKind = z.infer<typeof FileKind>;
/** What there is much of in a folder, told by a short look at names. */
export const FolderSuggestion = z.object({ path: z.string(), kind: FileKind, count: z.number().int() });
export type FolderSuggestion = z.infer<typeof FolderSuggestion>;

/** Folders below a path, for a picker. */
export const Browse = z.object({
  path: z.string(),
  /** Absent at the top. */
  parent: z.string().optional(),
  /** Why this very folder cannot be granted. */
  refused: z.string().optional(),
  /** The first ones by name. */
  folders: z.array(z.object({ name: z.string(), path: z.string(), hidden: z.boolean() })),
  /** How many there are. */
  total: z.number().int(),
});
export type Browse = z.infer<typeof Browse>;

/** Of a task or of a thread. */
export const SearchHit = z.object({
  taskId: z.string().optional(),
  threadId: z.string().optional(),
  title: z.string(),
  where: z.enum(['title', 'prompt', 'outcome', 'message', 'output', 'output_text']),
  /** Number of the event for a message; id of the output for what was delivered. */
  ref: z.string().optional(),
  /** The words around the first hit. */
  text: z.string(),
});
export type SearchHit = z.infer<typeof SearchHit>;

export const HttpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 22:00');
export const QuietHours = z.strictObject({ from: TimeOfDay, to: TimeOfDay });

export const Settings = z.object({
  model: z.string().min(1).max(200),
  baseUrl: HttpUrl.nullable(),
  hasModelKey: z.boolean(),
  /** `environment`: in a variable of the shell that started the product; it comes first. */
  modelKeyPlace: z.enum(['environment', 'keychain', 'file', 'nowhere']),
  /** The scripted demo answers in the place of a model: no AI, and no key is used. */
  demo: z.boolean(),
  /** Most that all tasks together may cost on one day, US dollars. */
  dailyMaxUsd: z.number().positive(),
  defaultMode: Mode,
  /** How many tasks work at once; the others wait in line. */
  runningTasks: Slots.shape.tasks,
  /** How many of the tasks that one task has started work at once. */
  runningChildren: Slots.shape.children,
  /** This computer does not fall asleep by itself while a task works. */
  keepAwake: z.boolean(),
  /** The system is told of outcomes, questions and missed times while no page is open. */
  notifications: z.boolean(),
  /** Nothing is told between these times of day. */
  quietHours: QuietHours.nullable(),
  /** Commands of every task may download from the package registries that this computer's own npm and pip are set up for. */
  packageRegistries: z.boolean(),
  /** Where no virtual machine can run, commands may run as processes of this computer: the user's consent to less isolation. */
  commandsWithoutMachine: z.boolean(),
  /** How long and how much is kept for undo. */
  retentionDays: z.number().int().positive(),
  retentionBytes: z.number().int().positive(),
  /** Folder below which finished files are delivered. */
  deliverTo: z
    .string()
    .regex(/^(\/|[A-Za-z]:[\\/]|\\\\)/, 'must be a whole path, such as /home/me/Results')
    .max(4096),
});
export type Settings = z.infer<typeof Settings>;
export const PatchSettings = Settings.omit({ hasModelKey: true, modelKeyPlace: true, demo: true }).partial().strict();
/** What can stand in a header; a pasted key often brings a line break with it. */
export const ModelKey = z.string().regex(/^[\x21-\x7e]{1,1000}$/, 'is no key: it is empty, or has spaces or line breaks');
export const PutModelKey = z.strictObject({ key: ModelKey });
/** What is left out is taken from the settings. */
export const PostTestModel = z.strictObject({
  key: ModelKey.optional(),
  baseUrl: HttpUrl.nullable().optional(),
  model: Settings.shape.model.optional(),
});
export type PostTestModel = z.infer<typeof PostTestModel>;
/** The cheapest real call was made. `text` is a sentence for people, `code` the error's when the service did not answer. */
export const ModelTest = z.object({ ok: z.boolean(), text: z.string(), code: z.string().optional() });
export type ModelTest = z.infer<typeof ModelTest>;

/** Made for the demo: what a first task can be. */
export const Demo = z.object({ folder: z.string(), prompt: z.string(), title: z.string() });
export type Demo = z.infer<typeof Demo>;

export const HealthCheck = z.object({
  name: z.string(),
  /** `note`: works without it. */
  state: z.enum(['ok', 'wrong', 'note']),
  text: z.string(),
  /** The command that mends it. */
  mend: z.string().optional(),
  /** It can be had done: POST /health-checks/{name}/mend. */
  mendable: z.boolean().optional(),
  /** Of the page where a person mends it. */
  path: z.string().optional(),
  /** What was measured, where it is a size. */
  bytes: z.number().int().optional(),
});
export type HealthCheck = z.infer<typeof HealthCheck>;
/** In sentences what was done. */
export const Mended = z.object({ text: z.string() });

/** What an archive is made of: one task with all that it started, a thread with its tasks, or everything. */
export const PostExport = z.union([
  z.strictObject({ task: z.string().min(1).max(200) }),
  z.strictObject({ thread: z.string().min(1).max(200) }),
  z.strictObject({ all: z.literal(true) }),
]);
export type PostExport = z.infer<typeof PostExport>;
/** An archive: being made, ready to be saved, or why it could not be made. */
export const Export = z.object({
  id: z.string(),
  what: PostExport,
  state: z.enum(['making', 'ready', 'failed']),
  /** Of the file; with the sizes, once it is ready. */
  name: z.string().optional(),
  bytes: z.number().int().optional(),
  tasks: z.number().int().optional(),
  schedules: z.number().int().optional(),
  threads: z.number().int().optional(),
  /** Files that belong to it and were not there to be taken along. */
  missing: z.array(z.object({ taskId: z.string(), what: z.string(), why: z.string() })),
  error: z.object({ code: z.string(), detail: z.string() }).optional(),
});
export type Export = z.infer<typeof Export>;

/** What a person is told of once, by a page or by this computer, in the words of whoever tells it. */
export const News = z.object({
  /** The same for the same event. */
  key: z.string(),
  /** `several`: what came in quiet hours, in one line. */
  kind: z.enum(['done', 'failed', 'waiting', 'missed', 'several']),
  /** Of the task or the schedule. */
  title: z.string(),
  /** What is asked, or why it is held up. */
  text: z.string(),
  /** Times that were missed, or things that came. */
  count: z.number().int().optional(),
  /** Of the page about it. */
  path: z.string(),
});
export type News = z.infer<typeof News>;

/** A page says that it is there; `open: false` when it goes. */
export const PostPage = z.strictObject({
  id: z.string().min(1).max(100),
  open: z.boolean(),
  /** It is not in sight and tells its person by notifications; else it shows everything. */
  tells: z.boolean().default(false),
});
export const PageNews = z.object({ news: z.array(News) });

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
});
export type Problem = z.infer<typeof Problem>;
