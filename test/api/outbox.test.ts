// The outbox: what a row asks for is sent, as soon as it can be, however often the engine or the api dies in between.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createOutbox } from '../../src/api/outbox.ts';
import { NO_CRASH } from '../../src/contract/crash-points.ts';
import { openRig, type Rig, until } from './rig.ts';
import { createTask, upTo } from '../store/contract/database.ts';

let rig: Rig;
let id: string;
beforeEach(async () => {
  rig = await openRig();
  rig.engine.up = false;
  id = (await createTask(rig.store)).id;
  await rig.outbox.drain();
});
afterEach(() => rig.close());

const back = async (): Promise<void> => {
  rig.engine.up = true;
  await rig.outbox.drain();
};

describe('the outbox', () => {
  it('keeps everything while the engine is down, and sends it in order when it is back', async () => {
    await rig.store.enqueue('nudge', id);
    expect(await rig.store.outbox(9)).toHaveLength(2);
    await back();
    expect(rig.engine.calls).toEqual([`start ${id}`, `nudge ${id}`]);
    expect(rig.engine.runs.get(id)?.nudges).toBe(1);
    expect(await rig.store.outbox(9)).toEqual([]);
  });

  it('tries again by itself', async () => {
    const own = createOutbox({
      now: () => new Date(),
      store: rig.workerStore,
      engine: rig.engine,
      crash: NO_CRASH,
      log: silent,
      everyMs: 20,
    });
    rig.engine.up = true;
    await until(() => rig.engine.runs.has(id));
    await own.close();
  });

  it('sends what a dead api left', async () => {
    await rig.outbox.close();
    rig.engine.up = true;
    const next = createOutbox({ now: () => new Date(), store: rig.store, engine: rig.engine, crash: NO_CRASH, log: silent });
    await until(() => rig.engine.runs.has(id));
    await next.close();
  });

  it('starts nothing for a task that ended or was deleted meanwhile', async () => {
    await rig.store.finishTask(id, { status: 'cancelled' });
    const other = await createTask(rig.store);
    await rig.store.enqueue('nudge', id);
    await rig.store.deleteTask(other.id);
    await back();
    expect([...rig.engine.runs.keys()]).toEqual([]);
    expect(await rig.store.outbox(9)).toEqual([]);
  });

  it('starts again what is nudged and gone, if it is still to be done', async () => {
    await back();
    rig.engine.lose();
    await rig.store.enqueue('nudge', id);
    await until(() => rig.engine.runs.has(id));
  });

  it('ends and removes what it is told to, also when there is nothing', async () => {
    await back();
    await rig.store.enqueue('terminate', id);
    await rig.store.enqueue('delete', id);
    await rig.store.enqueue('terminate', 't-never');
    await rig.outbox.drain();
    expect(rig.engine.runs.has(id)).toBe(false);
    expect(rig.engine.calls.slice(-3).toSorted()).toEqual([`remove ${id}`, 'terminate t-never', `terminate ${id}`].toSorted());
  });

  it('an order that the engine refuses holds up no other', async () => {
    const start = rig.engine.start.bind(rig.engine);
    // More of them than are sent at once.
    const refused = [id];
    for (const _ of upTo(20)) refused.push((await createTask(rig.store)).id);
    rig.engine.start = async (taskId, priority) => {
      if (refused.includes(taskId)) throw new Error('refused');
      await start(taskId, priority);
    };
    const other = await createTask(rig.store);
    await back();
    expect(rig.engine.runs.has(other.id)).toBe(true);
    expect((await rig.store.outbox(99)).map((order) => ('taskId' in order ? order.taskId : ''))).toEqual(refused);
    rig.engine.start = start;
    await rig.outbox.drain();
    expect(rig.engine.runs.has(id)).toBe(true);
  });

  it('a nudge that is written while one is being sent is not lost', async () => {
    await back();
    const nudge = rig.engine.nudge.bind(rig.engine);
    let slow = Promise.withResolvers<void>();
    let sending = 0;
    rig.engine.nudge = async (taskId) => {
      sending += 1;
      await slow.promise;
      return nudge(taskId);
    };
    await rig.store.enqueue('nudge', id);
    await until(() => sending === 1);
    await rig.store.enqueue('nudge', id);
    slow.resolve();
    slow = Promise.withResolvers<void>();
    slow.resolve();
    await until(() => rig.engine.runs.get(id)?.nudges === 2);
  });

  it('sends for hundreds of tasks', async () => {
    const ids = [];
    for (const _ of upTo(450)) ids.push((await createTask(rig.store)).id);
    await back();
    expect(ids.filter((taskId) => !rig.engine.runs.has(taskId))).toEqual([]);
    expect(await rig.store.outbox(9)).toEqual([]);
  });
});

const silent = { info() {}, warn() {}, error() {} };
