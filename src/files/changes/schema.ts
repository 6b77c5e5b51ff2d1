// The tables of change sets in desktop.db. Forward-only; big lists are kept as chunks of JSON, because a set is read as a whole.
import { type Generated, type Kysely, sql, type Transaction } from 'kysely';
import type { TableOwner } from '../../ledger/desktop-db.ts';
import type { LedgerTables } from '../../ledger/schema.ts';

/** What people see; `phase` below is how far the journal is. */
export type SetState = 'proposed' | 'applied' | 'rejected' | 'conflict' | 'failed' | 'stuck' | 'undone';

/**
 * `staged`: nothing of the user's is touched; leaving it needs only the room's removal.
 * `forward`: decided; every hop is to be done. `back`: decided otherwise; every hop is to be taken back.
 * `done`: over, whichever way. A crash in `forward` or `back` is continued by recovery.
 */
export type Phase = 'staged' | 'forward' | 'back' | 'done';

export interface ChangeTables {
  change_sets: {
    /** Order of freezing, machine-wide. */
    n: Generated<number>;
    id: string;
    task_id: string;
    step: number;
    call_index: number;
    tool: string;
    /** 1 for undo and redo sets: they belong to a request, not to a tool call. */
    is_undo: number;
    state: SetState;
    phase: Phase;
    /** SetHead as JSON. */
    head: string;
    /** JSON of what was decided and came out so far (SetFate). */
    fate: string;
    /** The set of a tool call that this undo or redo set works on. */
    root_id: string | null;
    /** `<requestId>/<rootId>`: the same request makes the same set once. */
    undo_key: string | null;
    approval_id: string | null;
    /** Order of applying, machine-wide; the newest is undone first. */
    applied_n: number | null;
    applied_at: string | null;
    created_at: string;
    /** Bytes of kept content, for pruning. */
    kept_bytes: number;
    /** 1 when nothing is kept any more. */
    pruned: number;
  };
  /** Operations, changes, things, folders and hops of a set, in chunks. */
  change_parts: { set_id: string; part: string; n: number; body: string };
  /** Every hidden store that was ever made, so that leftovers are found. */
  change_stores: { path: string; dev: string; ino: string };
  change_outputs: {
    id: string;
    task_id: string;
    set_id: string;
    path: string;
    version: number;
    /** Output as JSON. */
    body: string;
  };
  undo_requests: { id: string; task_id: string; n: number; body: string };
}

export type ChangesDb = Kysely<ChangeTables & LedgerTables>;
export type ChangesTrx = Transaction<ChangeTables & LedgerTables>;

/** For openLedger's `owners`. */
export const CHANGES: TableOwner = {
  owner: 'changes',
  migrations: [
    {
      name: '0001-change-sets',
      async up(db) {
        await sql`create table change_sets (
          n integer primary key autoincrement, id text not null unique, task_id text not null, step integer not null,
          call_index integer not null, tool text not null, is_undo integer not null, state text not null, phase text not null,
          head text not null, fate text not null, root_id text, undo_key text unique, approval_id text, applied_n integer,
          applied_at text, created_at text not null, kept_bytes integer not null, pruned integer not null)`.execute(db);
        await sql`create index change_sets_call on change_sets (task_id, step, call_index)`.execute(db);
        await sql`create index change_sets_open on change_sets (phase) where phase <> 'done'`.execute(db);
        await sql`create index change_sets_root on change_sets (root_id)`.execute(db);
        await sql`create table change_parts (
          set_id text not null, part text not null, n integer not null, body text not null,
          primary key (set_id, part, n)) without rowid`.execute(db);
        await sql`create table change_stores (path text primary key, dev text not null, ino text not null)`.execute(db);
        await sql`create table change_outputs (
          id text primary key, task_id text not null, set_id text not null, path text not null, version integer not null,
          body text not null)`.execute(db);
        await sql`create index change_outputs_set on change_outputs (set_id)`.execute(db);
        await sql`create index change_outputs_path on change_outputs (task_id, path)`.execute(db);
        await sql`create table undo_requests (
          id text primary key, task_id text not null, n integer not null, body text not null)`.execute(db);
      },
    },
  ],
};
