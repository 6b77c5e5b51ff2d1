// Idempotency-Key: the key, the effect and the answer are one transaction, so a retry after a lost answer finds all or nothing.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { CoworkError } from '../contract/errors.ts';
import type { TaskStore } from '../store/port.ts';

export interface Answer {
  readonly status: number;
  /** JSON; undefined for an answer without a body. */
  readonly body?: unknown;
}

/** What makes two calls the same: method, path and body (by value, not by spelling). */
export function hashOf(method: string, path: string, body: unknown): string {
  const text = typeof body === 'string' ? body : (canonicalize(body ?? null) ?? '');
  return createHash('sha256').update(`${method} ${path}\n${text}`).digest('hex');
}

/** Runs `work` unless the key has an answer. Without a key it simply runs. A thrown error takes the reservation back. */
export async function once(
  store: TaskStore,
  same: { key: string | undefined; hash: string },
  work: (tx: TaskStore) => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> {
  return store.transaction(async (tx) => {
    const { key } = same;
    if (key === undefined) return { ...(await work(tx)), replayed: false };
    const before = await lookUp(tx, key, same.hash);
    if (before) return { ...before, replayed: true };
    const answer = await work(tx);
    await tx.putIdempotent(key, { status: answer.status, body: answer.body ?? null });
    return { ...answer, replayed: false };
  });
}

/**
 * The answer that a key already has. Asked before a handler looks at the world: a repeat must get its first answer even if, say,
 * the folder that it named is gone by now.
 */
export async function answeredBefore(store: TaskStore, key: string, hash: string): Promise<Answer | undefined> {
  let found: Answer | undefined;
  const nothingNew = new Error('look only');
  try {
    await store.transaction(async (tx) => {
      found = await lookUp(tx, key, hash);
      // Taken back on purpose: looking must not reserve.
      if (!found) throw nothingNew;
    });
  } catch (error) {
    if (error !== nothingNew) throw error;
  }
  return found;
}

async function lookUp(tx: TaskStore, key: string, hash: string): Promise<Answer | undefined> {
  const found = await tx.idempotent(key, hash);
  if (found === 'fresh') return undefined;
  if (found === 'mismatch')
    throw new CoworkError(
      'idempotency_mismatch',
      'This Idempotency-Key came with another call or body before. Nothing was done; use a new key.',
    );
  return { status: found.status, ...(found.body === null ? {} : { body: found.body }) };
}
