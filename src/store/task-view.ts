// A task as GET /tasks/{id} shows it, put together from its rows.
import type { Task } from '../contract/http.ts';
import { present } from './columns.ts';
import type { TaskStore } from './port.ts';

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
  return present({
    id: task.id,
    threadId: task.threadId,
    title: task.title,
    prompt: task.prompt,
    status: task.status,
    waitingFor: task.waitingFor,
    mode: task.mode,
    model: task.model,
    folders: [...task.folders],
    plan: [...task.plan],
    approvals: approvals.items.toReversed(),
    questions: await store.questions(id),
    usage: await store.usage(id),
    budget: task.budget,
    outcome: task.outcome,
    check: task.check,
    error: task.error,
    outputs: await store.outputs(id),
    priority: task.priority,
    archived: task.archived,
    lastSeq: task.lastSeq,
    createdAt: task.createdAt,
    updatedAt: task.updatedAt,
    finishedAt: task.finishedAt,
  });
}
