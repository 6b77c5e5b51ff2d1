// What follows from a stored assistant message: tool calls, another step, the completion check, or the end of the task.
import { isFinished } from '../contract/task.ts';
import type { MessageRow, TaskRow } from '../store/port.ts';
import type { StepRef } from './call-model.ts';
import { waitsForChildren } from './children.ts';
import type { ActivityDeps } from './deps.ts';
import { endTask } from './end-task.ts';
import { held, hold } from './gate.ts';
import type { ModelOutcome } from './interface.ts';
import { toolUses } from './tool-call.ts';
import { turnOf, type Turn } from './turn.ts';

/** So many empty answers in a row mean that the next will be empty too. */
const MAX_EMPTY = 3;

/** Stop reasons of an answer that is not at its end. */
const CUT: readonly string[] = ['max_tokens', 'pause_turn', 'model_context_window_exceeded'];

/** Safe to call again for the same message: it decides from what is stored. */
export async function afterMessage(deps: ActivityDeps, input: StepRef, message: MessageRow): Promise<ModelOutcome> {
  const uses = toolUses(message);
  const task = await deps.store.task(input.taskId);
  if (!task) return { kind: 'ended', why: 'unknown_task' };
  const turn = turnOf(task);
  if (uses.length > 0) {
    if (turn.check?.state === 'asked' && turn.check.step === input.step)
      await remember(deps, task, { ...turn, check: { ...turn.check, state: 'done' } });
    // An unknown tool is answered at once, like a read.
    const effect = (name: string) => deps.tools.get(name)?.effect ?? 'quick_read';
    return { kind: 'calls', calls: uses.map((use, index) => ({ index, tool: use.name, effect: effect(use.name) })) };
  }
  const text = textOf(message);
  // Asked already: this step is the one before the check, and the process ended in between.
  if (turn.check?.step === input.step + 1) return { kind: 'next' };
  if (turn.check?.state === 'asked' && turn.check.step === input.step) return finish(deps, input, task, { check: text });
  if (message.stopReason === 'refusal' && turn.heldAt !== input.step) {
    await remember(deps, task, { ...turn, heldAt: input.step });
    return hold(deps, input, {
      kind: 'user',
      text: `The AI service declined to go on${text === '' ? '' : `: ${text}`}`,
      action: `cowork say ${task.id} "…"`,
    });
  }
  if (message.stopReason === 'refusal' || CUT.includes(message.stopReason ?? '')) return { kind: 'next' };
  if (text === '') return emptyAnswer(deps, input, task);
  const waits = await afterChildren(deps, input, task);
  if (waits) return waits;
  const outcome = await wholeAnswer(deps, input, text);
  if (await wantsCheck(deps, task)) {
    await remember(deps, task, { ...turn, empty: 0, check: { state: 'asked', step: input.step + 1, outcome } });
    return { kind: 'next' };
  }
  return finish(deps, input, task, { outcome });
}

/** Nobody's turn ends while tasks that it has started work, or before it was told how they ended. */
async function afterChildren(deps: ActivityDeps, input: StepRef, task: TaskRow): Promise<ModelOutcome | undefined> {
  if (task.children === 0) return undefined;
  const children = await deps.store.children(task.id);
  if (children.some((child) => isFinished(child.status) && !child.told)) return { kind: 'next' };
  const live = children.filter((child) => !isFinished(child.status));
  if (live.length === 0) return undefined;
  if ((await deps.store.inbox(task.id, task.inboxUpto)).length > 0) return { kind: 'next' };
  return held(deps, input, await waitsForChildren(deps, task.id, children), 'running');
}

/** An answer that was cut at its length limit goes on in the next step: both are one answer. */
async function wholeAnswer(deps: ActivityDeps, { taskId, step }: StepRef, last: string): Promise<string> {
  const parts = [last];
  for (let before = step - 1; before >= 0; before -= 1) {
    const message = await deps.store.message(taskId, before, 'assistant');
    if (!message || !CUT.includes(message.stopReason ?? '') || toolUses(message).length > 0) break;
    parts.unshift(textOf(message));
  }
  return parts.filter((part) => part !== '').join('\n');
}

/** The check could not be made: that changes neither status nor outcome. */
export async function finishUnchecked(deps: ActivityDeps, input: StepRef): Promise<ModelOutcome> {
  const task = await deps.store.task(input.taskId);
  return task ? finish(deps, input, task, {}) : { kind: 'ended', why: 'unknown_task' };
}

async function emptyAnswer(deps: ActivityDeps, input: StepRef, task: TaskRow): Promise<ModelOutcome> {
  const turn = turnOf(task);
  const empty = (turn.empty ?? 0) + 1;
  await remember(deps, task, { ...turn, empty });
  if (empty < MAX_EMPTY) return { kind: 'next' };
  await remember(deps, task, { ...turn, empty: 0 });
  return hold(deps, input, {
    kind: 'user',
    text: `The AI service answered ${empty} times without words or work`,
    action: `cowork resume ${task.id}`,
  });
}

async function wantsCheck(deps: ActivityDeps, task: TaskRow): Promise<boolean> {
  // What it has left to others is part of its work.
  const all = [task.id, ...(task.children > 0 ? await deps.store.descendants(task.id) : [])];
  const [effects, outputs] = [
    await Promise.all(all.map(async (id) => (await deps.store.changeSets(id, { limit: 50 })).items)),
    await Promise.all(all.map((id) => deps.store.outputs(id))),
  ];
  return deps.conversation.needsCheck({
    effects: effects.flat().filter((set) => set.state === 'applied').length,
    outputs: outputs.flat().length,
    asked: turnOf(task).check !== undefined,
  });
}

/** Completed, unless the user has said something that no step has read yet: then the turn goes on. */
async function finish(
  deps: ActivityDeps,
  input: StepRef,
  task: TaskRow,
  end: { check?: string; outcome?: string },
): Promise<ModelOutcome> {
  const ended = await endTask(deps, task, {
    status: 'completed',
    outcome: end.outcome ?? turnOf(task).check?.outcome ?? '',
    ...(end.check ? { check: { text: end.check, createdAt: deps.now().toISOString() } } : {}),
    runId: input.runId,
    ifInboxUpto: task.inboxUpto,
  });
  if (ended === 'message') return { kind: 'next' };
  return { kind: 'ended', why: ended === 'done' ? 'completed' : 'superseded' };
}

const remember = (deps: ActivityDeps, task: TaskRow, turn: Turn): Promise<boolean> =>
  deps.store.patchTask(task.id, { turn: { ...turn } });

const textOf = (message: MessageRow): string =>
  message.content
    .map((block) => block as { type: string; text?: string })
    .filter((block) => block.type === 'text')
    .map((block) => block.text ?? '')
    .join('')
    .trim();
