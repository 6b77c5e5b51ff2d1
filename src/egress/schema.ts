// Table of the hosts that people allowed, in desktop.db: no server can widen what stands here.
import type { TableOwner } from '../ledger/desktop-db.ts';

export interface EgressTables {
  /** `used_by`: the call that an answer `once` was used for, as <step>/<index>. */
  reachable: {
    approval_id: string;
    task_id: string;
    host: string;
    port: number;
    scope: 'once' | 'task';
    used_by: string | null;
    created_at: string;
  };
}

export const EGRESS: TableOwner = {
  owner: 'egress',
  migrations: [
    {
      name: '0001-reachable',
      async up(db) {
        await db.schema
          .createTable('reachable')
          .addColumn('approval_id', 'text', (c) => c.notNull())
          .addColumn('task_id', 'text', (c) => c.notNull())
          .addColumn('host', 'text', (c) => c.notNull())
          .addColumn('port', 'integer', (c) => c.notNull())
          .addColumn('scope', 'text', (c) => c.notNull())
          .addColumn('used_by', 'text')
          .addColumn('created_at', 'text', (c) => c.notNull())
          .addPrimaryKeyConstraint('reachable_key', ['approval_id', 'host', 'port'])
          .execute();
        await db.schema.createIndex('reachable_task').on('reachable').column('task_id').execute();
      },
    },
  ],
};
