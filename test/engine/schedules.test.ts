// A schedule from its row to the end of its tasks: real Temporal, real worker parts, scripted model. Outages by the row: what it says was due
// before now, and nobody started, is made up for by Temporal's own means.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { keepSchedules } from '../../src/api/keep-schedules.ts';
import { createTemporalEngine } from '../../src/api/temporal-engine.ts';
import type { Engine } from '../../src/api/engine.ts';
import { newId } from '../../src/contract/ids.ts';
import { SCHEDULE_DEFAULTS } from '../../src/contract/schedules.ts';
import { parseCadence } from '../../src/schedules/parse-cadence.ts';
import type { NewSchedule, ScheduleRunRow } from '../../src/store/schedule-port.ts';
import { type EngineRig, startEngineRig } from '../rig/engine-rig.ts';
import { call, inSteps, manySteps } from '../rig/scripts.ts';
import { startTemporal, type TestTemporal } from '../rig/temporal.ts';

const MINUTE = 60_000;
let temporal: TestTemporal;
let rig: EngineRig;
let engine: Engine;
let notes = 0;
/** How far the worker's clock is ahead. */
let aheadMs = 0;

beforeAll(async () => {
  temporal = await startTemporal();
  engine = createTemporalEngine({ address: temporal.address, namespace: 'default' });
  rig = await startEngineRig({
    address: temporal.address,
    now: () => new Date(Date.now() + aheadMs),
    scripts: {
      quick: inSteps({ text: 'Done.' }),
      asks: inSteps({ toolCalls: [call('ask_user', { question: 'Which one?' })] }),
      hands: inSteps(
        { toolCalls: [call('spawn_tasks', { tasks: ['a', 'b'].map((title) => ({ title, prompt: `[[script:steps]]` })) })] },
        { text: 'Done.' },
      ),
      steps: manySteps(200, (step) => ({ toolCalls: [call('list_files', { path: '/scratch', limit: step + 1 })], delayMs: 100 })),
      broken: () => ({ fault: { kind: 'status', status: 400, type: 'invalid_request_error', message: 'no' } }),
      bounded: inSteps({ toolCalls: [call('bash', { command: 'ls' })] }, { text: 'Done.' }),
      writes: inSteps(() => ({ toolCalls: [call('write_file', { path: `/folders/Notes/${(notes += 1)}.txt`, content: 'x' })] }), {
        text: 'Done.',
      }),
      schedules: inSteps(
        {
          toolCalls: [
            call('schedule_task', {
              when: 'every friday at 16:00',
              prompt: 'Tidy up.',
              folders: [{ path: '/folders/Notes', access: 'read' }],
              max_usd: 1,
            }),
          ],
        },
        { text: 'Done.' },
      ),
    },
  });
});
afterAll(async () => {
  await rig?.close();
  await engine?.close();
  await temporal?.stop();
});

const make = (script: string, more: Partial<NewSchedule> = {}) =>
  rig.store.createSchedule({
    ...{ ...SCHEDULE_DEFAULTS, id: newId('s'), name: script, cadence: 'x', parsed: parseCadence('every minute') },
    ...{ timeZone: 'UTC', prompt: `Do it. [[script:${script}]]`, folders: [], mode: 'ask', model: undefined, budget: {} },
    ...{ dailyMaxUsd: undefined, tools: undefined },
    ...more,
  });
const until = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const untilRun = (id: string, fits: (run: ScheduleRunRow) => boolean): Promise<ScheduleRunRow> =>
  until(async () => (await rig.store.runs(id, { limit: 200 })).items.find(fits));

/** A schedule whose due times of so many minutes ago nobody has started. */
async function neglected(script: string, ago: readonly number[], more: Partial<NewSchedule> = {}): Promise<string> {
  const minutes = ago.map((n) => new Date(Date.now() - n * MINUTE).getUTCMinutes());
  const { id } = await make(script, { parsed: parseCadence(`${minutes.join(',')} * * * *`), ...more });
  // The engine has it; then its past is rewritten.
  await until(async () => ((await engine.schedules.list()).some((one) => one.id === id) ? true : undefined));
  const at = new Date(Date.now() - 20 * MINUTE).toISOString();
  await rig.store.patchSchedule(id, { activeFrom: at, accountedTo: at });
  await keepSchedules({ store: rig.store, engine: engine.schedules, now: rig.deps.now, log: rig.deps.log });
  return id;
}
/** Runs by hand, as the api does it. */
async function runNow(id: string): Promise<string> {
  const due = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString();
  await rig.store.putRun({ scheduleId: id, due, dueKey: `by hand ${due}`, state: 'waiting', byHand: true });
  await rig.store.enqueueRun(id, due);
  return due;
}
/** The limit of a run is an hour here: that hour is over, at a moment that the test has waited for. */
async function anHourLater(id: string, due: string): Promise<void> {
  aheadMs = 3_600_000;
  await engine.schedules.nudgeRun(id, due);
}
afterEach(() => void (aheadMs = 0));
const rare = { parsed: parseCadence('every day at 4') };

