// The tables of the task store as Kysely sees them. Text columns that hold JSON are marked; times are ISO 8601 text; flags are 0 or 1.
// Long, because it is the one list of all tables.
import type { Generated, Insertable, Selectable } from 'kysely';

/** JSON text; absent values are null, never the text "null". */
type Json = string;
type Iso = string;
type Flag = number;
/** 64 bits in PostgreSQL, which its driver hands over as text. */
type Big = number | string;

interface TaskTable {
  id: string;
  thread_id: string | null;
  title: string;
  status: string;
  waiting_for: Json | null;
  mode: string;
  model: string;
  priority: number;
  archived: Flag;
  wanted: string;
  hold: Json | null;
  run_id: string | null;
  last_step: number;
  sealed_step: number;
  /** Number of the last inbox message: in this row, so that "no newer message" can be a condition of its update. */
  last_inbox: number;
  inbox_upto: number;
  last_seq: number;
  active_ms: number;
  created_at: Iso;
  updated_at: Iso;
  finished_at: Iso | null;
  folders: Json;
  attachments: Json;
  plan: Json;
  budget: Json;
  turn: Json;
  final_check: Json | null;
  error: string | null;
  outcome: string | null;
  prompt: string;
  parent_id: string | null;
  /** The topmost task above it; null for one that nobody but a person started. */
  root_id: string | null;
  depth: number;
  call_step: number | null;
  call_index: number | null;
  call_place: number | null;
  /** The parent's model has been told how it ended. */
  told: Flag;
  /** How many tasks it has ever started. */
  children: number;
  schedule_id: string | null;
  /** The only ones that it is given; null: all. */
  tools: Json | null;
}

interface EventTable {
  task_id: string;
  seq: number;
  /** What makes a second append of the same cause a no-op. */
  key: string | null;
  at: Iso;
  body: Json;
}

interface InboxTable {
  task_id: string;
  seq: number;
  client_id: string | null;
  created_at: Iso;
  text: string;
}

interface OutboxTable {
  id: Generated<number>;
  kind: string;
  /** What the order is about: a task, a schedule, or a schedule and a due time. */
  task_id: string;
}

interface MessageTable {
  task_id: string;
  step: number;
  role: string;
  stop_reason: string | null;
  attempt: number;
  created_at: Iso;
  content: Json;
}

interface CompactionTable {
  task_id: string;
  upto_step: number;
  cleared_step: number;
  summary: string;
}

interface AttemptTable {
  task_id: string;
  step: number;
  attempt: number;
  /** null while it runs, or for ever when its process died. */
  outcome: string | null;
  input_tokens: number;
  output_tokens: number;
  cache_read_tokens: number;
  cache_write_tokens: number;
  usd: number | null;
  ended_at: Iso | null;
  /** Dollars that it may cost at most; null where nobody shares a budget. */
  reserved_usd: number | null;
}

/** Sums over ended attempts and stored steps, kept while writing: reading them costs the same at step 10 and at step 10,000. */
interface UsageTotalTable {
  task_id: string;
  steps: number;
  cut: number;
  /** Attempts that used tokens whose price nobody knows. */
  unpriced: number;
  input_tokens: Big;
  output_tokens: Big;
  cache_read_tokens: Big;
  cache_write_tokens: Big;
  usd: number;
}

/** Money of no task that is there: of deleted ones, and of threads. The daily budget must not forget it; nothing here says whose it was. */
interface FormerSpendingTable {
  at: Iso;
  usd: number;
}

interface ToolResultTable {
  task_id: string;
  step: number;
  idx: number;
  result: Json;
}

interface ApprovalTable {
  id: string;
  task_id: string;
  key: string;
  step: number;
  tool: string;
  status: string;
  arguments_hash: string;
  decided_by: string | null;
  decider_key: string | null;
  scope: string | null;
  note: string | null;
  picked_path: string | null;
  created_at: Iso;
  decided_at: Iso | null;
  scopes: Json;
  operations: Json | null;
  change_set_ids: Json;
  arguments: Json;
  preview: Json;
}

interface QuestionTable {
  id: string;
  task_id: string;
  key: string;
  status: string;
  multiple: Flag;
  created_at: Iso;
  answered_at: Iso | null;
  options: Json;
  choices: Json | null;
  text: string | null;
  question: string;
}

interface ChangeSetTable {
  id: string;
  task_id: string;
  /** Order of arrival within the task. */
  position: number;
  step: number;
  tool: string;
  state: string;
  undo_of: string | null;
  undoable: Flag;
  created_at: Iso;
  applied_at: Iso | null;
  counts: Json;
  reason: string | null;
  summary: string;
  irreversible: Json;
}

interface OperationTable {
  change_set_id: string;
  position: number;
  body: Json;
}

interface OutputTable {
  id: string;
  task_id: string;
  name: string;
  path: string;
  delivered_to: string | null;
  type: string;
  bytes: Big;
  version: number;
  created_at: Iso;
}

interface RequestTable {
  n: Generated<number>;
  id: string;
  task_id: string;
  kind: string;
  state: string;
  created_at: Iso;
  body: Json;
  result: Json | null;
  error: Json | null;
}

