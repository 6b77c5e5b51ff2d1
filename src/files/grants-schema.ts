// Tables of the grants in desktop.db: no server can widen what stands here.
import type { TableOwner } from '../ledger/desktop-db.ts';
import type { ChangeKind } from '../contract/asking.ts';
import type { Access } from '../contract/task.ts';

export interface GrantTables {
  /** One row per folder that was ever granted: the same folder has the same grant id in every task. */
  grants: { id: string; host_path: string; dev: string; ino: string; born_ns: string; created_at: string };
  task_folders: { task_id: string; grant_id: string; name: string; access: Access; created_at: string };
  /** Answers that hold to the end of a task. `scope` is always `task`. */
  standing: { scope: 'task'; task_id: string; tool: string; grant_id: string; kind: ChangeKind; created_at: string };
  /** Answers that hold for each run of a schedule. */
  schedule_allowed: { schedule_id: string; tool: string; grant_id: string; kind: ChangeKind; allowed_at: string };
  /** Answers that hold always. */
  always_allowed: { grant_id: string; kind: ChangeKind; allowed_at: string };
  /** What a task gets that is given no folders of its own. */
  standing_folders: { grant_id: string; access: Access; created_at: string };
}

export const GRANTS: TableOwner = {
  owner: 'grants',
  migrations: [
    {
      name: '0001-grants',
      async up(db) {
        await db.schema
          .createTable('grants')
          .addColumn('id', 'text', (c) => c.primaryKey())
          .addColumn('host_path', 'text', (c) => c.notNull())
          .addColumn('dev', 'text', (c) => c.notNull())
          .addColumn('ino', 'text', (c) => c.notNull())
          .addColumn('born_ns', 'text', (c) => c.notNull())
          .addColumn('created_at', 'text', (c) => c.notNull())
          .addUniqueConstraint('grants_folder', ['host_path', 'dev', 'ino'])
          .execute();
        await db.schema
          .createTable('task_folders')
          .addColumn('task_id', 'text', (c) => c.notNull())
          .addColumn('grant_id', 'text', (c) => c.notNull().references('grants.id'))
          .addColumn('name', 'text', (c) => c.notNull())
          .addColumn('access', 'text', (c) => c.notNull())
          .addColumn('created_at', 'text', (c) => c.notNull())
          .addPrimaryKeyConstraint('task_folders_key', ['task_id', 'grant_id'])
          .addUniqueConstraint('task_folders_name', ['task_id', 'name'])
          .execute();
        await db.schema
          .createTable('standing')
          .addColumn('scope', 'text', (c) => c.notNull())
          .addColumn('task_id', 'text', (c) => c.notNull())
          .addColumn('tool', 'text', (c) => c.notNull())
          .addColumn('grant_id', 'text', (c) => c.notNull().references('grants.id'))
          .addColumn('kind', 'text', (c) => c.notNull())
          .addColumn('created_at', 'text', (c) => c.notNull())
          .addPrimaryKeyConstraint('standing_key', ['scope', 'task_id', 'tool', 'grant_id'])
          .execute();
      },
    },
    {
      name: '0002-folder-list',
      async up(db) {
        await db.schema
          .createTable('always_allowed')
          .addColumn('grant_id', 'text', (c) => c.notNull().references('grants.id'))
          .addColumn('kind', 'text', (c) => c.notNull())
          .addColumn('allowed_at', 'text', (c) => c.notNull())
          .addPrimaryKeyConstraint('always_allowed_key', ['grant_id', 'kind'])
          .execute();
        await db.schema
          .createTable('standing_folders')
          .addColumn('grant_id', 'text', (c) => c.primaryKey().references('grants.id'))
          .addColumn('access', 'text', (c) => c.notNull())
          .addColumn('created_at', 'text', (c) => c.notNull())
          .execute();
      },
    },
    {
      name: '0003-schedule-allowed',
      async up(db) {
        await db.schema
          .createTable('schedule_allowed')
          .addColumn('schedule_id', 'text', (c) => c.notNull())
          .addColumn('tool', 'text', (c) => c.notNull())
          .addColumn('grant_id', 'text', (c) => c.notNull().references('grants.id'))
          .addColumn('kind', 'text', (c) => c.notNull())
          .addColumn('allowed_at', 'text', (c) => c.notNull())
          .addPrimaryKeyConstraint('schedule_allowed_key', ['schedule_id', 'tool', 'grant_id'])
          .execute();
      },
    },
  ],
};
