// Ends a task: what was proposed is given up first, so that nothing can be applied behind a finished task.
import type { TaskRow, TaskStore } from '../store/port.ts';
import type { ActivityDeps } from './deps.ts';
import { describe, toolCall } from './tool-call.ts';

export async function endTask(
  deps: ActivityDeps,
  task: TaskRow,
  end: Parameters<TaskStore['finishTask']>[1],
): Promise<'done' | 'message' | 'closed'> {
  for (const set of await deps.changeSets.proposed(task.id)) {
    const call = await toolCall(deps, set.key);
    if (!call) continue;
    await deps.changeSets.reject(set.id, describe(call, { input: call.input, said: set.said }, { kind: 'cancelled' }));
    await deps.mirror.show(set.id);
  }
  // A process may have ended between applying a set and showing it.
  for (const id of await deps.changeSets.ofTask(task.id)) await deps.mirror.show(id);
  const ended = await deps.store.finishTask(task.id, end);
  deps.crash('task-ended');
  return ended;
}
