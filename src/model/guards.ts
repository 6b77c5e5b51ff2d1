// Loop guards: pure functions over what the agent has just done. JSON state in, JSON state, words and a verdict out.
import { createHash } from 'node:crypto';
import type { PlanItem } from '../contract/task.ts';

export interface GuardState {
  /** How often each call (name and input) was made since anything changed. */
  readonly calls: Readonly<Record<string, number>>;
  /** How often in a row each call failed with the same words. */
  readonly failures: Readonly<Record<string, { readonly words: string; readonly times: number }>>;
  readonly plan: string;
  /** The step at which the plan last moved, or at which a nudge was given. */
  readonly planStep: number;
}

export const NO_GUARDS: GuardState = { calls: {}, failures: {}, plan: '', planStep: 0 };

export interface GuardedCall {
  readonly name: string;
  readonly input: unknown;
  readonly isError: boolean;
  /** The result's text; only compared. */
  readonly said: string;
  /** Something outside the conversation changed: files, an answer of the user, a new folder. */
  readonly changed: boolean;
}

export interface GuardVerdict {
  readonly state: GuardState;
  /** For the next user message. */
  readonly notes: readonly string[];
  /** Set when the loop must pause for the user: one sentence why. */
  readonly pause?: string;
}

const TOLD_AT = 3;
const ASKED_AT = 4;
const PAUSED_AT = 5;
const FAILED_OFTEN = 2;
const STEPS_WITHOUT_PROGRESS = 25;
/** Bounds the state; the oldest calls are the least likely to be repeated. */
const REMEMBERED = 100;

/** After a step: counts its calls and looks at the plan. `userSpoke`: new words of the user came in, which start everything anew. */
export function afterStep(
  before: GuardState,
  step: {
    readonly step: number;
    readonly calls: readonly GuardedCall[];
    readonly plan: readonly PlanItem[];
    readonly userSpoke: boolean;
  },
): GuardVerdict {
  let state: GuardState = step.userSpoke ? { ...before, calls: {}, failures: {}, planStep: step.step } : before;
  const notes: string[] = [];
  let pause: string | undefined;
  for (const call of step.calls) {
    const key = callKey(call);
    if (call.changed) {
      state = { ...state, calls: {}, failures: {} };
      continue;
    }
    const times = (state.calls[key] ?? 0) + 1;
    state = { ...state, calls: remembered({ ...state.calls, [key]: times }), failures: failuresAfter(state, key, call) };
    if (times === TOLD_AT)
      notes.push(
        `You have called ${call.name} with the same input ${times} times and nothing changed in between. The answer stays the same.`,
      );
    if (times === ASKED_AT)
      notes.push(
        `${call.name} with the same input for the ${times}th time: choose another way now, or ask the user. One more time and the job is paused.`,
      );
    if (times >= PAUSED_AT) pause = `The agent called ${call.name} with the same input ${times} times without getting further.`;
  }
  const progress = planProgress(state, step.step, step.plan);
  return { state: progress.state, notes: [...notes, ...progress.notes], ...(pause === undefined ? {} : { pause }) };
}

/** Before a call runs: words for an error result when the same input has failed twice in the same way, else undefined. */
export function refusal(state: GuardState, call: { readonly name: string; readonly input: unknown }): string | undefined {
  const failure = state.failures[callKey(call)];
  if (!failure || failure.times < FAILED_OFTEN) return undefined;
  return `Not run: ${call.name} has failed ${failure.times} times with this same input and nothing has changed since. It said: ${failure.words} Change the input or take another way.`;
}

function failuresAfter(state: GuardState, key: string, call: GuardedCall): GuardState['failures'] {
  const { [key]: earlier, ...others } = state.failures;
  if (!call.isError) return others;
  const words = call.said.slice(0, 300);
  // A refused call says our own words about the failure before it: that is the same failure, not a new one.
  if (earlier && words.startsWith('Not run: ')) return state.failures;
  return remembered({ ...others, [key]: { words, times: earlier?.words === words ? earlier.times + 1 : 1 } });
}

function planProgress(state: GuardState, step: number, plan: readonly PlanItem[]): { state: GuardState; notes: string[] } {
  const now = hash(plan.map((item) => `${item.status} ${item.title}`).join('\n'));
  if (now !== state.plan) return { state: { ...state, plan: now, planStep: step }, notes: [] };
  if (step - state.planStep < STEPS_WITHOUT_PROGRESS) return { state, notes: [] };
  const words =
    plan.length === 0
      ? `${STEPS_WITHOUT_PROGRESS} steps without a plan. Write one with update_plan: concrete items, the last one "check against the request".`
      : `No item of the plan has moved in ${STEPS_WITHOUT_PROGRESS} steps. Step back: is the plan still right, and which item is next? Update it, or ask the user.`;
  return { state: { ...state, planStep: step }, notes: [words] };
}

const callKey = (call: { readonly name: string; readonly input: unknown }): string => hash(`${call.name}\n${stable(call.input)}`);
const hash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16);

/** JSON with sorted members: the same input in another order is the same input. */
function stable(value: unknown): string {
  const sorted = (_key: string, member: unknown): unknown =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member;
  return JSON.stringify(value, sorted) ?? 'undefined';
}

const remembered = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).slice(-REMEMBERED));
