// Each row of the table "store and engine disagree" that the api settles: what is done, and what the user sees.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { watchPresence } from '../../src/api/presence.ts';
import { createReconcile, type Reconcile } from '../../src/api/reconcile.ts';
import { openRig, type Rig } from './rig.ts';
import { createTask } from '../store/contract/database.ts';

let rig: Rig;
let id: string;
let reconcile: Reconcile;
beforeEach(async () => {
  rig = await openRig();
  id = (await createTask(rig.store)).id;
  await rig.outbox.drain();
  // Only reconcile may mend below: the outbox would hide what it does.
  await rig.outbox.close();
  reconcile = createReconcile({
    store: rig.store,
    engine: rig.engine,
    now: () => rig.clock.now,
    log: silent,
    pace: { paceMs: 0 },
  });
});
afterEach(async () => {
  await reconcile.close();
  await rig.close();
});

const silent = { info() {}, warn() {}, error() {} };
const later = (ms: number): void => void (rig.clock.now = new Date(rig.clock.now.getTime() + ms));
const notices = async (): Promise<string[]> =>
  (await rig.store.events(id, 0, 1000)).flatMap((event) => (event.type === 'notice' ? [event.code] : []));
const begun = (): Promise<unknown> => rig.store.patchTask(id, { runId: rig.engine.runs.get(id)?.runId ?? 'run-0' });

