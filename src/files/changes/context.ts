// What every part of change sets works with.
import { basename } from 'node:path';
import type { Transaction } from 'kysely';
import type { LedgerTables } from '../../ledger/schema.ts';
import type { CallKey } from '../../contract/ids.ts';
import type { ToolResult } from '../../contract/tool-result.ts';
import type { Places } from '../places.ts';
import type { Sensitive } from '../sensitive.ts';
import type { Ballast } from './ballast.ts';
import type { Faults } from './faults.ts';
import type { Plan } from './model.ts';
import type { RootLocks } from './root-locks.ts';
import { STORE } from './rooms.ts';
import type { ChangesDb } from './schema.ts';

export interface Context {
  readonly db: ChangesDb;
  readonly ledger: {
    receiptIn<T extends LedgerTables>(trx: Transaction<T>, key: CallKey, result: ToolResult): Promise<ToolResult>;
    receiptOf(key: CallKey): Promise<ToolResult | undefined>;
  };
  readonly places: Places;
  readonly sensitive: Pick<Sensitive, 'below'>;
  readonly home: string;
  readonly deliverRoot: (taskId: string) => Promise<string>;
  readonly now: () => Date;
  readonly faults: Faults;
  /** The plan of the set frozen last, as long as memory is not wanted elsewhere: most sets are applied in the next moment. */
  readonly latest: { id?: string; plan?: WeakRef<Plan> };
  readonly locks: RootLocks;
  readonly ballast: Ballast;
}

export interface KeptStore {
  readonly path: string;
  readonly dev: string;
  readonly ino: string;
}

/** Part that says: this set has, or had, a room in a folder of the user's. Outlives the set, whose disk may be away when it is deleted. */
export const ROOM = 'room';

/**
 * Remembers a store, and whose room comes into it, before anything is put there; before that it sees by `settle` that the store's name is
 * on the disk to stay. Other installations, also on other machines, may keep theirs in the same store of a disk, so only rooms that are
 * known to be ours are ever swept.
 */
export async function registerStore(db: ChangesDb, store: KeptStore, of: { setId: string; settle: () => void }): Promise<void> {
  if (basename(store.path) === STORE)
    await db
      .insertInto('change_parts')
      .values({ set_id: of.setId, part: ROOM, n: 0, body: '[]' })
      .onConflict((c) => c.doNothing())
      .execute();
  const known = await db.selectFrom('change_stores').selectAll().where('path', '=', store.path).executeTakeFirst();
  if (known?.dev === store.dev && known.ino === store.ino) return;
  of.settle();
  await db
    .insertInto('change_stores')
    .values(store)
    .onConflict((c) => c.column('path').doUpdateSet({ dev: store.dev, ino: store.ino }))
    .execute();
}
