// What held tasks is mended: they look again, and hold again if it is not.
import type { WaitingFor } from '../contract/task.ts';
import type { TaskStore } from '../store/port.ts';

export async function releaseHeld(store: TaskStore, kind: WaitingFor['kind']): Promise<void> {
  await store.transaction(async (tx) => {
    for (const task of await tx.openTasks()) {
      if ((task.hold ?? task.waitingFor)?.kind !== kind) continue;
      await tx.patchTask(task.id, { hold: null });
      await tx.enqueue('nudge', task.id);
    }
    for (const id of await tx.unansweredThreads()) await tx.enqueueThread(id);
  });
}
