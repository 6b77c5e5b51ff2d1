// A task as GET /tasks/{id} shows it, put together from its rows.
import type { Task } from '../contract/http.ts';
import { present } from './columns.ts';
import type { ChildRow, FamilyMember, TaskStore } from './port.ts';

/** The newest ones; pending ones are always among them, because a task waits for what it asked last. Older ones: GET /approvals. */
const APPROVALS_SHOWN = 50;

/**
 * undefined when there is no such task. The row is read first: whatever changes while the rest is read has an event after `lastSeq`,
 * so whoever follows the events from there misses nothing.
 */
export async function taskView(store: TaskStore, id: string): Promise<Task | undefined> {
  const task = await store.task(id);
  if (!task) return undefined;
  const approvals = await store.listApprovals({ taskId: id, limit: APPROVALS_SHOWN });
  const children = task.children === 0 ? [] : await store.children(id);
  return present({
    id: task.id,
    parentId: task.parentId,
    threadId: task.threadId,
    title: task.title,
    prompt: task.prompt,
    status: task.status,
    waitingFor: task.waitingFor,
    mode: task.mode,
    model: task.model,
    folders: [...task.folders],
    attachments: await attachmentsOf(store, task.attachments),
    plan: [...task.plan],
    approvals: approvals.items.toReversed(),
    questions: await store.questions(id),
    usage: await store.usage(id),
    budget: task.budget,
    outcome: task.outcome,
    check: task.check,
    error: task.error,
    outputs: await store.outputs(id),
    children: children.map((child) => present(pick(child))),
    together: children.length === 0 ? undefined : sumBelow(await store.family(id), id),
    place: task.status === 'queued' ? await store.placeInQueue(id) : undefined,
    priority: task.priority,
    archived: task.archived,
    lastSeq: task.lastSeq,
    createdAt: task.createdAt,
    updatedAt: task.updatedAt,
    finishedAt: task.finishedAt,
    scheduleId: task.scheduleId,
  });
}

const pick = ({ id, title, status, waitingFor, outcome, error }: ChildRow) => ({ id, title, status, waitingFor, outcome, error });

async function attachmentsOf(store: TaskStore, ids: readonly string[]): Promise<Task['attachments']> {
  const found = await Promise.all(ids.map((id) => store.upload(id)));
  return found.filter((upload) => upload !== undefined).map(({ id, name, bytes }) => ({ id, name, bytes }));
}

/** What the task and all below it have used. */
function sumBelow(family: readonly FamilyMember[], id: string): Task['together'] {
  const ids = new Set([id]);
  // The family comes from above to below.
  for (const member of family) if (member.parentId !== undefined && ids.has(member.parentId)) ids.add(member.id);
  const all = family.filter((member) => ids.has(member.id));
  const add = (of: (member: FamilyMember) => number): number => all.reduce((sum, member) => sum + of(member), 0);
  return { usd: add(({ usd }) => usd), steps: add(({ steps }) => steps), activeMs: add(({ activeMs }) => activeMs) };
}