describe('a due time', () => {
  it('that nobody started is made up for: the latest runs, its task carries the schedule, the others are missed', async () => {
    const id = await neglected('quick', [5, 8, 11]);
    const run = await untilRun(id, ({ state }) => state === 'finished');
    const task = await rig.store.task(run.taskId!);
    expect(task).toMatchObject({ scheduleId: id, status: 'completed', priority: 4, title: 'quick' });
    expect(run.usd).toBe((await rig.store.usage(task!.id)).usd);
    const { items } = await rig.store.runs(id, { limit: 200 });
    expect(items.map(({ state }) => state)).toEqual(['finished', 'missed', 'missed']);
    await rig.store.deleteSchedule(id);
    await until(async () => ((await engine.schedules.list()).some((one) => one.id === id) ? undefined : true));
  });

  it('of the latest so many is made up for one after the other', async () => {
    const id = await neglected('quick', [5, 8, 11], { misfire: 'all', misfireMost: 2 });
    const ended = await until(async () => {
      const all = (await rig.store.runs(id, { limit: 200 })).items.filter((run) => run.late && run.state === 'finished');
      return all.length === 2 ? all : undefined;
    });
    const [first, second] = ended.toSorted((a, b) => (a.startedAt! < b.startedAt! ? -1 : 1));
    expect(first!.endedAt! <= second!.startedAt!).toBe(true);
    await rig.store.deleteSchedule(id);
  });
});

