// The priority of a task, from the row to the model: who goes first when not all can.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startEngineRig, type EngineRig } from '../rig/engine-rig.ts';
import { inSteps } from '../rig/scripts.ts';
import { startTemporal, type TestTemporal } from '../rig/temporal.ts';
import { createLimiter } from '../../src/model/limiter.ts';

let temporal: TestTemporal;
let rig: EngineRig;
let wanting = 0;
const blocker = Promise.withResolvers<void>();
// Its clock stands still: how long a busy machine takes to bring the tasks to the model does not count.
const limiter = createLimiter({ mostAtOnce: 1, now: () => 0 });

beforeAll(async () => {
  temporal = await startTemporal();
  rig = await startEngineRig({
    address: temporal.address,
    limiter: {
      ...limiter,
      acquire(call) {
        wanting += 1;
        return limiter.acquire(call);
      },
    },
    scripts: {
      blocker: async () => {
        await blocker.promise;
        return { text: 'Done.' };
      },
      usual: inSteps({ text: 'Done.' }),
      second: inSteps({ text: 'Done.' }),
      first: inSteps({ text: 'Done.' }),
    },
  });
});
afterAll(async () => {
  blocker.resolve();
  await rig?.close();
  await temporal?.stop();
});

const untilWanting = async (n: number): Promise<void> => {
  while (wanting < n) await new Promise((resolve) => setTimeout(resolve, 10));
};

it('decides which task the model serves next', async () => {
  await rig.create({ script: 'blocker' });
  await untilWanting(1);
  const tasks = [
    await rig.create({ script: 'usual' }),
    await rig.create({ script: 'second', priority: 2 }),
    await rig.create({ script: 'first', priority: 1 }),
  ];
  await untilWanting(4);
  blocker.resolve();
  for (const { id } of tasks) await rig.until(id, 'completed');
  const served = rig.model.requests().map(({ script }) => script ?? '');
  expect([...new Set(served)]).toEqual(['blocker', 'first', 'second', 'usual']);
});
