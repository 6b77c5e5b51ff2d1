// One limiter over all tasks: a refusal slows all and fails none; who has a person waiting goes first.
import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { startModelServer } from '../../src/demo/model-server/model-server.ts';
import { createLimiter } from '../../src/model/limiter.ts';
import type { CallEnd, Limiter } from '../../src/model/limiter.ts';
import { createModel } from '../../src/model/model.ts';

const signal = new AbortController().signal;
const acquire = (limiter: Limiter, interactive = false, priority = 3): Promise<(end: CallEnd) => void> =>
  limiter.acquire({ signal, interactive, priority });
const turn = (): Promise<void> => sleep(0);

describe('the limiter', () => {
  /** All of them wait behind one; says in which order they then go. */
  async function orderOf(
    waiting: readonly { name: string; priority?: number; person?: boolean; at?: number }[],
  ): Promise<string[]> {
    let now = 0;
    const limiter = createLimiter({ mostAtOnce: 1, now: () => now });
    const order: string[] = [];
    const first = await acquire(limiter);
    const others = waiting.map(async ({ name, priority = 3, person = false, at = 0 }) => {
      now = at;
      const release = await acquire(limiter, person, priority);
      order.push(name);
      release({ kind: 'ok' });
    });
    await turn();
    expect(order).toEqual([]);
    first({ kind: 'ok' });
    await Promise.all(others);
    return order;
  }

  it('lets only so many in at once, what answers a person before the rest, each in the order in which it came', async () => {
    const order = await orderOf([{ name: 'one' }, { name: 'two' }, { name: 'person', person: true }, { name: 'three' }]);
    expect(order).toEqual(['person', 'one', 'two', 'three']);
  });

  it('lets the lower number go first, and a person count as one lower', async () => {
    const order = await orderOf([
      { name: 'last', priority: 5 },
      { name: 'usual' },
      { name: 'person', priority: 2, person: true },
      { name: 'first', priority: 1 },
      { name: 'second', priority: 2 },
    ]);
    expect(order).toEqual(['person', 'first', 'second', 'usual', 'last']);
  });

  it('passes nobody over for longer than a minute and a bit', async () => {
    const order = await orderOf([
      { name: 'last', priority: 5, at: 0 },
      { name: 'soon', priority: 1, person: true, at: 74_000 },
      { name: 'late', priority: 1, person: true, at: 76_000 },
    ]);
    expect(order).toEqual(['soon', 'last', 'late']);
  });

  it('blocks everybody for as long as the service said, and halves what goes at once', async () => {
    let now = 1_000;
    const limiter = createLimiter({ mostAtOnce: 8, now: () => now });
    (await acquire(limiter))({ kind: 'slow_down', retryAfterMs: 40_000 });
    expect(limiter.waitMs()).toBe(40_000);
    expect(limiter.atOnce()).toBe(4);
    await expect(acquire(limiter, true)).rejects.toMatchObject({ code: 'model_rate_limited', retryAfterMs: 40_000 });
    now += 40_000;
    expect(limiter.waitMs()).toBe(0);
    (await acquire(limiter))({ kind: 'ok' });
  });

  it('halves once for refusals of calls that were under way together', async () => {
    const limiter = createLimiter({ mostAtOnce: 8 });
    const releases = await Promise.all([acquire(limiter), acquire(limiter), acquire(limiter)]);
    for (const release of releases) release({ kind: 'slow_down', retryAfterMs: 60_000 });
    expect(limiter.atOnce()).toBe(4);
  });

  it('waits longer each time the service names no wait, and starts anew after a success', async () => {
    let now = 0;
    const limiter = createLimiter({ now: () => now, random: () => 0 });
    const waits: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      (await acquire(limiter))({ kind: 'slow_down' });
      waits.push(limiter.waitMs());
      now += limiter.waitMs();
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    (await acquire(limiter))({ kind: 'ok' });
    (await acquire(limiter))({ kind: 'slow_down' });
    expect(limiter.waitMs()).toBe(1_000);
  });

  it('recovers what goes at once after successes, up to the most', async () => {
    let now = 0;
    const limiter = createLimiter({ mostAtOnce: 4, now: () => now });
    (await acquire(limiter))({ kind: 'slow_down', retryAfterMs: 10 });
    expect(limiter.atOnce()).toBe(2);
    now += 10;
    for (let n = 0; n < 100; n += 1) (await acquire(limiter))({ kind: 'ok' });
    expect(limiter.atOnce()).toBe(4);
  });

  it('tells those who queue when a long block begins', async () => {
    const limiter = createLimiter({ mostAtOnce: 1 });
    const first = await acquire(limiter);
    const queued = acquire(limiter);
    first({ kind: 'slow_down', retryAfterMs: 30_000 });
    await expect(queued).rejects.toMatchObject({ code: 'model_rate_limited' });
  });

  it('waits a short block out', async () => {
    const limiter = createLimiter({ mostAtOnce: 1 });
    (await acquire(limiter))({ kind: 'slow_down', retryAfterMs: 50 });
    const release = await acquire(limiter);
    expect(limiter.waitMs()).toBe(0);
    release({ kind: 'ok' });
  });

  it('lets a waiting call be aborted without losing its place for others', async () => {
    const limiter = createLimiter({ mostAtOnce: 1 });
    const first = await acquire(limiter);
    const stop = new AbortController();
    const reason = new Error('cancelled');
    const gone = limiter.acquire({ signal: stop.signal, interactive: false, priority: 3 });
    const next = acquire(limiter);
    stop.abort(reason);
    await expect(gone).rejects.toBe(reason);
    first({ kind: 'ok' });
    (await next)({ kind: 'ok' });
  });

  it('gives a place back once, however often it is released', async () => {
    const limiter = createLimiter({ mostAtOnce: 1 });
    const release = await acquire(limiter);
    release({ kind: 'ok' });
    release({ kind: 'ok' });
    const held = await acquire(limiter);
    const second = acquire(limiter);
    await expect(Promise.race([second, turn().then(() => 'waits')])).resolves.toBe('waits');
    held({ kind: 'ok' });
    (await second)({ kind: 'ok' });
  });
});

describe('a refusal for speed', () => {
  it('slows every task and fails none', async () => {
    let refusals = 0;
    const server = await startModelServer({
      scripts: {
        default: () => {
          refusals += 1;
          return refusals <= 3
            ? { fault: { kind: 'status', status: 429, type: 'rate_limit_error', message: 'slow down', retryAfter: 0.05 } }
            : { text: 'done' };
        },
      },
    });
    const model = createModel({ apiKey: () => 'sk-test', baseUrl: server.url, limiter: createLimiter({ mostAtOnce: 4 }) });
    // What the callers do: come back after the wait that the error names.
    const task = async (name: string): Promise<string> => {
      for (;;) {
        try {
          const request = {
            model: 'claude-sonnet-5-5',
            system: [],
            tools: [],
            maxTokens: 100,
            messages: [{ role: 'user' as const, content: [{ type: 'text', text: name }] }],
          };
          return (
            await model.call(request, {
              signal,
              onText: () => undefined,
              onUsage: () => undefined,
              interactive: false,
              priority: 3,
            })
          ).text;
        } catch (error) {
          const { code, retryAfterMs } = error as { code: string; retryAfterMs: number };
          expect(code).toBe('model_rate_limited');
          await sleep(retryAfterMs);
        }
      }
    };
    try {
      const names = Array.from({ length: 10 }, (_, n) => `task ${n}`);
      expect(await Promise.all(names.map(task))).toEqual(names.map(() => 'done'));
    } finally {
      await server.close();
    }
  });
});
