// Opens the effect ledger: takes the writer lock, raises the epoch, and keeps claims and receipts until it is closed.
import type { ExpressionBuilder, Kysely, Transaction } from 'kysely';
import type { CrashPoints } from '../contract/crash-points.ts';
import { CoworkError } from '../contract/errors.ts';
import { type CallKey, callKeyText, newId } from '../contract/ids.ts';
import type { ToolResult } from '../contract/tool-result.ts';
import { openDesktopDb, type TableOwner } from './desktop-db.ts';
import type { Claim, Ledger } from './port.ts';
import { LEDGER, type LedgerTables } from './schema.ts';
import { takeWriterLock } from './writer-lock.ts';

export interface OpenLedger extends Ledger {
  /** desktop.db for the other owners of tables in it: `db.withTables<MyTables>()`. */
  readonly db: Kysely<LedgerTables>;
  /**
   * Stores the receipt in the caller's transaction, so that state and receipt commit together; returns the one that is stored. A
   * claim of an earlier epoch is taken over (its process is dead, the caller knows the outcome from its journal); a call that was never
   * claimed is receipted all the same. @throws CoworkError internal when a later epoch has claimed it: this process is a ghost.
   */
  receiptIn<T extends LedgerTables>(trx: Transaction<T>, key: CallKey, result: ToolResult): Promise<ToolResult>;
}

/**
 * `file` is desktop.db, `lockFile` the lock.db beside it. `owners` are the other owners of tables in it.
 * @throws CoworkError locked (says who), database_newer, database_corrupt, disk_full …
 */
export async function openLedger(of: {
  file: string;
  lockFile: string;
  owners?: readonly TableOwner[];
  /** Tells this process from a later one with the same pid; for the refusal's text. */
  startTime?: string;
  crash?: CrashPoints;
}): Promise<OpenLedger> {
  const startTime = of.startTime ?? new Date(Date.now() - process.uptime() * 1000).toISOString();
  const lock = takeWriterLock(of.lockFile, startTime);
  try {
    const opened = await openDesktopDb<LedgerTables>(of.file, [LEDGER, ...(of.owners ?? [])], of.crash);
    const db = opened.kysely;
    const epoch = await raiseEpoch(db);
    return {
      ...ledgerOn(db, epoch),
      db,
      async close() {
        await opened.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function raiseEpoch(db: Kysely<LedgerTables>): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const row = await trx.selectFrom('ledger_meta').select('value').where('name', '=', 'epoch').executeTakeFirst();
    const epoch = Number(row?.value ?? 0) + 1;
    await trx
      .replaceInto('ledger_meta')
      .values({ name: 'epoch', value: String(epoch) })
      .execute();
    return epoch;
  });
}

function ledgerOn(db: Kysely<LedgerTables>, epoch: number): Omit<OpenLedger, 'db' | 'close'> {
  return {
    epoch,
    claim: (key, tool) => db.transaction().execute((trx) => claimIn(trx, { key, tool, epoch })),

    async note(key, detail) {
      await db.transaction().execute(async (trx) => {
        const row = await rowOf(trx, key);
        if (!row || row.epoch !== epoch || row.receipt !== null) throw ghost(key);
        const merged = JSON.stringify({ ...(JSON.parse(row.detail) as object), ...detail });
        await trx.updateTable('claims').set({ detail: merged }).where(at(key)).execute();
      });
    },

    async forgive(key) {
      await db.updateTable('claims').set({ crashes: 0 }).where(at(key)).execute();
    },

    receipt: (key, result) =>
      db.transaction().execute(async (trx) => {
        const row = await rowOf(trx, key);
        if (row && row.receipt !== null) return parsed(row.receipt);
        if (!row || row.epoch !== epoch) throw ghost(key);
        return store(trx, key, result);
      }),

    async receiptIn(of, key, result) {
      const trx = of as unknown as Transaction<LedgerTables>;
      const row = await rowOf(trx, key);
      if (row && row.receipt !== null) return parsed(row.receipt);
      if (row && row.epoch > epoch) throw ghost(key);
      if (!row) await insertClaim(trx, { key, tool: '', epoch });
      return store(trx, key, result);
    },

    async receiptOf(key) {
      const row = await rowOf(db, key);
      return row && row.receipt !== null ? parsed(row.receipt) : undefined;
    },

    machineId: () =>
      db.transaction().execute(async (trx) => {
        await trx
          .insertInto('ledger_meta')
          .values({ name: 'machine_id', value: newId('m') })
          .onConflict((c) => c.doNothing())
          .execute();
        const row = await trx
          .selectFrom('ledger_meta')
          .select('value')
          .where('name', '=', 'machine_id')
          .executeTakeFirstOrThrow();
        return row.value;
      }),

    async forget(taskId) {
      await db.deleteFrom('claims').where('task_id', '=', taskId).execute();
    },
  };
}

async function claimIn(trx: Transaction<LedgerTables>, of: { key: CallKey; tool: string; epoch: number }): Promise<Claim> {
  const { key, epoch } = of;
  const row = await rowOf(trx, key);
  if (!row) {
    await insertClaim(trx, of);
    return { kind: 'fresh' };
  }
  if (row.receipt !== null) return { kind: 'receipt', result: parsed(row.receipt) };
  if (row.epoch > epoch) throw ghost(key);
  const crashes = row.crashes + (row.epoch < epoch ? 1 : 0);
  if (row.epoch < epoch) await trx.updateTable('claims').set({ epoch, crashes }).where(at(key)).execute();
  return { kind: 'begun', crashes, detail: JSON.parse(row.detail) as Record<string, unknown> };
}

async function insertClaim(trx: Transaction<LedgerTables>, of: { key: CallKey; tool: string; epoch: number }): Promise<void> {
  const { key, tool, epoch } = of;
  await trx
    .insertInto('claims')
    .values({
      task_id: key.taskId,
      step: key.step,
      call_index: key.index,
      tool,
      epoch,
      crashes: 0,
      detail: '{}',
      claimed_at: new Date().toISOString(),
      receipt: null,
      receipted_at: null,
    })
    .execute();
}

async function store(trx: Transaction<LedgerTables>, key: CallKey, result: ToolResult): Promise<ToolResult> {
  await trx
    .updateTable('claims')
    .set({ receipt: JSON.stringify(result), receipted_at: new Date().toISOString() })
    .where(at(key))
    .execute();
  return result;
}

const rowOf = (db: Kysely<LedgerTables>, key: CallKey) => db.selectFrom('claims').selectAll().where(at(key)).executeTakeFirst();

const at = (key: CallKey) => (eb: ExpressionBuilder<LedgerTables, 'claims'>) =>
  eb.and({ task_id: key.taskId, step: key.step, call_index: key.index });

/** As it was stored, byte for byte: no schema may drop a member that a later version wrote. */
const parsed = (receipt: string): ToolResult => JSON.parse(receipt) as ToolResult;

const ghost = (key: CallKey): CoworkError =>
  new CoworkError(
    'internal',
    `the call ${callKeyText(key)} is claimed by another run of this program; this one may not finish it`,
  );
