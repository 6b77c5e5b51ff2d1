// The transcripts of the tasks that work now, kept in memory: stored rows never change, so a step reads only what is new.
import type { MessageRow, TaskStore } from '../store/port.ts';

/** Tasks that work at the same time by default; a fifth one only costs reading its rows again. */
const KEPT = 4;

interface Kept {
  readonly rows: readonly MessageRow[];
  readonly made?: { readonly name: string; readonly value: object };
}

export interface Transcripts {
  /** All rows of the task, in order. Reads from the store only the steps that were not there the last time. */
  of(taskId: string): Promise<readonly MessageRow[]>;
  /** What was made of the rows before, under the same name; made anew under another one. Kept as long as the rows are. */
  once<T extends object>(taskId: string, name: string, make: () => T): T;
}

export function createTranscripts(store: Pick<TaskStore, 'transcript'>): Transcripts {
  /** Least recently used first. */
  const kept = new Map<string, Kept>();
  return {
    async of(taskId) {
      const before = kept.get(taskId);
      const known = before?.rows ?? [];
      // Question and answer of a step are stored together: a known step is known whole.
      const fresh = await store.transcript(taskId, (known.at(-1)?.step ?? -1) + 1);
      const rows = fresh.length === 0 ? known : [...known, ...fresh];
      kept.delete(taskId);
      kept.set(taskId, { ...before, rows });
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT) break;
        kept.delete(oldest);
      }
      return rows;
    },
    once<T extends object>(taskId: string, name: string, make: () => T): T {
      const of = kept.get(taskId);
      if (of?.made?.name === name) return of.made.value as T;
      const value = make();
      if (of) kept.set(taskId, { ...of, made: { name, value } });
      return value;
    },
  };
}
