// The task store: what may be shared between the api and the workers. The only arbiter of what a task is, wants and waits for.
// Long, because it is the one list of what a store must do, with the contract of each method.
import type { Approval, ChangeSet, Operation, Scope } from '../contract/changes.ts';
import type { EventBody, TaskEvent } from '../contract/events.ts';
import type { NetworkRequest } from '../contract/network.ts';
import type { AlwaysAllowed, CreateTask, SearchHit, TaskSummary, UndoResult } from '../contract/http.ts';
import type { CallKey } from '../contract/ids.ts';
import type { Slots } from '../contract/queue.ts';
import type {
  Access,
  Budget,
  Check,
  Mode,
  Output,
  PlanItem,
  Question,
  TaskFolder,
  TaskStatus,
  Usage,
  WaitingFor,
} from '../contract/task.ts';
import type { ToolResult } from '../contract/tool-result.ts';
import type { ScheduleStore } from './schedule-port.ts';
import type { FoundText, ThreadStore } from './thread-port.ts';

export type { FoundText } from './thread-port.ts';

/** What the user last asked of the task's run. The workflow obeys at its next gate; only the store's row is asked. */
export type Wanted = 'run' | 'pause' | 'cancel_after_step' | 'cancel_now';

export interface TaskRow {
  readonly id: string;
  readonly threadId: string | undefined;
  readonly title: string;
  readonly prompt: string;
  readonly status: TaskStatus;
  readonly waitingFor: WaitingFor | undefined;
  readonly mode: Mode;
  readonly model: string;
  readonly folders: readonly TaskFolder[];
  readonly attachments: readonly string[];
  readonly plan: readonly PlanItem[];
  readonly budget: Budget;
  readonly outcome: string | undefined;
  readonly check: Check | undefined;
  readonly error: string | undefined;
  readonly priority: number;
  readonly archived: boolean;
  readonly wanted: Wanted;
  /** Why the product itself paused the task (budget, credentials, loop, crashes); cleared by resume or by the mend. */
  readonly hold: WaitingFor | undefined;
  /** firstExecutionRunId of the run that owns the task; every write of a run checks it. */
  readonly runId: string | undefined;
  /** The last step whose assistant message is stored; -1 before the first. */
  readonly lastStep: number;
  /** The last step that is sealed: all its results are in the next user message. */
  readonly sealedStep: number;
  /** Number of the last inbox message that a step has delivered. */
  readonly inboxUpto: number;
  /** The loop's own small memory of the turn (check asked, candidate outcome, loop guards). JSON. */
  readonly turn: Readonly<Record<string, unknown>>;
  readonly activeMs: number;
  readonly lastSeq: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly finishedAt: string | undefined;
  /** The task that started it; the topmost of the family, where it is not itself; how far below that one it is. */
  readonly parentId: string | undefined;
  readonly rootId: string | undefined;
  readonly depth: number;
  /** How many tasks it has ever started. */
  readonly children: number;
  /** The schedule that made it. */
  readonly scheduleId: string | undefined;
  /** The only tools that it is given; undefined: all. */
  readonly tools: readonly string[] | undefined;
}

/** A task that another has started, as that one sees it. */
export interface ChildRow {
  readonly id: string;
  readonly title: string;
  readonly status: TaskStatus;
  readonly waitingFor: WaitingFor | undefined;
  readonly outcome: string | undefined;
  readonly error: string | undefined;
  /** The call that started it. */
  readonly step: number;
  readonly index: number;
  /** A run of its own has taken it over. */
  readonly begun: boolean;
  /** The parent's model has been told how it ended. */
  readonly told: boolean;
  readonly children: number;
}

/** One of a family: a topmost task and all below it. What it has used alone, without those below. */
export interface FamilyMember {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly budget: Budget;
  readonly open: boolean;
  readonly usd: number;
  readonly steps: number;
  readonly activeMs: number;
  /** A call that runs now and what it may cost at most; absent when none runs. */
  readonly calling?: { readonly step: number; readonly usd: number };
}

