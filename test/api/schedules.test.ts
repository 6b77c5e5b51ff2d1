// /schedules over HTTP: real store and routes, the engine in memory.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RECONCILE, createReconcile } from '../../src/api/reconcile.ts';
import type { Schedule, SchedulePreview, ScheduleRun } from '../../src/contract/schedules.ts';
import { openRig, type Rig, until } from './rig.ts';

let rig: Rig;
beforeEach(async () => (rig = await openRig({ limits: { folderWaitMs: 50 } })));
afterEach(() => rig.close());

const wish = { cadence: 'every weekday at 9', timeZone: 'Europe/Berlin', prompt: 'Tidy up' };
const make = async (more: object = {}): Promise<Schedule> =>
  (await rig.call<Schedule>('POST', '/schedules', { body: { ...wish, ...more } })).body;
const post = (id: string, what: string) => rig.call<Schedule>('POST', `/schedules/${id}/${what}`, { body: {} });

it('a preview reads back in words with the next five times and saves nothing', async () => {
  const { body } = await rig.call<SchedulePreview>('POST', '/schedules/preview', {
    body: { cadence: wish.cadence, timeZone: wish.timeZone },
  });
  expect(body).toMatchObject({ words: 'every weekday at 09:00', timeZone: 'Europe/Berlin' });
  expect(body.next).toHaveLength(5);
  expect(body.next[0]).toBe('2030-01-02T09:00:00+01:00');
  expect((await rig.call<{ items: unknown[] }>('GET', '/schedules')).body.items).toEqual([]);
});

it.each([
  ['a cadence that nobody understands', { cadence: 'whenever you like at 9' }, 'whenever you like'],
  ['a time zone that is none', { timeZone: 'Europe/Nowhere' }, 'Europe/Nowhere'],
  ['one that is never due', { cadence: '0 9 30 2 *' }, 'never due'],
  ['a tool that is none', { tools: ['fly'] }, 'there is no fly'],
])('refuses %s, and names it', async (_, wrong, named) => {
  const answer = await rig.call('POST', '/schedules', { body: { ...wish, ...wrong } });
  expect(answer).toMatchObject({ status: 422, body: { code: 'invalid', detail: expect.stringContaining(named) } });
});

it('is made once per Idempotency-Key, and the engine gets it', async () => {
  const first = await rig.call<Schedule>('POST', '/schedules', { body: wish, key: 'k1' });
  const again = await rig.call<Schedule>('POST', '/schedules', { body: wish, key: 'k1' });
  expect([first.status, again.body.id]).toEqual([201, first.body.id]);
  await until(() => rig.engine.schedules.all.has(first.body.id));
  expect(rig.engine.schedules.all.get(first.body.id)).toMatchObject({ paused: false, windowMs: 24 * 3_600_000 });
});

