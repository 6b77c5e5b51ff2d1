// Which changes of a task can still be taken back.
import type { TaskStore } from '../store/port.ts';

/** Applied sets that undo would take back, and stuck ones, which may hold the only copy of a file. What undo itself applied does not count: deleting it only ends redo. */
export async function undoableSets(tx: Pick<TaskStore, 'changeSets'>, taskId: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await tx.changeSets(taskId, { limit: 200, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(
      ...page.items
        .filter((set) => set.state === 'stuck' || (set.state === 'applied' && set.undoable && set.undoOf === undefined))
        .map((set) => set.id),
    );
    if (page.next === undefined) return ids;
    cursor = page.next;
  }
}