/** A task in the queue: `none` for one that neither works nor waits for a slot, because it waits for something else. */
export interface QueueRow {
  readonly taskId: string;
  readonly state: 'granted' | 'waiting' | 'none';
}

/** Columns that a caller may set together in one statement; `undefined` members are left alone, `null` clears. */
export interface TaskPatch {
  title?: string;
  mode?: Mode;
  model?: string;
  budget?: Budget;
  folders?: readonly TaskFolder[];
  plan?: readonly PlanItem[];
  priority?: number;
  archived?: boolean;
  wanted?: Wanted;
  hold?: WaitingFor | null;
  runId?: string;
  sealedStep?: number;
  inboxUpto?: number;
  turn?: Record<string, unknown>;
}

/** One message of the transcript. `content` holds Messages API content blocks, stored verbatim. */
export interface MessageRow {
  readonly taskId: string;
  readonly step: number;
  readonly role: 'user' | 'assistant';
  readonly content: readonly unknown[];
  readonly stopReason: string | undefined;
  readonly attempt: number;
  readonly createdAt: string;
}

export interface InboxRow {
  readonly seq: number;
  readonly text: string;
  readonly createdAt: string;
}

export interface AttemptUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** null: price unknown. */
  readonly usd: number | null;
}

/** The summary that stands for all steps up to and including `uptoStep`, or the step up to which old results are cleared. */
export interface Compaction {
  readonly uptoStep: number;
  readonly summary: string;
  readonly clearedStep: number;
}

export type NewChild = Pick<TaskRow, 'id' | 'title' | 'prompt' | 'folders'>;

export type TaskOrder = 'start' | 'nudge' | 'terminate' | 'delete';
export type OutboxRow = { readonly id: number } & (
  | { readonly kind: TaskOrder; readonly taskId: string }
  /** Make the engine's schedule what the row says; gone when there is no row. */
  | { readonly kind: 'schedule'; readonly scheduleId: string }
  /** Somebody waits for an answer in this thread, or it is gone. */
  | { readonly kind: 'thread'; readonly threadId: string }
  /** The workflow of this run is to look again; one that is gone is started while the run is open. */
  | { readonly kind: 'run'; readonly scheduleId: string; readonly due: string }
);

/** A change set as mirrored from the desktop: no operations inside, they are paged. */
export type ChangeSetHead = Omit<ChangeSet, 'operations' | 'next'>;

/** Kinds about one task; `folder_…` are about the list of folders, `schedule_…` about what was allowed for runs. */
export type RequestKind =
  'undo' | 'redo' | 'delete' | 'folders' | 'folder_add' | 'folder_set' | 'folder_withdraw' | 'folder_revoke' | 'schedule_revoke';

/** Work that only the desktop can do and that must not need Temporal. Drained by the desktop worker. */
export interface DesktopRequest {
  readonly id: string;
  /** '' for what is about no single task. */
  readonly taskId: string;
  readonly kind: RequestKind;
  readonly body: Readonly<Record<string, unknown>>;
  readonly state: 'pending' | 'done' | 'failed';
  readonly result: UndoResult['results'] | undefined;
  readonly error: { code: string; detail: string } | undefined;
}

/** A folder that is known beyond single tasks, as mirrored from the desktop, which alone decides what holds. */
export interface FolderRow {
  readonly path: string;
  /** Present for a standing folder. */
  readonly access?: Access;
  readonly always: readonly AlwaysAllowed[];
}

/** What a sandbox wants to send. */
export interface NetworkAsked {
  readonly key: CallKey;
  readonly method: string;
  readonly host: string;
  readonly port: number;
  readonly path?: string;
}
export type NetworkEnded = Pick<NetworkRequest, 'status' | 'failed'> & { bytesOut: number; bytesIn: number };

