// What every part of change sets works with.
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

/** Remembers a store before anything is put into it. */
export async function registerStore(db: ChangesDb, store: { path: string; dev: string; ino: string }): Promise<void> {
  const known = await db.selectFrom('change_stores').selectAll().where('path', '=', store.path).executeTakeFirst();
  if (known?.dev === store.dev && known.ino === store.ino) return;
  await db
    .insertInto('change_stores')
    .values(store)
    .onConflict((c) => c.column('path').doUpdateSet({ dev: store.dev, ino: store.ino }))
    .execute();
}
