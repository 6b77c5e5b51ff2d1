// The tables of the task store as Kysely sees them. Text columns that hold JSON are marked; times are ISO 8601 text; flags are 0 or 1.
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

/** Money that deleted tasks had cost: the daily budget must not forget it. Nothing here says whose it was. */
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
  settings: SettingTable;
  idempotency: IdempotencyTable;
  uploads: UploadTable;
}

export type Row<T extends keyof TaskDb> = Selectable<TaskDb[T]>;
export type NewRow<T extends keyof TaskDb> = Insertable<TaskDb[T]>;

export type TaskStoreDialect = 'sqlite' | 'postgres';
