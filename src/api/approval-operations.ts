// All operations that an approval asks about, beyond the page in its preview.
import { type Approval, type Operation, underSet } from '../contract/changes.ts';
import type { TaskStore } from '../store/port.ts';

const PAGE = 1000;

/** By the id under which the question shows them: where several sets share it, `<set>:<operation>`. */
export async function operationsOf(store: Pick<TaskStore, 'operations'>, approval: Approval): Promise<Map<string, Operation>> {
  const all = new Map(approval.preview.operations.map((operation) => [operation.id, operation]));
  const shared = approval.changeSetIds.length > 1;
  for (const setId of approval.changeSetIds) {
    for (let cursor: string | undefined; ;) {
      const page = await store.operations(setId, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
      for (const operation of page.items.map((one) => (shared ? underSet(setId, one) : one))) all.set(operation.id, operation);
      if (page.next === undefined) break;
      cursor = page.next;
    }
  }
  return all;
}
