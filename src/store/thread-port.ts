// What the task store keeps of threads: the row says what is to be answered, its events what was said.
import type { SearchKind } from './search-index.ts';
import type { Access, Budget, Mode, WaitingFor } from '../contract/task.ts';
import type { ThreadEvent, ThreadStatus } from '../contract/threads.ts';
import type { AttemptUsage, Page } from './port.ts';

export interface ThreadRow {
  readonly id: string;
  readonly title: string;
  readonly status: ThreadStatus;
  readonly waitingFor: WaitingFor | undefined;
  readonly folders: readonly { readonly path: string; readonly access: Access }[] | undefined;
  readonly mode: Mode;
  readonly model: string | undefined;
  readonly budget: Budget;
  /** What was said up to event `summarisedTo`, in short. */
  readonly summary: string;
  readonly summarisedTo: number;
  /** Number of the last message of a person; of the last one that is answered. */
  readonly lastSaid: number;
  readonly answeredTo: number;
  /** How many answers of the model are stored: the number of the next call. */
  readonly calls: number;
  /** How often the next one was begun. */
  readonly attempt: number;
  /** What was looked up and begun for an answer that is not there yet. Opaque to the store. */
  readonly turn: unknown;
  readonly lastSeq: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** null: the price of a used model is unknown. */
  readonly usd: number | null;
  readonly archived: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type NewThread = Pick<ThreadRow, 'id' | 'title' | 'folders' | 'mode' | 'model' | 'budget'>;
/** undefined members are left alone, null clears. */
export interface ThreadPatch {
  title?: string;
  folders?: ThreadRow['folders'] | null;
  mode?: Mode;
  model?: string | null;
  budget?: Budget;
  archived?: boolean;
}

/** What one call of the model came to. */
export interface ThreadReply {
  /** Its number: `calls` as it was before. Another one that was stored first wins. */
  readonly call: number;
  /** The last message that it answers or begins to answer. */
  readonly upto: number;
  /** '' for none. */
  readonly text: string;
  /** What the next call of this answer must know; undefined: the answer is whole. */
  readonly turn: unknown;
  readonly usage: AttemptUsage;
  /** Said instead of an answer, where there can be none. */
  readonly notice?: { readonly text: string; readonly action?: string };
}

export interface ThreadStore {
  createThread(thread: NewThread): Promise<ThreadRow>;
  thread(id: string): Promise<ThreadRow | undefined>;
  /** The last one in which something happened first. */
  threads(query: { limit: number; cursor?: string; archived?: boolean }): Promise<Page<ThreadRow>>;
  /** Those in which somebody waits for an answer. */
  unansweredThreads(): Promise<string[]>;
  /** Makes whoever answers it look again. */
  enqueueThread(id: string): Promise<void>;
  patchThread(id: string, patch: ThreadPatch): Promise<boolean>;
  /** Its tasks and schedules stay and belong to none. */
  deleteThread(id: string): Promise<void>;
  /** A message of a person, and the order that wakes whoever answers. The same clientId again is the first message. Undefined: no such thread. */
  sayInThread(
    id: string,
    message: { text: string; clientId?: string; attachments?: readonly { readonly id: string; readonly name: string }[] },
  ): Promise<{ seq: number; text: string; createdAt: string } | undefined>;
  /** In their order: the first ones after `after`, or the last ones before `before`. */
  threadEvents(id: string, query: { after?: number; before?: number; limit: number }): Promise<ThreadEvent[]>;
  /** The newest `last` things that were said or posted after an event, in their order. */
  threadSaid(id: string, query: { after: number; last: number }): Promise<ThreadEvent[]>;
  /** The first messages of a person after an event. */
  threadOpen(id: string, query: { after: number; limit: number }): Promise<ThreadEvent[]>;
  /**
   * Held until the transaction ends, with what is locked together with it, in the one order in which all do: tasks, the queue, the thread. As it
   * is then.
   */
  lockThread(id: string, together?: { tasks?: readonly string[]; queue?: boolean }): Promise<ThreadRow | undefined>;
  /** Says that the call is begun, and how often it has been; before anything is paid. */
  beginThreadCall(id: string): Promise<number>;
  setThreadStatus(id: string, status: ThreadStatus, waitingFor?: WaitingFor): Promise<void>;
  /** False when another reply of this number was stored before, or somebody has stopped it: then nothing is stored. */
  putThreadReply(id: string, reply: ThreadReply): Promise<boolean>;
  /** What a call cost whose answer is of no use. */
  addThreadCost(id: string, usage: AttemptUsage): Promise<void>;
  /** Moves the summary on; nothing where another one has. */
  putThreadSummary(id: string, from: number, to: { upto: number; text: string }): Promise<void>;
  /** Nothing more is to be answered of what was said until now. */
  stopThread(id: string): Promise<void>;
}

/** A text that fits a description. */
export interface FoundText {
  readonly taskId?: string;
  readonly threadId?: string;
  readonly title: string;
  readonly kind: SearchKind;
  readonly ref: string;
  readonly at: string;
  readonly text: string;
}
