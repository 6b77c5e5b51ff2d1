// Notices that a key was set or changed while tasks wait for one, wherever that was done, and lets them go on.
import type { TaskStore } from '../store/port.ts';

export interface KeyWatch {
  /** One look: when the key is another one than at the look before, tasks that were held for want of a good key look again. */
  look(): Promise<void>;
}

export function createKeyWatch(deps: { store: TaskStore; key: () => Promise<string | undefined> }): KeyWatch {
  let known: { key: string | undefined } | undefined;
  return {
    async look() {
      const key = await deps.key();
      // The first look too: the key may have been set while the product was stopped. A bad one holds them again.
      const changed = known?.key !== key;
      known = { key };
      if (changed && key !== undefined) await letGoOn(deps.store);
    },
  };
}

async function letGoOn(store: TaskStore): Promise<void> {
  await store.transaction(async (tx) => {
    for (const task of await tx.openTasks()) {
      if (task.hold?.kind !== 'credentials') continue;
      await tx.patchTask(task.id, { hold: null });
      await tx.enqueue('nudge', task.id);
    }
    for (const id of await tx.unansweredThreads()) await tx.enqueueThread(id);
  });
}