describe('one that is there', () => {
  it('is changed, paused, resumed and removed, and the engine follows', async () => {
    const { id } = await make();
    const changed = await rig.call<Schedule>('PATCH', `/schedules/${id}`, { body: { cadence: 'every day at 10', mode: 'auto' } });
    expect(changed.body).toMatchObject({ words: 'every day at 10:00', mode: 'auto' });
    expect((await post(id, 'pause')).body).toMatchObject({ paused: true, next: [] });
    await until(() => rig.engine.schedules.all.get(id)?.paused === true);
    expect((await post(id, 'resume')).body.paused).toBe(false);
    await until(() => rig.engine.schedules.all.get(id)?.paused === false);
    expect((await rig.call('DELETE', `/schedules/${id}`)).status).toBe(204);
    await until(() => !rig.engine.schedules.all.has(id));
    expect((await rig.call('GET', `/schedules/${id}`)).status).toBe(404);
  });

  it('runs by hand once at a time, and the run shows its task', async () => {
    const { id } = await make();
    const run = (await rig.call<ScheduleRun>('POST', `/schedules/${id}/run`, { body: {} })).body;
    expect(run).toMatchObject({ state: 'running', byHand: true });
    expect(await post(id, 'run')).toMatchObject({ status: 409, body: { code: 'schedule_busy' } });
    expect((await rig.call('GET', `/tasks/${run.taskId}`)).body).toMatchObject({ scheduleId: id, priority: 4 });
    await until(() => rig.engine.schedules.runs.size === 1);
  });

  it('what was due before a change or a pause has its row: nothing is forgotten by it', async () => {
    const { id } = await make({ cadence: 'every day at 9' });
    const states = async () =>
      (await rig.store.runs(id, { limit: 9 })).items.map(({ due, state }) => `${due.slice(5, 13)} ${state}`);
    rig.clock.now = new Date('2030-01-02T08:05:00.000Z');
    // Nobody has told of it yet: the engine was down, or this is the moment before.
    await rig.call('PATCH', `/schedules/${id}`, { body: { cadence: 'every day at 12' } });
    expect(await states()).toEqual(['01-02T08 running']);
    await rig.store.patchRun(id, '2030-01-02T08:00:00.000Z', { state: 'finished' });
    rig.clock.now = new Date('2030-01-02T11:00:30.000Z');
    await post(id, 'pause');
    expect(await states()).toEqual(['01-02T11 running', '01-02T08 finished']);
  });

  it('the same reading of the clock in another zone is another time', async () => {
    const { id } = await make({ cadence: 'every day at 9' });
    rig.clock.now = new Date('2030-01-02T08:00:30.000Z');
    await rig.call('PATCH', `/schedules/${id}`, { body: { timeZone: 'America/New_York' } });
    rig.clock.now = new Date('2030-01-02T14:00:30.000Z');
    await rig.store.patchRun(id, '2030-01-02T08:00:00.000Z', { state: 'finished' });
    await post(id, 'pause');
    expect((await rig.store.runs(id, { limit: 9 })).items.map(({ due }) => due.slice(11, 13))).toEqual(['14', '08']);
  });

  it('a changed budget keeps what is not named', async () => {
    const { id } = await make({ budget: { maxUsd: 0.5 } });
    const { body } = await rig.call<Schedule>('PATCH', `/schedules/${id}`, { body: { budget: { maxSteps: 20 } } });
    expect(body.budget).toEqual({ maxUsd: 0.5, maxSteps: 20 });
  });

  it('a run by hand leaves the second free that is due by itself', async () => {
    const { id } = await make({ cadence: 'every minute', overlap: 'allow' });
    rig.clock.now = new Date('2030-01-02T08:00:00.000Z');
    const { body } = await rig.call<ScheduleRun>('POST', `/schedules/${id}/run`, { body: {} });
    expect(body.due).toBe('2030-01-02T08:00:01.000Z');
  });

  it('says what was missed until somebody has looked', async () => {
    const { id } = await make({ cadence: 'every day at 9', misfire: 'skip' });
    rig.clock.now = new Date('2030-01-03T12:00:00Z');
    const reconcile = createReconcile({
      ...{ store: rig.store, engine: rig.engine, now: () => rig.clock.now, pace: { ...RECONCILE, paceMs: 0 } },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    await reconcile.run();
    await reconcile.close();
    expect((await rig.call<Schedule>('GET', `/schedules/${id}`)).body.missed).toBe(2);
    const { items } = (await rig.call<{ items: ScheduleRun[] }>('GET', `/schedules/${id}/runs`)).body;
    expect(items.map(({ state, count }) => [state, count])).toEqual([
      ['missed', 1],
      ['missed', 1],
    ]);
    rig.clock.now = new Date('2030-01-03T12:00:01Z');
    expect((await post(id, 'seen')).body.missed).toBe(0);
  });

  it('is put right in the engine by reconcile: lost, changed, or without a row', async () => {
    const { id } = await make();
    await until(() => rig.engine.schedules.all.has(id));
    const right = rig.engine.schedules.all.get(id)!;
    rig.engine.schedules.all.clear();
    rig.engine.schedules.all.set('s-of-nobody', { ...right, id: 's-of-nobody' });
    const reconcile = createReconcile({
      ...{ store: rig.store, engine: rig.engine, now: () => rig.clock.now },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    await reconcile.run();
    expect([...rig.engine.schedules.all.values()]).toEqual([right]);
    rig.engine.schedules.all.set(id, { ...right, mark: 'forged' });
    await reconcile.run();
    await reconcile.close();
    expect(rig.engine.schedules.all.get(id)).toEqual(right);
  });
});
