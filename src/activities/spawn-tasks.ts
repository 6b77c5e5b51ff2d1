// `spawn_tasks`: makes the tasks once, then waits. Called again after each nudge until all have ended or somebody writes to this task.
import { newId } from '../contract/ids.ts';
import { MOST_CHILDREN, MOST_DEPTH } from '../contract/queue.ts';
import { isFinished } from '../contract/task.ts';
import { errorResult, textResult } from '../contract/tool-result.ts';
import type { ToolInput } from '../contract/tools.ts';
import type { ChildRow, NewChild, TaskRow } from '../store/port.ts';
import { howTheyEnded, waitsForChildren } from './children.ts';
import type { ActivityDeps } from './deps.ts';
import { finishCall } from './finish-call.ts';
import { gate, held } from './gate.ts';
import type { CallOutcome, RunRef, Stop } from './interface.ts';
import type { ToolCall } from './tool-call.ts';

type Wanted = ToolInput<'spawn_tasks'>['tasks'];

export async function spawnTasks(
  deps: ActivityDeps,
  ask: { run: RunRef; call: ToolCall; tasks: Wanted; round: number },
): Promise<CallOutcome> {
  const { run, call, round } = ask;
  // Before the tasks are looked at: none may be made behind the end of this one.
  const passed = await gate(deps, run, true);
  if (passed.kind !== 'go') return passed;
  const made = await tasksOf(deps, { ...ask, task: passed.task });
  if ('refused' in made) return finishCall(deps, call, { result: errorResult('task', made.refused, 'No task was started') });
  if ('kind' in made) return made;
  const { children } = made;
  const live = children.filter((child) => !isFinished(child.status));
  // At its first time the call is only there to have them started.
  const said = round > 0 && (await deps.store.inbox(run.taskId, passed.task.inboxUpto)).length > 0;
  if (live.length > 0 && !said) {
    const start = round > 0 ? [] : live.filter((child) => !child.begun).map((child) => child.id);
    const waits = await held(deps, run, await waitsForChildren(deps, run.taskId, children), 'running');
    return start.length > 0 && waits.kind === 'held' ? { ...waits, start } : waits;
  }
  deps.crash('children-ended');
  const ended = children.filter((child) => isFinished(child.status));
  const text = await howTheyEnded(deps, run.taskId, children);
  return finishCall(deps, call, {
    result: textResult('task', text, { summary: `${ended.length} of ${children.length} tasks ended` }),
    before: (tx) => tx.childrenTold(ended.map((child) => child.id)),
  });
}

/** Those of this very call, made when they are not there yet. */
async function tasksOf(
  deps: ActivityDeps,
  { run, call, tasks, task }: { run: RunRef; call: ToolCall; tasks: Wanted; task: TaskRow },
): Promise<{ children: ChildRow[] } | { refused: string } | Stop> {
  const { step, index } = call.key;
  const there = (await deps.store.children(task.id)).filter((child) => child.step === step && child.index === index);
  if (there.length > 0) return { children: there };
  const wanted = newChildren(task, tasks);
  if (typeof wanted === 'string') return { refused: wanted };
  const children = await deps.store.addChildren(call.key, wanted);
  if (children === 'closed') {
    const passed = await gate(deps, run, true);
    if (passed.kind !== 'go') return passed;
    throw new Error('the task was asked to stop while it started others; it is tried again');
  }
  deps.crash('children-made');
  return { children };
}

/** What they are given is no more than this task has; words say why none is started. */
function newChildren(task: TaskRow, tasks: Wanted): NewChild[] | string {
  if (task.depth >= MOST_DEPTH)
    return `No task was started: this one is ${MOST_DEPTH} levels deep already. Do the work yourself.`;
  if (task.children + tasks.length > MOST_CHILDREN)
    return `No task was started: one task may start ${MOST_CHILDREN} in all, and ${task.children} were. Put more work into each.`;
  const granted = task.folders.filter((folder) => folder.state === 'granted' && folder.name !== undefined);
  const missing = tasks.flatMap(({ folders = [] }) => folders).find((name) => !granted.some((f) => f.name === bare(name)));
  if (missing !== undefined)
    return `No task was started: there is no folder named ${missing}. Yours are: ${granted.map((f) => f.name).join(', ') || 'none'}.`;
  return tasks.map(({ title, prompt, folders }) => ({
    ...{ id: newId('t'), title, prompt },
    folders: granted.filter((f) => folders === undefined || folders.some((name) => bare(name) === f.name)),
  }));
}

const bare = (name: string): string => name.replace(/^\/folders\//, '').replace(/\/$/, '');
