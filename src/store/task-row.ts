// A row of `tasks` as the port shows it.
import type { TaskSummary } from '../contract/http.ts';
import type { Budget, Check, Mode, PlanItem, TaskFolder, TaskStatus, WaitingFor } from '../contract/task.ts';
import { parsed, parsedOrUndefined, present } from './columns.ts';
import type { TaskRow, Wanted } from './port.ts';
import type { Row } from './schema.ts';

export const taskOf = (row: Row<'tasks'>): TaskRow => ({
  id: row.id,
  threadId: row.thread_id ?? undefined,
  title: row.title,
  prompt: row.prompt,
  status: row.status as TaskStatus,
  waitingFor: parsedOrUndefined<WaitingFor>(row.waiting_for),
  mode: row.mode as Mode,
  model: row.model,
  folders: parsed<TaskFolder[]>(row.folders),
  attachments: parsed<string[]>(row.attachments),
  plan: parsed<PlanItem[]>(row.plan),
  budget: parsed<Budget>(row.budget),
  outcome: row.outcome ?? undefined,
  check: parsedOrUndefined<Check>(row.final_check),
  error: row.error ?? undefined,
  priority: row.priority,
  archived: row.archived === 1,
  wanted: row.wanted as Wanted,
  hold: parsedOrUndefined<WaitingFor>(row.hold),
  runId: row.run_id ?? undefined,
  lastStep: row.last_step,
  sealedStep: row.sealed_step,
  inboxUpto: row.inbox_upto,
  turn: parsed<Record<string, unknown>>(row.turn),
  activeMs: row.active_ms,
  lastSeq: row.last_seq,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  finishedAt: row.finished_at ?? undefined,
  parentId: row.parent_id ?? undefined,
  rootId: row.root_id ?? undefined,
  depth: row.depth,
  children: row.children,
  scheduleId: row.schedule_id ?? undefined,
  tools: parsedOrUndefined<string[]>(row.tools),
});

/** What a line of the list needs; the long columns are left on disk. */
export const SUMMARY_COLUMNS = [
  'id',
  'parent_id',
  'thread_id',
  'title',
  'status',
  'waiting_for',
  'mode',
  'priority',
  'archived',
  'last_seq',
  'plan',
  'created_at',
  'updated_at',
  'finished_at',
  'schedule_id',
] as const;

export function summaryOf(row: Pick<Row<'tasks'>, (typeof SUMMARY_COLUMNS)[number]>): TaskSummary {
  const plan = parsed<PlanItem[]>(row.plan);
  return present({
    id: row.id,
    parentId: row.parent_id ?? undefined,
    threadId: row.thread_id ?? undefined,
    title: row.title,
    status: row.status as TaskStatus,
    waitingFor: parsedOrUndefined<WaitingFor>(row.waiting_for),
    mode: row.mode as Mode,
    priority: row.priority,
    archived: row.archived === 1,
    lastSeq: row.last_seq,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    finishedAt: row.finished_at ?? undefined,
    scheduleId: row.schedule_id ?? undefined,
    planDone: plan.filter((item) => item.status === 'done').length,
    planTotal: plan.length,
  });
}
