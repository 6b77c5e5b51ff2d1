// The scripted model with a stopwatch: when each request came and when its answer was ready. All step figures come from here, whatever engine asks.
import { setTimeout as sleep } from 'node:timers/promises';
import { startModelServer } from '../src/demo/model-server/model-server.ts';
import type { ParsedRequest, Reply, Script } from '../src/demo/model-server/port.ts';
import { isCheck } from '../test/rig/scripts.ts';
import type { Turn } from './overheads.ts';

export interface TimedModel extends AsyncDisposable {
  readonly url: string;
  /** A task whose prompt holds `[[script:name]]` gets these answers, then an end. One task for each name. */
  play(name: string, of: { steps: number; reply: (step: number) => Reply | Promise<Reply> }): Played;
  /** Throws when the real service would have refused a request: the figures are worth nothing then. */
  noneRefused(): void;
}

export interface Played {
  readonly name: string;
  readonly turns: readonly Turn[];
  /** Resolves when the answer that ends the task was given. Throws when no request came for two minutes; `state` then says why. */
  finished(state: () => Promise<string>): Promise<void>;
}

/** Only a hang is that silent. */
const SILENT_MS = 120_000;

export async function startTimedModel(): Promise<TimedModel> {
  const scripts: Record<string, Script> = {};
  const played = new Map<string, Turn[]>();
  const server = await startModelServer({
    scripts,
    // Ten thousand conversations would not fit into memory.
    remember: 1,
    onAnswer({ script, at, answeredAt }) {
      const turn = played.get(script ?? '')?.at(-1);
      if (turn) Object.assign(turn, { arrivedMs: at, answeredMs: answeredAt });
    },
  });
  return {
    url: server.url,
    noneRefused() {
      const [first] = server.refusals();
      if (first)
        throw new Error(`${server.refusals().length} requests were refused by the model, the first with: ${first.message}`);
    },
    [Symbol.asyncDispose]: () => server.close(),
    play(name, { steps, reply }) {
      const turns: Turn[] = [];
      const end = Promise.withResolvers<void>();
      let step = 0;
      played.set(name, turns);
      scripts[name] = async (request) => {
        const isStep = !isCheck(request) && !isSummary(request);
        turns.push({ step: isStep ? step : undefined, arrivedMs: NaN, answeredMs: NaN });
        if (!isStep) return { text: 'All is well; the next step follows.' };
        step += 1;
        if (step <= steps) return reply(step - 1);
        end.resolve();
        return { text: 'Done.' };
      };
      return { name, turns, finished: (state) => Promise.race([end.promise, silence(turns, end.promise, state)]) };
    },
  };
}

/** Only a summary is asked for without tools. A step cannot be told by counting messages: a summary takes the place of old ones. */
const isSummary = ({ tools }: ParsedRequest): boolean => tools.length === 0;

async function silence(turns: readonly Turn[], end: Promise<void>, state: () => Promise<string>): Promise<void> {
  const ended = end.then(() => true);
  for (let before = -1; before < turns.length;) {
    before = turns.length;
    if (await Promise.race([ended, sleep(SILENT_MS, false, { ref: false })])) return;
  }
  throw new Error(`no request for ${SILENT_MS / 1_000} s after ${turns.length}: ${await state()}`);
}