describe('a run', () => {
  it('ends at its limit, and says that it waited for an answer; its task does not go on', async () => {
    const { id } = await make('asks', { ...rare, limitMinutes: 60 });
    const due = await runNow(id);
    const { taskId } = await untilRun(id, ({ state }) => state === 'running');
    await rig.until(taskId!, 'waiting_input');
    await anHourLater(id, due);
    const run = await untilRun(id, ({ state }) => state === 'killed');
    expect(run.why).toContain('it waited for an answer');
    await until(async () => ((await rig.store.task(run.taskId!))?.status === 'cancelled' ? true : undefined));
    await rig.store.deleteSchedule(id);
  });

  it('ends with all that its task has started, at its limit; what that cost is its cost', async () => {
    const { id } = await make('hands', { ...rare, limitMinutes: 60 });
    const due = await runNow(id);
    const { taskId } = await untilRun(id, ({ state }) => state === 'running');
    const spends = async (one: string): Promise<boolean> => ((await rig.store.usage(one)).usd ?? 0) > 0;
    await until(async () => {
      const below = await rig.store.descendants(taskId!);
      return (below.length === 2 && (await Promise.all(below.map(spends))).every(Boolean)) || undefined;
    });
    await anHourLater(id, due);
    const run = await untilRun(id, ({ state }) => state === 'killed');
    const all = [run.taskId!, ...(await rig.store.descendants(run.taskId!))];
    expect(all).toHaveLength(3);
    for (const one of all) await until(async () => ((await rig.store.task(one))?.finishedAt === undefined ? undefined : true));
    const { usd } = await untilRun(id, (one) => typeof one.usd === 'number');
    const spent = (await rig.view(run.taskId!))!.together!.usd!;
    expect(spent).toBeGreaterThan((await rig.store.usage(run.taskId!)).usd!);
    expect(usd).toBeCloseTo(spent, 9);
    expect(await rig.store.scheduleSpent(id, '2000-01-01T00:00:00.000Z')).toBeCloseTo(spent, 9);
    await rig.store.deleteSchedule(id);
  });

  it('whose budget is used up, also by what its task has started, ends as failed and does not wait for its limit', async () => {
    const { id } = await make('hands', { ...rare, budget: { maxSteps: 4 } });
    await runNow(id);
    const run = await untilRun(id, ({ state }) => state === 'failed');
    expect(run.why).toContain('limit of 4 steps');
    for (const one of await rig.store.descendants(run.taskId!))
      await until(async () => ((await rig.store.task(one))?.finishedAt === undefined ? undefined : true));
    await rig.store.deleteSchedule(id);
  });

  it('that fails counts, and the third in a row pauses the schedule, with a notice', async () => {
    const { id } = await make('broken', rare);
    for (let n = 1; n <= 3; n += 1) {
      const due = await runNow(id);
      await untilRun(id, (run) => run.due === due && run.state === 'failed');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    const schedule = await rig.store.schedule(id);
    expect(schedule).toMatchObject({ paused: true, failures: 3, pausedReason: expect.stringContaining('3 times in a row') });
    const [last] = (await rig.store.runs(id, { limit: 1 })).items;
    const events = await rig.store.events(last!.taskId!, 0, 100);
    expect(events.some((event) => event.type === 'notice' && event.code === 'schedule_paused')).toBe(true);
    await rig.store.deleteSchedule(id);
  });

  it('is given only the tools of its list, and a call of another does nothing', async () => {
    const { id } = await make('bounded', { ...rare, tools: ['read_file', 'list_files'] });
    await runNow(id);
    const run = await untilRun(id, ({ state }) => state === 'finished');
    const asked = rig.model.requests().filter(({ script }) => script === 'bounded');
    expect((asked[0]!.body['tools'] as { name: string }[]).map(({ name }) => name)).toEqual(['list_files', 'read_file']);
    expect((await rig.store.toolResults(run.taskId!, 0)).get(0)).toMatchObject({ isError: true });
    await rig.store.deleteSchedule(id);
  });

  it('may what was allowed for each run; taken back, it asks again', async () => {
    const folder = { path: rig.folder('Notes'), access: 'full' as const };
    const { id } = await make('writes', { ...rare, folders: [folder] });
    await runNow(id);
    const asks = await untilRun(id, ({ state }) => state === 'running');
    await rig.until(asks.taskId!, 'waiting_approval');
    const [approval] = (await rig.store.listApprovals({ taskId: asks.taskId!, limit: 1 })).items;
    expect(approval!.scopes).toEqual(['once', 'task', 'schedule', 'always']);
    await rig.store.decideApproval(approval!.id, { decision: 'allow', scope: 'schedule', decidedBy: 'test', deciderKey: 'k' });
    await untilRun(id, (run) => run.due === asks.due && run.state === 'finished');
    expect((await rig.store.schedule(id))?.allowed).toMatchObject([{ tool: 'write_file', kind: 'create' }]);
    // The next run asks nothing, and no other task got anything from it.
    const due = await runNow(id);
    await untilRun(id, (run) => run.due === due && run.state === 'finished');
    const other = await rig.create({ script: 'writes', folders: [folder] });
    await rig.until(other.id, 'waiting_approval');

    await rig.request({ taskId: '', kind: 'schedule_revoke', body: { scheduleId: id } });
    expect((await rig.store.schedule(id))?.allowed).toEqual([]);
    await rig.store.deleteSchedule(id);
  });
});

it('schedule_task asks in every mode, and saves what was asked with no more than its task may do', async () => {
  const folder = { path: rig.folder('Notes'), access: 'write' as const };
  const task = await rig.create({ script: 'schedules', mode: 'act', folders: [folder] });
  await rig.until(task.id, 'waiting_approval');
  const [approval] = (await rig.store.listApprovals({ taskId: task.id, limit: 1 })).items;
  expect(approval).toMatchObject({ tool: 'schedule_task', scopes: ['once'], preview: { always: true } });
  expect(approval!.arguments).toMatchObject({ in_words: 'every Friday at 16:00', mode: 'act', budget: { maxUsd: 1 } });
  expect(approval!.arguments['next_runs']).toHaveLength(5);
  expect(await rig.store.schedule(`s${approval!.id.slice(1)}`)).toBeUndefined();
  await rig.store.decideApproval(approval!.id, { decision: 'allow', scope: 'once', decidedBy: 'test', deciderKey: 'k2' });
  await rig.until(task.id, 'completed');
  const made = await rig.store.schedule(`s${approval!.id.slice(1)}`);
  expect(made).toMatchObject({ prompt: 'Tidy up.', mode: 'act', folders: [{ path: folder.path, access: 'read' }] });
});
