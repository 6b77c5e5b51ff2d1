// Two stores over one new database for each test, as two processes would hold them.
import { afterEach, beforeEach } from '@jest/globals';
import type { TaskStore } from '../../../src/store/port.ts';
import type { MakeDatabase, TestDatabase } from './database.ts';

export interface Stores {
  readonly db: TestDatabase;
  readonly store: TaskStore;
  /** Opened when first asked for. */
  other(): Promise<TaskStore>;
}

/** Call inside describe; the members are those of the running test. */
export function eachWithStores(make: MakeDatabase): Stores {
  let db: TestDatabase;
  let store: TaskStore;
  let other: Promise<TaskStore> | undefined;
  beforeEach(async () => {
    db = await make();
    store = await db.open();
    other = undefined;
  });
  afterEach(() => db.remove());
  return {
    get db() {
      return db;
    },
    get store() {
      return store;
    },
    other: () => (other ??= db.open()),
  };
}
