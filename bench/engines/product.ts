// The product as a person starts it, with the timed model behind it.
import { setTimeout as sleep } from 'node:timers/promises';
import { type ProductRig, startProduct } from '../../test/rig/product-rig.ts';
import { isFinished } from '../../src/contract/task.ts';
import type { TimedModel } from '../timed-model.ts';
import type { Engine } from './engine.ts';

export interface ProductEngine extends Engine {
  readonly rig: ProductRig;
}

/** No budget ends a bench. */
export const NO_LIMIT = { maxUsd: 1_000_000, maxSteps: 1_000_000, maxMinutes: 1_000_000 };

export async function startProductEngine(
  model: TimedModel,
  prepare?: (rig: { home: string }) => Promise<void>,
): Promise<ProductEngine> {
  const rig = await startProduct({ scripts: {}, env: { ANTHROPIC_BASE_URL: model.url }, ...(prepare ? { prepare } : {}) });
  const close = async (): Promise<void> => {
    try {
      await rig.stop();
    } finally {
      await rig.remove();
    }
  };
  try {
    await rig.client.patchSettings({ dailyMaxUsd: NO_LIMIT.maxUsd, runningTasks: 100 });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    name: 'Durable Cowork',
    rig,
    [Symbol.asyncDispose]: close,
    async run(played, more = {}) {
      const { id } = await rig.client.createTask({ prompt: `Look around. [[script:${played.name}]]`, budget: NO_LIMIT, ...more });
      await played.finished(async () => JSON.stringify(await rig.client.task(id)));
      for (;;) {
        const { status, error } = await rig.client.task(id);
        if (status === 'completed') return;
        if (isFinished(status)) throw new Error(`${played.name} is ${status}: ${error}`);
        await sleep(20);
      }
    },
  };
}