export type DecideOutcome =
  | { kind: 'won'; approval: Approval }
  /** The same decider sent the same decision again (lost response). */
  | { kind: 'same'; approval: Approval }
  | { kind: 'lost'; approval: Approval }
  | { kind: 'unknown' };

export interface Page<T> {
  readonly items: T[];
  readonly next: string | undefined;
}

export interface TaskStore extends ScheduleStore, ThreadStore {
  /**
   * Runs `work` in one write transaction (BEGIN IMMEDIATE; PostgreSQL: row locks). The store handed in is bound to it; its methods
   * join. Nothing but the store may be awaited inside. Hints (`onAppended`, `onOutbox`) fire after the commit, never before. A write
   * that failed inside spoils the whole, also when its error was caught.
   */
  transaction<T>(work: (tx: TaskStore) => Promise<T>): Promise<T>;
  close(): Promise<void>;

  // tasks ----------------------------------------------------------------------------------------------------------------------
  /** Row, `task_created` event and outbox `start`, in one transaction. `id`, title and model are chosen by the caller. */
  createTask(
    task: {
      id: string;
      title: string;
      model: string;
      budget: Budget;
      folders: readonly Pick<TaskFolder, 'path' | 'access' | 'standing'>[];
      scheduleId?: string;
      tools?: readonly string[];
    } & Omit<CreateTask, 'title' | 'model' | 'budget' | 'folders'>,
  ): Promise<TaskRow>;
  task(id: string): Promise<TaskRow | undefined>;
  /** Newest first. `cursor` is what `next` of the page before said. */
  listTasks(query: {
    limit: number;
    cursor?: string;
    status?: readonly TaskStatus[];
    archived?: boolean;
    /** Those of this thread only. */
    threadId?: string;
    /** Those that tasks have started, too; without it only what nobody but a person or a schedule did. */
    children?: boolean;
  }): Promise<Page<TaskSummary>>;
  openTasks(): Promise<TaskRow[]>;
  /** Tasks that a person or a schedule began and that ended at this moment or later, the last to end first. */
  finishedSince(at: string, limit: number): Promise<TaskSummary[]>;
  /** How many tasks do something at this moment, or back off from the AI service. */
  countWorking(): Promise<number>;
  /** Tasks by status; a status that no task has is absent. */
  countTasks(): Promise<Partial<Record<TaskStatus, number>>>;
  /**
   * Tasks and threads of which one text (title, prompt, outcome, message, path or content of an output) has every word of this one, also from its
   * middle; letter case, accents and widths aside. Newest first, one hit each.
   */
  search(text: string, limit: number): Promise<SearchHit[]>;
  /** Texts that fit a description best, whichever of its words they have; without what was said in this thread after that event. */
  findTexts(description: string, query: { limit: number; withoutThread?: string; afterSeq?: number }): Promise<FoundText[]>;
  /** What a delivered file says, to be found by, '' where it cannot be read; nothing when the output is gone. */
  indexOutputText(output: Output, text: string): Promise<void>;
  /** Outputs that are text and of which that is not known yet, the oldest first. */
  unindexedOutputs(limit: number): Promise<Output[]>;
  /** Takes in some of the tasks that were there before there was an index; true while there are more. */
  indexPending(limit: number): Promise<boolean>;
  /** Sets the given columns; false when there is no such task. Appends no event. */
  patchTask(id: string, patch: TaskPatch): Promise<boolean>;
  /**
   * Sets status and waitingFor, and appends `status_changed` when either differs in more than its `since`. Refuses (false) when
   * the task is finished, or `runId` is given and is not the task's.
   */
  setStatus(id: string, to: { status: TaskStatus; waitingFor?: WaitingFor; runId?: string }): Promise<boolean>;
  /**
   * Ends the task: status, outcome, check, error, finishedAt, `status_changed` and `task_finished`; pending approvals and questions
   * become superseded. With `ifInboxUpto` it refuses ('message') while an inbox message after that number exists; 'closed' when it
   * had ended before or belongs to another run.
   */
  finishTask(
    id: string,
    end: {
      status: 'completed' | 'failed' | 'cancelled';
      outcome?: string;
      check?: Check;
      error?: string;
      runId?: string;
      ifInboxUpto?: number;
    },
  ): Promise<'done' | 'message' | 'closed'>;
  /** Asks these to stop for good, in this order; one that has never begun, and any with `kill`, ends here. Says which were open. */
  stopTasks(ids: readonly string[], how: 'after_step' | 'now' | 'kill'): Promise<string[]>;
  /** Adds time at work to the task (milliseconds). */
  addActiveMs(id: string, ms: number): Promise<void>;
  /**
   * Removes every row of the task. What stays says nothing of its words: what it cost, orders `terminate` and `delete`, a pending
   * request `delete` (gone when it ends), and the Idempotency-Key that made it (its answer becomes not_found).
   */
  deleteTask(id: string): Promise<void>;

