// Tables of the ledger in desktop.db.
import type { TableOwner } from './desktop-db.ts';

export interface LedgerTables {
  ledger_meta: { name: string; value: string };
  claims: {
    task_id: string;
    step: number;
    call_index: number;
    tool: string;
    /** The incarnation that claimed it last. */
    epoch: number;
    /** How often a process ended between claim and receipt. */
    crashes: number;
    /** JSON, what `note` remembered. */
    detail: string;
    claimed_at: string;
    /** JSON of the ToolResult; null until the effect is known to be done. */
    receipt: string | null;
    receipted_at: string | null;
  };
}

export const LEDGER: TableOwner = {
  owner: 'ledger',
  migrations: [
    {
      name: '0001-claims-and-receipts',
      async up(db) {
        await db.schema
          .createTable('ledger_meta')
          .addColumn('name', 'text', (c) => c.primaryKey())
          .addColumn('value', 'text', (c) => c.notNull())
          .execute();
        await db.schema
          .createTable('claims')
          .addColumn('task_id', 'text', (c) => c.notNull())
          .addColumn('step', 'integer', (c) => c.notNull())
          .addColumn('call_index', 'integer', (c) => c.notNull())
          .addColumn('tool', 'text', (c) => c.notNull())
          .addColumn('epoch', 'integer', (c) => c.notNull())
          .addColumn('crashes', 'integer', (c) => c.notNull().defaultTo(0))
          .addColumn('detail', 'text', (c) => c.notNull().defaultTo('{}'))
          .addColumn('claimed_at', 'text', (c) => c.notNull())
          .addColumn('receipt', 'text')
          .addColumn('receipted_at', 'text')
          .addPrimaryKeyConstraint('claims_key', ['task_id', 'step', 'call_index'])
          .execute();
      },
    },
  ],
};
