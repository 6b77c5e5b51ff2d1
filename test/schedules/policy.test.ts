// The policies under a fake clock, on the real store: whatever is late, repeated, forged or slow, each due time comes to exactly one end.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCHEDULE_DEFAULTS } from '../../src/contract/schedules.ts';
import { parseCadence } from '../../src/schedules/parse-cadence.ts';
import { beginRun, recordDue, recordMissed } from '../../src/schedules/record-due.ts';
import { openTaskStore } from '../../src/store/open-task-store.ts';
import type { TaskStore } from '../../src/store/port.ts';
import type { NewSchedule, ScheduleRunRow } from '../../src/store/schedule-port.ts';

const START = Date.parse('2030-01-07T08:00:30Z');
const MINUTE = 60_000;

let folder: string;
let store: TaskStore;
let now: number;
let made = 0;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'policy-'));
  now = START;
  store = await openTaskStore(join(folder, 'tasks.db'), { now: () => new Date(now) });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const make = async (policy: Partial<NewSchedule> = {}): Promise<string> => {
  const id = `s${(made += 1)}`;
  await store.createSchedule({
    ...{ ...SCHEDULE_DEFAULTS, id, name: 'x', cadence: 'every 10 minutes', parsed: parseCadence('every 10 minutes') },
    ...{ timeZone: 'UTC', prompt: 'x', folders: [], mode: 'ask', model: undefined, budget: {}, dailyMaxUsd: undefined },
    tools: undefined,
    ...policy,
  });
  return id;
};
const iso = (at: number): string => new Date(at).toISOString();
/** What the workflow's first look does. */
const come = (id: string, due: number): Promise<ScheduleRunRow | undefined> =>
  store.transaction(async (tx) => {
    const schedule = await tx.lockSchedule(id);
    return schedule && recordDue(tx, schedule, { due: iso(due), now: new Date(now), defaultModel: 'm' });
  });
const endRunning = async (id: string): Promise<void> => {
  for (const run of await store.openRuns(id)) {
    if (run.state === 'running') await store.patchRun(id, run.due, { state: 'finished', endedAt: iso(now) });
  }
  await store.transaction(async (tx) => {
    const next = (await tx.openRuns(id)).find(({ state }) => state === 'waiting');
    const schedule = await tx.lockSchedule(id);
    if (next && schedule) await beginRun(tx, schedule, { due: next.due, now: new Date(now), defaultModel: 'm', late: next.late });
  });
};
const states = async (id: string): Promise<string[]> =>
  (await store.runs(id, { limit: 200 })).items.toReversed().map(({ due, state }) => `${due.slice(11, 16)} ${state}`);
const minutesAgo = (n: number): number => now - n * MINUTE;
const TENS = [10, 20, 30, 40].map((n) => Date.parse('2030-01-07T08:00:00Z') + n * MINUTE);

describe('after an hour off', () => {
  /** 08:10 to 08:40 were due; it is 08:44. */
  const wake = async (id: string, order: readonly number[] = TENS): Promise<string[]> => {
    now = Date.parse('2030-01-07T08:44:00Z');
    for (const due of order) await come(id, due);
    return states(id);
  };

  it('once: only the latest runs, and its task says how many were missed', async () => {
    const id = await make();
    expect(await wake(id)).toEqual(['08:10 missed', '08:20 missed', '08:30 missed', '08:40 running']);
    const [run] = await store.openRuns(id);
    const events = await store.events(run!.taskId!, 0, 10);
    expect(events.find((event) => event.type === 'notice')).toMatchObject({
      text: expect.stringContaining('3 runs were missed'),
    });
  });

  it('once: the same in whatever order they come', async () => {
    expect(await wake(await make(), TENS.toReversed())).toEqual([
      '08:10 missed',
      '08:20 missed',
      '08:30 missed',
      '08:40 running',
    ]);
  });

  it('skip: none runs', async () => {
    const id = await make({ misfire: 'skip' });
    expect(await wake(id)).toEqual(TENS.map((at) => `${iso(at).slice(11, 16)} missed`));
    expect(await store.missedSince(id, iso(START))).toBe(4);
  });

  it('all: the latest so many, one after the other', async () => {
    const id = await make({ misfire: 'all', misfireMost: 2 });
    expect(await wake(id)).toEqual(['08:10 missed', '08:20 missed', '08:30 running', '08:40 waiting']);
    await endRunning(id);
    expect((await states(id)).slice(2)).toEqual(['08:30 finished', '08:40 running']);
  });

  it('what lies beyond the window is one line with its count, said at once', async () => {
    const id = await make({ windowMinutes: 10 });
    now = Date.parse('2030-01-07T08:44:00Z');
    await store.transaction(async (tx) => recordMissed(tx, (await tx.lockSchedule(id))!, new Date(now)));
    const [line] = (await store.runs(id, { limit: 10 })).items;
    expect(line).toMatchObject({ due: iso(TENS[2]!), state: 'missed', count: 3 });
    expect((await come(id, TENS[3]!))?.state).toBe('running');
    expect(await come(id, TENS[0]!)).toBeUndefined();
  });
});