interface NetworkTable {
  id: Generated<number>;
  task_id: string;
  step: number;
  idx: number;
  at: Iso;
  method: string;
  host: string;
  port: number;
  path: string | null;
  /** Why it was refused; null: it was sent. */
  refused: string | null;
  times: number;
  bytes_out: Big | null;
  bytes_in: Big | null;
  status: number | null;
  failed: string | null;
  ended_at: Iso | null;
}

/** The desktop's list of folders, mirrored. */
interface FolderTable {
  path: string;
  access: string | null;
  always: Json;
}

interface PresenceTable {
  machine_id: string;
  at: Iso;
}

/** A row for each open task that was ever up for a turn. */
interface QueueTable {
  task_id: string;
  pool: string;
  /** The lower, the sooner. Milliseconds of its making, moved by its priority. */
  rank: number;
  state: string;
}

interface SettingTable {
  name: string;
  value: Json;
}

interface IdempotencyTable {
  key: string;
  body_hash: string;
  created_at: Iso;
  /** null until the answer is known. */
  status: number | null;
  body: Json | null;
}

interface UploadTable {
  id: string;
  name: string;
  bytes: Big;
  type: string;
}

interface ScheduleTable {
  id: string;
  name: string;
  cadence: string;
  parsed: Json;
  time_zone: string;
  prompt: string;
  folders: Json | null;
  mode: string;
  model: string | null;
  budget: Json;
  daily_max_usd: number | null;
  tools: Json | null;
  misfire: string;
  misfire_most: number;
  window_minutes: number;
  overlap: string;
  limit_minutes: number;
  paused: Flag;
  paused_reason: string | null;
  failures: number;
  allowed: Json;
  /** The thread that hears of its runs. */
  thread_id: string | null;
  active_from: Iso;
  accounted_to: Iso;
  seen_at: Iso;
  created_at: Iso;
  updated_at: Iso;
}

interface ScheduleRunTable {
  schedule_id: string;
  due: Iso;
  due_key: string;
  state: string;
  why: string | null;
  by_hand: Flag;
  late: Flag;
  told: Flag;
  count: number;
  task_id: string | null;
  /** Of the ended one; until then it is looked up. */
  usd: number | null;
  recorded_at: Iso;
  started_at: Iso | null;
  ended_at: Iso | null;
}

interface ThreadTable {
  id: string;
  title: string;
  status: string;
  waiting_for: Json | null;
  folders: Json | null;
  mode: string;
  model: string | null;
  budget: Json;
  /** What was said up to event `summarised_to`, in short. */
  summary: string;
  summarised_to: number;
  /** Number of the last message of a person, and of the last one that is answered. */
  last_said: number;
  answered_to: number;
  /** How many answers of the model are stored: the number of the next call. */
  calls: number;
  /** How often the next one was begun. */
  attempt: number;
  /** What the model looked up before its answer, while it is not there yet. */
  turn: Json | null;
  last_seq: number;
  input_tokens: Big;
  output_tokens: Big;
  usd: number;
  unpriced: number;
  archived: Flag;
  created_at: Iso;
  updated_at: Iso;
}

interface ThreadEventTable {
  thread_id: string;
  seq: number;
  /** What makes a second append of the same cause a no-op. */
  key: string | null;
  at: Iso;
  body: Json;
}

interface SearchTextTable {
  id: Generated<number>;
  /** The task or thread that it hangs on, whichever it is. */
  subject: string;
  task_id: string | null;
  thread_id: string | null;
  kind: string;
  /** What of that kind: number of an event, id of an output; '' where there is one only. */
  ref: string;
  at: Iso;
  body: string;
  words: string;
}

/** Tasks and threads that came without being taken in: from before there was an index, or from an archive. */
interface SearchPendingTable {
  subject: string;
}

export interface TaskDb {
  tasks: TaskTable;
  events: EventTable;
  inbox: InboxTable;
  outbox: OutboxTable;
  messages: MessageTable;
  compactions: CompactionTable;
  attempts: AttemptTable;
  usage_totals: UsageTotalTable;
  former_spending: FormerSpendingTable;
  tool_results: ToolResultTable;
  approvals: ApprovalTable;
  questions: QuestionTable;
  change_sets: ChangeSetTable;
  operations: OperationTable;
  outputs: OutputTable;
  requests: RequestTable;
  network: NetworkTable;
  folders: FolderTable;
  presence: PresenceTable;
  queue: QueueTable;
  settings: SettingTable;
  idempotency: IdempotencyTable;
  uploads: UploadTable;
  schedules: ScheduleTable;
  schedule_runs: ScheduleRunTable;
  threads: ThreadTable;
  thread_events: ThreadEventTable;
  search_texts: SearchTextTable;
  search_pending: SearchPendingTable;
}

export type Row<T extends keyof TaskDb> = Selectable<TaskDb[T]>;
export type NewRow<T extends keyof TaskDb> = Insertable<TaskDb[T]>;

export type TaskStoreDialect = 'sqlite' | 'postgres';
