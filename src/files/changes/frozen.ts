// A change set as the rest of the product sees it, and in words what became of it.
import type { Operation } from '../../contract/changes.ts';
import { isCoworkError } from '../../contract/errors.ts';
import type { FrozenSet } from '../port.ts';
import type { SetFate, SetRecord } from './model.ts';
import { keyOf, readPart, recordOf, type SetRow } from './records.ts';
import type { ChangesDb } from './schema.ts';

export async function frozenOf(db: ChangesDb, set: SetRecord): Promise<FrozenSet> {
  return frozenWith(set, await readPart(db, set.id, 'operation'));
}

export function frozenWith(set: SetRecord, operations: readonly Operation[]): FrozenSet {
  const { summary, irreversible, facts, internal } = set.head;
  const { leftOut = [], counts = set.head.counts } = set.state === 'applied' || set.state === 'undone' ? set.fate : {};
  return {
    id: set.id,
    key: set.key,
    tool: set.tool,
    summary,
    counts,
    irreversible,
    operations,
    leftOut,
    facts,
    internal,
    state: set.state,
    ...(set.isUndo && set.rootId !== undefined ? { undoOf: set.rootId } : {}),
    createdAt: set.createdAt,
    ...(set.head.said === undefined ? {} : { said: set.head.said }),
    ...(set.state === 'failed' || set.state === 'stuck' ? { reason: failureWords(set.fate, set.state).detail } : {}),
  };
}

export function failureWords(fate: SetFate, state: 'failed' | 'stuck'): { code: string; detail: string } {
  const { code, detail } = fate.failure ?? { code: 'internal', detail: 'it could not be applied' };
  const gone = fate.gone?.length ? `. Somebody else took away: ${fate.gone.join(', ')}` : '';
  if (state === 'failed') return { code, detail: detail + gone };
  if (!fate.stuck?.length) return { code: 'stuck', detail };
  const inTheWay = fate.stuck.slice(0, 10).map(({ path, reason }) => `${path}: ${reason}`);
  return { code: 'stuck', detail: `${detail}${gone}. It could not be taken back everywhere: ${inTheWay.join('; ')}` };
}

/** For showing, also a set whose record cannot be read: then only what its row says. Nothing may act on what this answers. */
export async function shownSet(db: ChangesDb, row: SetRow | undefined): Promise<FrozenSet | undefined> {
  try {
    return row && (await frozenOf(db, recordOf(row)));
  } catch (error) {
    // The database itself.
    if (isCoworkError(error)) throw error;
    return row && unreadable(row);
  }
}

function unreadable(row: SetRow): FrozenSet {
  const none = { folders: [], deletes: [], replaces: [], shrinks: [], leaves: [], dotfiles: [], executables: [] };
  return {
    ...{ id: row.id, key: keyOf(row), tool: row.tool, state: row.state, createdAt: row.created_at },
    summary: 'A change whose record is damaged',
    counts: { create: 0, replace: 0, move: 0, delete: 0, other: 0 },
    facts: { ...none, operations: 0, fresh: [], irreversible: [] },
    ...{ irreversible: [], operations: [], leftOut: [], internal: false },
    ...(row.root_id === null ? {} : { undoOf: row.root_id }),
    ...(row.state === 'stuck' ? { reason: 'its record is damaged; its files are kept as they are' } : {}),
  };
}
