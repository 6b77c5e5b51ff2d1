// A thread by the id in a path, and as GET /threads shows it.
import { CoworkError } from '../contract/errors.ts';
import type { Thread } from '../contract/threads.ts';
import type { TaskStore } from '../store/port.ts';
import type { ThreadRow } from '../store/thread-port.ts';

/** @throws CoworkError not_found */
export async function threadOr404(store: Pick<TaskStore, 'thread'>, id: string | undefined): Promise<ThreadRow> {
  const row = id === undefined ? undefined : await store.thread(id);
  if (!row) throw new CoworkError('not_found', `There is no thread ${id}.`);
  return row;
}

export const threadView = (row: ThreadRow): Thread => ({
  id: row.id,
  title: row.title,
  status: row.status,
  ...(row.waitingFor ? { waitingFor: row.waitingFor } : {}),
  ...(row.folders ? { folders: [...row.folders] } : {}),
  mode: row.mode,
  ...(row.model === undefined ? {} : { model: row.model }),
  budget: row.budget,
  usage: { inputTokens: row.inputTokens, outputTokens: row.outputTokens, usd: row.usd, steps: row.calls },
  archived: row.archived,
  lastSeq: row.lastSeq,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});
