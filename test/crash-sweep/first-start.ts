// The first start of a new home, struck while its databases are made. Afterwards the product does a small task.
import type { Case, Outcome } from './case.ts';
import { type InstanceOptions, openInstance } from './instance.ts';
import { live, outcomeOf } from './life.ts';
import { strike } from './strike.ts';

export async function firstStart(one: Case, options: InstanceOptions): Promise<Outcome> {
  const instance = await openInstance({ ...options, unstarted: true });
  try {
    const current = strike(instance, one, { taskId: () => undefined, onRestart: () => undefined });
    const started = instance.rig.restart();
    // A start that is killed itself does not get ready; the strike starts it again.
    if (one.victim === 'all') await started.catch(() => undefined);
    else await started;
    const outcome = await outcomeOf(one, current, {});
    await instance.rig.untilReady();
    await live(instance, { mode: 'act', rounds: [undefined], after: [] }, { id: 'first', report: () => undefined });
    await instance.close();
    return outcome;
  } finally {
    await instance.remove();
  }
}