  // events ---------------------------------------------------------------------------------------------------------------------
  /**
   * Appends with the next number, gap-free per task. With `key`, a second append under the same (task, key) is ignored; so is any to a
   * task that is gone. (Everything else that is stored for a task that is gone throws not_found.)
   */
  append(taskId: string, body: EventBody, key?: string): Promise<TaskEvent | undefined>;
  events(taskId: string, after: number, limit: number): Promise<TaskEvent[]>;

  // messages in ----------------------------------------------------------------------------------------------------------------
  /** Inbox row, `message_added` (role user) event and outbox `nudge`. The same clientId again returns the first row. 'closed' when finished. */
  addInbox(taskId: string, message: { text: string; clientId?: string }): Promise<InboxRow | 'closed'>;
  inbox(taskId: string, after: number): Promise<InboxRow[]>;
  /**
   * Content-free: makes the workflow look again. `start` also restarts a workflow that is gone. One order of a kind lies there per task;
   * a repeat gets a new number, so that the end of the sent one does not remove it.
   */
  enqueue(kind: TaskOrder, taskId: string): Promise<void>;
  outbox(limit: number): Promise<OutboxRow[]>;
  outboxDone(ids: readonly number[]): Promise<void>;

  // transcript -----------------------------------------------------------------------------------------------------------------
  message(taskId: string, step: number, role: 'user' | 'assistant'): Promise<MessageRow | undefined>;
  /** Stores unless (task, step, role) is there; returns the row that is stored, whoever's it is. Raises `lastStep` for assistants. */
  putMessage(row: Omit<MessageRow, 'createdAt'>): Promise<MessageRow>;
  transcript(taskId: string, fromStep: number): Promise<MessageRow[]>;
  compaction(taskId: string): Promise<Compaction | undefined>;
  putCompaction(taskId: string, compaction: Compaction): Promise<void>;

  // model usage ----------------------------------------------------------------------------------------------------------------
  /** Opens attempt n+1 of a step's model call and says its number, from 1. `reservedUsd`: what it may cost at most, where a budget is shared. */
  startAttempt(taskId: string, step: number, reservedUsd?: number): Promise<number>;
  /** Closes an attempt with what it cost, partly known for a cut one. The first end counts. */
  endAttempt(
    taskId: string,
    step: number,
    attempt: number,
    end: { outcome: 'stored' | 'cut' | 'failed'; usage: AttemptUsage },
  ): Promise<void>;
  /** All attempts that run, of open tasks, died with their process: called by the next one, before it begins any. What they cost nobody knows. */
  cutAttempts(): Promise<void>;
  usage(taskId: string): Promise<Usage>;
  /** Dollars spent by all tasks since `sinceIso`; null members counted as 0. */
  spentSince(sinceIso: string): Promise<number>;