describe('while one is at work', () => {
  const three = async (policy: Partial<NewSchedule>): Promise<string[]> => {
    const id = await make(policy);
    for (const due of TENS.slice(0, 3)) {
      now = due + 1_000;
      await come(id, due);
    }
    return states(id);
  };
  it('skip: the next are skipped', async () =>
    expect(await three({ overlap: 'skip' })).toEqual(['08:10 running', '08:20 skipped', '08:30 skipped']));
  it('queue: one waits', async () =>
    expect(await three({ overlap: 'queue' })).toEqual(['08:10 running', '08:20 waiting', '08:30 skipped']));
  it('allow: all run', async () =>
    expect(await three({ overlap: 'allow' })).toEqual(['08:10 running', '08:20 running', '08:30 running']));
});

describe('a start that is not right', () => {
  it('again: finds its row and makes nothing', async () => {
    const id = await make();
    now = TENS[0]! + 500;
    const first = await come(id, TENS[0]!);
    expect(await come(id, TENS[0]!)).toEqual(first);
    expect((await store.openTasks()).length).toBe(1);
  });
  it('at a time that is not due, or not yet, makes nothing', async () => {
    const id = await make();
    now = TENS[0]!;
    expect(await come(id, TENS[0]! - 3 * MINUTE)).toBeUndefined();
    expect(await come(id, TENS[2]!)).toBeUndefined();
    expect(await store.openTasks()).toEqual([]);
  });
  it('while it is paused is recorded and runs nothing', async () => {
    const id = await make();
    await store.patchSchedule(id, { paused: true });
    now = TENS[0]! + 500;
    expect((await come(id, TENS[0]!))?.state).toBe('skipped');
  });
});

it('skips when the budget of the day is used up, and runs again on the next', async () => {
  const id = await make({ dailyMaxUsd: 1 });
  now = TENS[0]! + 500;
  const run = await come(id, TENS[0]!);
  await store.patchRun(id, run!.due, { state: 'finished', usd: 1.2, endedAt: iso(now) });
  now = TENS[1]! + 500;
  expect(await come(id, TENS[1]!)).toMatchObject({ state: 'skipped', why: expect.stringContaining('1 $ a day') });
  now = Date.parse('2030-01-08T00:00:01Z');
  expect((await come(id, Date.parse('2030-01-08T00:00:00Z')))?.state).toBe('running');
});

it('whatever happens, each due time has exactly one line and each task exactly one run', async () => {
  const policy = fc.record({
    misfire: fc.constantFrom('skip' as const, 'once' as const, 'all' as const),
    misfireMost: fc.integer({ min: 1, max: 4 }),
    overlap: fc.constantFrom('skip' as const, 'queue' as const, 'allow' as const),
    windowMinutes: fc.constantFrom(30, 60, 1440),
  });
  const act = fc.oneof(
    fc.record({ do: fc.constant('off' as const), minutes: fc.integer({ min: 1, max: 200 }) }),
    fc.record({ do: fc.constant('on time' as const), minutes: fc.integer({ min: 1, max: 40 }) }),
    fc.constant({ do: 'end' as const, minutes: 0 }),
    fc.constant({ do: 'again' as const, minutes: 0 }),
  );
  await fc.assert(
    fc.asyncProperty(
      policy,
      fc.array(act, { maxLength: 12 }),
      fc.array(fc.nat(), { maxLength: 20 }),
      async (rules, acts, order) => {
        now = START;
        const id = await make(rules);
        const before = new Set((await store.openTasks()).map((task) => task.id));
        let delivered = START;
        /** The engine's: all that was due since, in any order, within the window. */
        const deliver = async (): Promise<void> => {
          const due: number[] = [];
          for (let at = Math.ceil((delivered + 1) / (10 * MINUTE)) * 10 * MINUTE; at <= now; at += 10 * MINUTE)
            if (at >= minutesAgo(rules.windowMinutes)) due.push(at);
          delivered = now;
          due.sort((a, b) => (order[a % 19] ?? 0) - (order[b % 19] ?? 0));
          for (const at of due) await come(id, at);
        };
        for (const one of acts) {
          if (one.do === 'off') now += one.minutes * MINUTE;
          if (one.do === 'on time')
            for (let minute = 0; minute < one.minutes; minute += 1) {
              now += MINUTE;
              await deliver();
            }
          if (one.do === 'end') await endRunning(id);
          await deliver();
          if (one.do === 'again')
            for (const run of (await store.runs(id, { limit: 5 })).items) await come(id, Date.parse(run.due));
        }
        await store.transaction(async (tx) => recordMissed(tx, (await tx.lockSchedule(id))!, new Date(now)));
        const runs = (await store.runs(id, { limit: 200 })).items;
        const dueCount = Math.floor(now / (10 * MINUTE)) - Math.floor(START / (10 * MINUTE));
        expect(runs.reduce((sum, run) => sum + run.count, 0)).toBe(dueCount);
        const tasks = runs.flatMap(({ taskId }) => taskId ?? []);
        const real = (await store.openTasks()).map((task) => task.id).filter((task) => !before.has(task));
        expect(tasks.toSorted()).toEqual(real.toSorted());
        if (rules.overlap !== 'allow') expect(runs.filter(({ state }) => state === 'running').length).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 60 },
  );
}, 240_000);
