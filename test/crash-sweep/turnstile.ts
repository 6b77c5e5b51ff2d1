// A script that holds the model's answer of each step until the rig is ready for it: whatever a round does happens between two answers.
import type { ParsedRequest, Reply, Script } from '../../src/demo/model-server/port.ts';
import { isCheck } from '../rig/scripts.ts';

export interface Turnstile {
  readonly script: Script;
  /** Resolves when the request of this step has come for the first time. */
  arrived(step: number): Promise<void>;
  /** Answers it, and every repeat of it. */
  release(step: number): void;
  /** How often the model was asked for this step. */
  asked(step: number): number;
  /** Requests of every kind: steps, checks and summaries. */
  all(): number;
  /** The newest conversation, as the model saw it. */
  newest(): ParsedRequest | undefined;
}

const spoken = (step: number): string => `Step ${step} begins.`;

/**
 * `reply` is asked with the number of the step, from 0. Its text is led by the step's name, by which the next one is known. `repeated` may answer
 * at once instead, as a part of the step before that one.
 */
export function createTurnstile(
  reply: (step: number) => Reply,
  repeated?: (request: ParsedRequest, step: number) => Reply | undefined,
): Turnstile {
  const gates = new Map<number, { arrived: PromiseWithResolvers<void>; released: PromiseWithResolvers<void>; asked: number }>();
  let all = 0;
  let newest: ParsedRequest | undefined;
  const gate = (step: number) => {
    const found = gates.get(step) ?? {
      arrived: Promise.withResolvers<void>(),
      released: Promise.withResolvers<void>(),
      asked: 0,
    };
    gates.set(step, found);
    return found;
  };
  return {
    async script(request) {
      all += 1;
      if (isSummary(request)) return { text: 'What went before is done; go on with the next step.' };
      newest = request;
      if (isCheck(request)) return { text: 'Each item is met; the tools showed it.' };
      const step = nextStep(request);
      const again = repeated?.(request, step);
      if (again) return again;
      const here = gate(step);
      here.asked += 1;
      here.arrived.resolve();
      await here.released.promise;
      const answer = reply(step);
      return { ...answer, text: `${spoken(step)} ${answer.text ?? ''}` };
    },
    arrived: (step) => gate(step).arrived.promise,
    release: (step) => gate(step).released.resolve(),
    asked: (step) => gates.get(step)?.asked ?? 0,
    all: () => all,
    newest: () => newest,
  };
}

const textOf = (blocks: readonly { type: string }[]): string =>
  blocks.map((block) => (block.type === 'text' ? String((block as { text?: unknown }).text) : '')).join('\n');

/** By what the model said last and not by counting: a summary takes the place of old messages. */
function nextStep({ messages }: ParsedRequest): number {
  for (const { role, content } of messages.toReversed()) {
    const said = role === 'assistant' ? /Step (\d+) begins\./.exec(textOf(content))?.[1] : undefined;
    if (said !== undefined) return Number(said) + 1;
  }
  return 0;
}

const isSummary = ({ system }: ParsedRequest): boolean => textOf(system).startsWith('You write the summary of a job');