  // tool calls -----------------------------------------------------------------------------------------------------------------
  toolResult(key: CallKey): Promise<ToolResult | undefined>;
  /** Stores unless there; returns the stored one. Appends `tool_finished` under the key in the same transaction. */
  putToolResult(key: CallKey, tool: string, result: ToolResult, durationMs: number): Promise<ToolResult>;
  toolResults(taskId: string, step: number): Promise<Map<number, ToolResult>>;

  // approvals and questions ----------------------------------------------------------------------------------------------------
  /** Stores unless `key` is there; appends `approval_requested`. Returns the stored one. */
  putApproval(key: string, approval: Approval): Promise<Approval>;
  approval(id: string): Promise<Approval | undefined>;
  /** Newest first. */
  listApprovals(query: { status?: Approval['status']; taskId?: string; limit: number; cursor?: string }): Promise<Page<Approval>>;
  /** How many the whole list has. */
  countApprovals(query: { status?: Approval['status']; taskId?: string }): Promise<number>;
  /** One conditional update: first answer wins. Appends `approval_decided` and outbox `nudge`. `deciderKey` tells a repeat from a rival. */
  decideApproval(
    id: string,
    decision: {
      decision: 'allow' | 'deny';
      scope: Scope;
      note?: string;
      operations?: readonly string[];
      path?: string;
      decidedBy: string;
      deciderKey: string;
    },
  ): Promise<DecideOutcome>;
  /**
   * pending → superseded, with its event; false when it was answered before: then the answer counts. Its key becomes free, so that the
   * same question may be put again. From `allowed` only where files had changed, so that nothing of it could be applied.
   */
  supersedeApproval(id: string, from?: 'pending' | 'allowed'): Promise<boolean>;
  /** Appends `question_asked`; stores unless `key` is there. */
  putQuestion(key: string, question: Question): Promise<Question>;
  questionByKey(key: string): Promise<Question | undefined>;
  questions(taskId: string): Promise<Question[]>;
  /** First answer wins; appends `question_answered` and outbox `nudge`. 'lost' when it was answered or superseded before. */
  answerQuestion(id: string, answer: { choices?: readonly string[]; text?: string }): Promise<Question | 'lost' | 'unknown'>;

  // what the desktop mirrors -----------------------------------------------------------------------------------------------------
  /** Inserts head and operations unless the id is there (operations in pages is the store's matter). */
  putChangeSet(head: ChangeSetHead, operations: readonly Operation[]): Promise<void>;
  /** Changes state and members of a head. Events are the caller's. */
  patchChangeSet(
    id: string,
    patch: Partial<Pick<ChangeSetHead, 'state' | 'reason' | 'undoable' | 'appliedAt' | 'summary' | 'counts'>> & {
      /** Operations of these ids are marked as left out. */
      leftOut?: readonly string[];
    },
  ): Promise<void>;
  changeSet(id: string): Promise<ChangeSetHead | undefined>;
  /** In the order in which they arrived. */
  changeSets(taskId: string, query: { limit: number; cursor?: string }): Promise<Page<ChangeSetHead>>;
  operations(changeSetId: string, query: { limit: number; cursor?: string }): Promise<Page<Operation>>;
  /** Appends `output_added`; when the id is there, only if it says for the first time where the output was delivered. */
  putOutput(output: Output): Promise<void>;
  output(id: string): Promise<Output | undefined>;
  outputs(taskId: string): Promise<Output[]>;

  // desktop requests and presence ------------------------------------------------------------------------------------------------
  /** An ended one of a task goes with the task; one of no task a month after it was asked. */
  enqueueRequest(request: { taskId: string; kind: RequestKind; body: Record<string, unknown> }): Promise<string>;
  request(id: string): Promise<DesktopRequest | undefined>;
  /** The oldest 200, of all kinds or the given ones: whoever drains asks again until nothing is left. */
  pendingRequests(kinds?: readonly RequestKind[]): Promise<DesktopRequest[]>;
  /** The first end counts. */
  endRequest(id: string, end: { result?: UndoResult['results']; error?: { code: string; detail: string } }): Promise<void>;
  /** Sorted by path. */
  folders(): Promise<FolderRow[]>;
  /** Replaces the whole list. */
  putFolders(folders: readonly FolderRow[]): Promise<void>;
  touchPresence(machineId: string, nowIso: string): Promise<void>;
  /** ISO time at which the desktop was last seen; undefined when never. */
  presence(machineId: string): Promise<string | undefined>;

