// The scripted model of one planned task: does round after round, tries again what a full disk or its own broken words spoiled.
import type { Block, Fault, ParsedRequest, Reply, Script } from '../../src/demo/model-server/port.ts';
import type { Random } from '../rig/random.ts';
import { call, isCheck, stepOf } from '../rig/scripts.ts';
import type { PlannedCall, TaskPlan } from './plan-task.ts';

/** What the model was told about one call that it made. */
export type Told = 'ok' | 'denied' | 'full' | 'malformed' | 'withdrawn' | { readonly error: string };

export interface Made {
  readonly step: number;
  readonly index: number;
  readonly planned: PlannedCall;
  /** Undefined while no later request has said it. */
  readonly told: Told | undefined;
}

export interface ScriptedTask {
  readonly script: Script;
  /** Every call that the model made so far, with what came of it, as the newest request showed it. */
  made(): readonly Made[];
  /** Everything that the user's side had said in the newest request. */
  heard(): string;
}

/** Asked when the disk is full: a model cannot wait by itself. */
export const DISK_FULL = 'The disk is full. Please free some space, then answer.';
const FREE_THE_DISK: PlannedCall = { call: call('ask_user', { question: DISK_FULL }), effects: [] };

/** `count` is told of every fault that is made. */
export function scriptOf(plan: TaskPlan, random: Random, count: (fault: string) => void): ScriptedTask {
  const draw = random.fork(`faults of ${plan.name}`);
  const attempts = new Map<number, number>();
  let made: readonly Made[] = [];
  let told = 0;
  let heard = '';

  const script: Script = (request) => {
    const step = stepOf(request);
    const attempt = (attempts.get(step) ?? 0) + 1;
    attempts.set(step, attempt);
    const past = replay(plan, request);
    // A request that comes late (its attempt was overtaken) knows less than what was seen before.
    if (past.made.length >= told) {
      told = past.made.length;
      made = [...past.made, ...past.now.map((planned, index) => ({ step, index, planned, told: undefined }))];
      heard = wordsOf(request);
    }
    const reply: Reply = isCheck(request)
      ? { text: 'Each item is met; the tools showed it.' }
      : past.now.length > 0
        ? { text: `A round of ${past.now.length}.`, toolCalls: past.now.map((planned) => planned.call) }
        : { text: 'Everything is done.' };
    return spoiled(reply, attempt, draw, count);
  };
  return { script, made: () => made, heard: () => heard };
}

/** Goes through the conversation: which calls were made and what was said to them, and which come now. */
function replay(plan: TaskPlan, request: ParsedRequest): { made: Made[]; now: readonly PlannedCall[] } {
  const made: Made[] = [];
  const rounds = [...plan.rounds];
  let step = -1;
  for (const [at, message] of request.messages.entries()) {
    if (message.role !== 'assistant') continue;
    step += 1;
    if (!message.content.some((block) => block.type === 'tool_use')) continue;
    const results = (request.messages[at + 1]?.content ?? []).filter((block) => block.type === 'tool_result');
    const round = (rounds.shift() ?? []).map((planned, index) => ({ step, index, planned, told: toldBy(results[index]) }));
    made.push(...round);
    const spoiled = round.filter(({ told }) => told === 'full' || told === 'malformed' || told === 'withdrawn');
    if (spoiled.length > 0) rounds.unshift(spoiled.map(({ planned }) => planned));
    // The answer to this question is what makes trying again sensible.
    if (spoiled.some(({ told }) => told === 'full')) rounds.unshift([FREE_THE_DISK]);
  }
  return { made, now: rounds[0] ?? [] };
}

function toldBy(result: Block | undefined): Told | undefined {
  if (!result) return undefined;
  const text = textOf(result['content']);
  if (result['is_error'] !== true) return 'ok';
  if (text.includes('The user did not allow this')) return 'denied';
  if (text.includes('The disk is full')) return 'full';
  if (text.includes('its input is not acceptable')) return 'malformed';
  if (text.includes('the question to the user was withdrawn')) return 'withdrawn';
  return { error: text };
}

/** What the user's side has said, in all its messages, outside tool results. */
const wordsOf = (request: ParsedRequest): string =>
  request.messages
    .filter((message) => message.role === 'user')
    .flatMap((message) => message.content.flatMap((block) => (block.type === 'text' ? [String(block['text'])] : [])))
    .join('\n');

const textOf = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : (content as Block[]).map((block) => (block.type === 'text' ? String(block['text']) : '')).join('\n');

const status = (status: number, type: string, retryAfter?: number): Fault => ({
  ...{ kind: 'status', status, type, message: 'a fault of the soak' },
  ...(retryAfter === undefined ? {} : { retryAfter }),
});

/** What goes wrong with an answer of the service, and in which share of the first tries. */
const FAULTS: readonly (readonly [string, number, Fault | { slow: number }])[] = [
  ['429, come back in 1 s', 0.012, status(429, 'rate_limit_error', 1)],
  ['429, come back in 6 s', 0.002, status(429, 'rate_limit_error', 6)],
  ['529', 0.012, status(529, 'overloaded_error')],
  ['500', 0.012, status(500, 'api_error')],
  ['error in the stream', 0.01, { kind: 'error_event', type: 'overloaded_error', message: 'a fault of the soak' }],
  ['cut stream', 0.03, { kind: 'cut', afterEvents: 4 }],
  ['stalled stream', 0.02, { kind: 'stall', ms: 1_500 }],
  ['slow stream', 0.03, { slow: 60 }],
  ['malformed tool input', 0.02, { kind: 'malformed_tool_json' }],
];
/** After so many tries of one step nothing goes wrong any more: the soak has an end. */
const SPOILED_TRIES = 2;

function spoiled(reply: Reply, attempt: number, draw: Random, count: (fault: string) => void): Reply {
  let left = draw();
  const [name, , fault] = FAULTS.find(([, share]) => (left -= share) < 0) ?? [];
  if (name === undefined || fault === undefined || attempt > SPOILED_TRIES) return reply;
  count(name);
  return 'slow' in fault ? { ...reply, chunkDelayMs: fault.slow } : { ...reply, fault };
}