describe('reconcile', () => {
  it('agreement: nothing is done and nothing is said', async () => {
    await begun();
    rig.engine.calls.length = 0;
    await reconcile.run();
    expect(rig.engine.calls).toEqual([`describe ${id}`]);
    expect(await notices()).toEqual([]);
  });

  it('row written, workflow never started: started, and the task stays queued without a word', async () => {
    rig.engine.lose();
    await reconcile.run();
    expect(rig.engine.runs.get(id)?.open).toBe(true);
    expect(await notices()).toEqual([]);
    expect((await rig.store.task(id))?.status).toBe('queued');
  });

  it('the engine lost its data: started again, told once per loss', async () => {
    await begun();
    rig.engine.lose();
    await reconcile.run();
    await reconcile.run();
    expect(rig.engine.runs.get(id)?.open).toBe(true);
    expect(await notices()).toEqual(['engine_rebuilt']);
    rig.engine.lose();
    await reconcile.run();
    expect(await notices()).toEqual(['engine_rebuilt']);
    await begun();
    rig.engine.lose();
    await reconcile.run();
    expect(await notices()).toEqual(['engine_rebuilt', 'engine_rebuilt']);
  });

  it('workflow closed, row open: started again, and paused with the reason after three times in ten minutes', async () => {
    await begun();
    for (const restarts of [1, 2, 3]) {
      await rig.engine.terminate(id, 'by somebody');
      await reconcile.run();
      expect(rig.engine.runs.get(id)?.open).toBe(true);
      expect((await notices()).length).toBe(restarts);
      later(60_000);
    }
    await rig.engine.terminate(id, 'by somebody');
    await reconcile.run();
    expect(rig.engine.runs.get(id)?.open).toBe(false);
    const row = await rig.store.task(id);
    expect(row).toMatchObject({ status: 'paused', hold: { kind: 'user' }, waitingFor: { kind: 'user' } });
    expect(row?.waitingFor?.action).toContain(`cowork resume ${id}`);
    rig.engine.calls.length = 0;
    await reconcile.run();
    expect(rig.engine.calls).toEqual([`describe ${id}`]);
  });

  it('workflow closed now and then, over hours: always started again', async () => {
    await begun();
    for (let i = 0; i < 6; i += 1) {
      await rig.engine.terminate(id, 'by somebody');
      await reconcile.run();
      expect(rig.engine.runs.get(id)?.open).toBe(true);
      later(4 * 60_000);
    }
    expect((await rig.store.task(id))?.status).toBe('queued');
  });

  it('a task that ends while the engine is asked is no disagreement', async () => {
    await begun();
    const describe = rig.engine.describe.bind(rig.engine);
    rig.engine.describe = async (taskId) => {
      await rig.engine.terminate(taskId, 'it has ended');
      await rig.store.finishTask(id, { status: 'completed' });
      return describe(taskId);
    };
    rig.engine.calls.length = 0;
    await reconcile.run();
    expect(rig.engine.calls.filter((call) => call.startsWith('start'))).toEqual([]);
    expect(await notices()).toEqual([]);
  });

  it('row finished, workflow alive: ended after its grace, not before', async () => {
    await reconcile.run();
    await rig.store.finishTask(id, { status: 'completed' });
    later(59_000);
    await reconcile.run();
    expect(rig.engine.runs.get(id)?.open).toBe(true);
    later(2_000);
    await reconcile.run();
    expect(rig.engine.runs.get(id)?.open).toBe(false);
    expect((await rig.store.task(id))?.status).toBe('completed');
  });

  it('row finished, workflow alive, the api new: ended too', async () => {
    await rig.store.finishTask(id, { status: 'cancelled' });
    later(61_000);
    await reconcile.run();
    expect(rig.engine.runs.get(id)?.open).toBe(false);
  });

  it('row finished long ago: the engine is not asked for ever', async () => {
    await rig.store.finishTask(id, { status: 'completed' });
    later(24 * 3600_000);
    rig.engine.calls.length = 0;
    await reconcile.run();
    expect(rig.engine.calls).toEqual([]);
  });

  it('workflow tasks that fail for ever: said once, never ended by us', async () => {
    const run = rig.engine.runs.get(id);
    if (run) run.attempt = 2;
    await reconcile.run();
    expect(await notices()).toEqual([]);
    if (run) run.attempt = 3;
    await reconcile.run();
    if (run) run.attempt = 40;
    await reconcile.run();
    expect(await notices()).toEqual(['engine_cannot_continue']);
    expect(run?.open).toBe(true);
  });

  it('engine down: nothing is touched, nothing is thrown', async () => {
    await begun();
    const before = await rig.store.task(id);
    rig.engine.up = false;
    await reconcile.run();
    expect(await rig.store.task(id)).toEqual(before);
    expect(await notices()).toEqual([]);
  });

  it('asks no more than twenty times a second', async () => {
    for (let i = 0; i < 5; i += 1) await createTask(rig.store);
    const slow = createReconcile({ store: rig.store, engine: rig.engine, now: () => rig.clock.now, log: silent });
    const at: number[] = [];
    const describe = rig.engine.describe.bind(rig.engine);
    rig.engine.describe = (taskId) => {
      at.push(performance.now());
      return describe(taskId);
    };
    await slow.run();
    await slow.close();
    expect(at).toHaveLength(6);
    // A lower bound: a slow machine only waits longer.
    expect((at[5] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(5 * 45);
  });
});

describe('the computer with the folders', () => {
  const watch = () =>
    watchPresence({ store: rig.store, engine: rig.engine, machineId: async () => 'm1', now: () => rig.clock.now, log: silent });
  const seen = (): Promise<void> => rig.store.touchPresence('m1', rig.clock.now.toISOString());
  const status = async () => (await rig.store.task(id))?.status;
  const wants = (wish: boolean): void => {
    const run = rig.engine.runs.get(id);
    if (run) run.wantsDesktop = wish;
  };

  it('away for 30 s while a call wants it: the task waits for it and says since when; back: it goes on', async () => {
    const presence = watch();
    await rig.store.setStatus(id, { status: 'running' });
    await seen();
    wants(true);
    later(29_000);
    await presence.run();
    expect(await status()).toBe('running');
    later(2_000);
    await presence.run();
    expect(await status()).toBe('waiting_desktop');
    const waiting = (await rig.store.task(id))?.waitingFor;
    expect(waiting).toMatchObject({ kind: 'desktop', since: '2030-01-01T10:00:00.000Z' });
    expect(waiting?.text).toMatch(/^Waiting for your computer \(away since \d\d:\d\d\)$/);
    await presence.run();
    await seen();
    await presence.run();
    expect(await status()).toBe('running');
    await presence.close();
    const changes = (await rig.store.events(id, 0, 100)).filter((event) => event.type === 'status_changed');
    expect(changes).toHaveLength(3);
  });

  it('away while nothing wants it, or while the task waits for a person: other work goes on', async () => {
    const presence = watch();
    await rig.store.setStatus(id, { status: 'running' });
    await presence.run();
    expect(await status()).toBe('running');
    wants(true);
    await rig.store.setStatus(id, { status: 'waiting_approval' });
    await presence.run();
    expect(await status()).toBe('waiting_approval');
    await presence.close();
  });

  it('that was never seen is away', async () => {
    const presence = watch();
    await rig.store.setStatus(id, { status: 'running' });
    wants(true);
    await presence.run();
    expect((await rig.store.task(id))?.waitingFor?.text).toContain('not seen yet');
    await presence.close();
  });
});