  // the queue ------------------------------------------------------------------------------------------------------------------
  /**
   * A slot for a task that wants to work: true when it has one now, else it waits in line and is nudged. Never ahead of one that waits longer. Gone with
   * `setStatus` to anything but running and queued, and with the end: then the next in line gets it, in the same transaction. The numbers are remembered.
   */
  takeSlot(taskId: string, slots: Slots): Promise<boolean>;
  hasSlot(taskId: string): Promise<boolean>;
  /** There may be more slots than before: they are given out. */
  fillSlots(slots: Slots): Promise<void>;
  /** The open tasks that no task has started, in order. */
  queue(): Promise<(QueueRow & { task: TaskSummary })[]>;
  /** Its place among those that wait, from 1; undefined when it waits for no slot, or is a child. */
  placeInQueue(taskId: string): Promise<number | undefined>;
  /** These change places among themselves, into this order; ids that are not in the queue are passed over. */
  orderQueue(taskIds: readonly string[]): Promise<void>;
  /** A slot at once, beyond the number too; false when it waits for none. */
  runNow(taskId: string): Promise<boolean>;

  // tasks that a task has started -------------------------------------------------------------------------------------------------
  /**
   * Makes them with `child_started` events, in one transaction; the same call again makes no second ones. Without `start` orders: the parent's run
   * starts them. 'closed' when the parent has ended or is asked to stop.
   */
  addChildren(call: CallKey, children: readonly NewChild[]): Promise<ChildRow[] | 'closed'>;
  /** In the order in which they were made. */
  children(parentId: string): Promise<ChildRow[]>;
  /** How they ended is in what the parent's model was told. */
  childrenTold(ids: readonly string[]): Promise<void>;
  /** All of the task's family, the topmost one first. In a transaction, nobody else gets it before that has ended. */
  family(taskId: string): Promise<FamilyMember[]>;
  /** Ids of all tasks below this one, those nearer to it first. */
  descendants(taskId: string): Promise<string[]>;

  // what sandboxes sent -----------------------------------------------------------------------------------------------------------
  /** Written before it is sent. Undefined when the task has as many rows as are kept. */
  beginNetworkRequest(asked: NetworkAsked): Promise<number | undefined>;
  /** The first end counts. */
  endNetworkRequest(id: number, ended: NetworkEnded): Promise<void>;
  /** The same refusal of the same call again is counted in its row; beyond the most rows it is let go. */
  refuseNetworkRequest(asked: NetworkAsked, why: NetworkRequest['refused'] & string): Promise<void>;
  /** Oldest first. */
  network(taskId: string, query: { limit: number; cursor?: string }): Promise<Page<NetworkRequest>>;
  /** What a call was refused for this reason: each host once, in the order in which it was asked for, at most 100. */
  refusedHosts(key: CallKey, why: string): Promise<{ host: string; port: number }[]>;

  // the rest ---------------------------------------------------------------------------------------------------------------------
  setting(name: string): Promise<unknown>;
  putSetting(name: string, value: unknown): Promise<void>;
  /** Looks up or reserves an Idempotency-Key in the current transaction. 'mismatch': same key, other body. */
  idempotent(key: string, bodyHash: string): Promise<'fresh' | 'mismatch' | { status: number; body: unknown }>;
  putIdempotent(key: string, answer: { status: number; body: unknown }): Promise<void>;
  putUpload(upload: { id: string; name: string; bytes: number; type: string }): Promise<void>;
  upload(id: string): Promise<{ id: string; name: string; bytes: number; type: string } | undefined>;
}
