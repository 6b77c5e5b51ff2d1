// Idempotency-Keys: the reservation, the effect and the answer commit together, so a repeat finds all of it or nothing.
import { json, parsed } from './columns.ts';
import type { TaskStore } from './port.ts';
import type { Session, WriteSession } from './session.ts';

/** Long after any client has given up repeating. */
const KEPT_MS = 30 * 24 * 3_600_000;

export const idempotencyMethods = (session: Session): Pick<TaskStore, 'idempotent' | 'putIdempotent'> => ({
  idempotent: (key, bodyHash) => session.write((tx) => reserve(tx, key, bodyHash)),

  async putIdempotent(key, { status, body }) {
    await session.write((tx) =>
      tx.db
        .updateTable('idempotency')
        .set({ status, body: json(body ?? null) })
        .where('key', '=', key)
        .execute(),
    );
  },
});

async function reserve(
  tx: WriteSession,
  key: string,
  bodyHash: string,
): Promise<'fresh' | 'mismatch' | { status: number; body: unknown }> {
  const now = tx.now();
  const old = new Date(Date.parse(now) - KEPT_MS).toISOString();
  await tx.db.deleteFrom('idempotency').where('created_at', '<', old).execute();
  // In PostgreSQL this waits for a rival that holds the same key, and then sees its row.
  const reserved = await tx.db
    .insertInto('idempotency')
    .values({ key, body_hash: bodyHash, created_at: now, status: null, body: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst();
  if (reserved) return 'fresh';
  const row = await tx.db.selectFrom('idempotency').selectAll().where('key', '=', key).executeTakeFirst();
  if (!row) return 'fresh';
  if (row.body_hash !== bodyHash) return 'mismatch';
  // Reserved and never answered: its transaction ended without the answer, so the work is to be done.
  return row.status === null ? 'fresh' : { status: row.status, body: row.body === null ? null : parsed<unknown>(row.body) };
}
