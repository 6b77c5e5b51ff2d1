// The agent's loop: model call, tool calls in the model's order, seal, again. A pure function over its ports; all state is in the store.
import type { BeginOutcome, CallOutcome, CallRef, ModelOutcome, SettleOutcome, Stop } from '../activities/interface.ts';

/** What the loop may use. `workflows/task.ts` gives it Temporal; tests give it arrays. */
export interface LoopPorts {
  begin(): Promise<BeginOutcome>;
  callModel(step: number): Promise<ModelOutcome>;
  /** `round`: how often this run has asked for it before. */
  runTool(step: number, call: CallRef, round: number): Promise<CallOutcome>;
  /** Starts tasks that a call has made; nothing for one that runs. */
  startTasks(ids: readonly string[]): Promise<void>;
  applyChanges(step: number, indexes: readonly number[]): Promise<SettleOutcome>;
  /** Number of nudges so far; taken before an activity, so that a nudge during it is not lost. */
  nudges(): number;
  /** Returns when there was a nudge since `mark`, or after `waitMs`, or after a while that grows with `round`. */
  nudgedSince(mark: number, round: number, waitMs: number | undefined): Promise<void>;
  /** True when this run's history is long enough to start a fresh one. */
  tooLong(): boolean;
  /** Shows where the loop is, in Temporal's own page. */
  show(text: string): void;
}

export type LoopEnd = { kind: 'ended'; why: string } | { kind: 'continue' };

/** Runs until the task ends or the history is long. Everything is found again in the store, so it may stop between any two calls. */
export async function agentLoop(ports: LoopPorts): Promise<LoopEnd> {
  const begun = await unheld(ports, () => ports.begin());
  if (begun.kind !== 'go') return begun;
  let { step, again = false } = begun;
  for (;;) {
    ports.show(`step ${step}: model`);
    const turn = await unheld(ports, () => ports.callModel(step));
    if (turn.kind === 'ended' || turn.kind === 'continue') return turn;
    if (turn.kind === 'resync') {
      step = turn.step;
      continue;
    }
    if (turn.kind === 'calls') {
      const end = await settleCalls(ports, step, turn.calls);
      if (end) return end;
    }
    step += 1;
    // A run that only went once more through the step where the one before had stopped would hand over for ever.
    if (!again && ports.tooLong()) return { kind: 'continue' };
    again = false;
  }
}

/** One step's calls in the model's order: reads side by side, changes one after the other, adjacent questions asked as one. */
async function settleCalls(ports: LoopPorts, step: number, calls: readonly CallRef[]): Promise<LoopEnd | undefined> {
  let asking: number[] = [];
  const settle = async (): Promise<LoopEnd | undefined> => {
    if (asking.length === 0) return undefined;
    const indexes = asking;
    asking = [];
    ports.show(`step ${step}: changes of call ${indexes.join(', ')}`);
    return ended(await unheld(ports, () => ports.applyChanges(step, indexes)));
  };

  for (const group of inOrder(calls)) {
    if (group.effect === 'read' || group.effect === 'ask') {
      // What reads or asks after a change must see it applied.
      const end = (await settle()) ?? (await together(group.calls, (call) => runCall(ports, step, call)));
      if (end) return end;
      continue;
    }
    for (const call of group.calls) {
      // A command sees the folders, so what was asked before it is settled first.
      const before = group.effect === 'command' ? await settle() : undefined;
      if (before) return before;
      let outcome = await unheld(ports, (round) => ports.runTool(step, call, round));
      if (outcome.kind === 'overlaps') {
        const end = await settle();
        if (end) return end;
        outcome = await unheld(ports, (round) => ports.runTool(step, call, round));
      }
      if (outcome.kind === 'asks') asking.push(call.index);
      const end = ended(outcome);
      if (end) return end;
    }
  }
  return settle();
}

type Group = { effect: Exclude<CallRef['effect'], 'quick_read'>; calls: CallRef[] };

/** Consecutive calls of one manner. Reads of both kinds run side by side; what asks a person runs alone. */
function inOrder(calls: readonly CallRef[]): Group[] {
  const groups: Group[] = [];
  for (const call of calls) {
    const effect = call.effect === 'quick_read' ? 'read' : call.effect;
    const last = groups.at(-1);
    if (last && last.effect === effect && effect !== 'ask') last.calls.push(call);
    else groups.push({ effect, calls: [call] });
  }
  return groups;
}

const runCall = async (ports: LoopPorts, step: number, call: CallRef): Promise<LoopEnd | undefined> =>
  ended(await unheld(ports, (round) => ports.runTool(step, call, round)));

/** All of them to their end, then the first reason to stop: none is left running behind a finished loop. */
async function together(
  calls: readonly CallRef[],
  run: (call: CallRef) => Promise<LoopEnd | undefined>,
): Promise<LoopEnd | undefined> {
  const ends = await Promise.all(calls.map(run));
  return ends.find((end) => end !== undefined);
}

/** Calls again after each nudge until the answer is not `held`. */
async function unheld<T extends { kind: string }>(
  ports: LoopPorts,
  call: (round: number) => Promise<T | Stop>,
): Promise<Exclude<T, { kind: 'held' }> | LoopEnd> {
  for (let round = 0; ; round += 1) {
    const mark = ports.nudges();
    const outcome = await call(round);
    if (!isHeld(outcome)) return outcome as Exclude<T, { kind: 'held' }>;
    if (outcome.start) {
      await ports.startTasks(outcome.start);
      continue;
    }
    ports.show(outcome.text);
    await ports.nudgedSince(mark, round, outcome.waitMs);
    if (ports.tooLong()) return { kind: 'continue' };
  }
}

const isHeld = (outcome: { kind: string }): outcome is Extract<Stop, { kind: 'held' }> => outcome.kind === 'held';

const ended = (outcome: { kind: string }): LoopEnd | undefined =>
  outcome.kind === 'ended' || outcome.kind === 'continue' ? (outcome as LoopEnd) : undefined;
