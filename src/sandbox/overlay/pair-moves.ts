// From one granted folder to another, and after a rewrite, a command's move shows as a deletion and a new file. Where the bytes say that it
// was a move, it becomes one again: the user is asked about a move, and the file keeps all that a copy would lose.
import type { DraftOp, RemovedFiles } from '../../files/port.ts';

type Put = Extract<DraftOp, { op: 'put' }>;

/** `draft`: of all folders of one command. Only what can be meant in one way is paired. */
export async function pairMoves(draft: readonly DraftOp[], removed: RemovedFiles): Promise<DraftOp[]> {
  const puts = draft.filter((op) => op.op === 'put');
  const goners = puts.length === 0 ? [] : await gonersOf(draft, { puts, removed });
  const pairs = new Map<Put, string>();
  const free = (): { puts: Put[]; goners: Goner[] } => {
    const used = new Set(pairs.values());
    return { puts: puts.filter((put) => !pairs.has(put)), goners: goners.filter(({ path }) => !used.has(path)) };
  };
  for (const keyOf of [(sha256: string, path: string) => `${sha256} ${nameOf(path)}`, (sha256: string) => sha256]) {
    const left = free();
    const byKey = Map.groupBy(left.goners, ({ sha256, path }) => keyOf(sha256, path));
    for (const [key, alike] of Map.groupBy(left.puts, ({ sha256, path }) => keyOf(sha256, path))) {
      const candidates = byKey.get(key) ?? [];
      if (alike.length === 1 && candidates.length === 1) pairs.set(alike[0]!, candidates[0]!.path);
    }
  }
  const moved = new Set(pairs.values());
  return draft
    .filter((op) => !(op.op === 'delete' && moved.has(op.path)))
    .map((op) => {
      const from = op.op === 'put' ? pairs.get(op) : undefined;
      return from === undefined ? op : moveOf(op as Put, from);
    });
}

interface Goner {
  readonly path: string;
  readonly sha256: string;
}

/** Files that go, may be one of the new ones, and are not moved already. */
async function gonersOf(draft: readonly DraftOp[], of: { puts: readonly Put[]; removed: RemovedFiles }): Promise<Goner[]> {
  const sizes = new Set(of.puts.map(({ bytes }) => bytes));
  const moved = new Set(draft.flatMap((op) => (op.op === 'move' ? [op.from] : [])));
  const staysIn = (top: string, path: string): boolean => {
    for (let cut = path.length; cut > top.length; cut = path.lastIndexOf('/', cut - 1))
      if (moved.has(path.slice(0, cut))) return false;
    return true;
  };
  const goners: Goner[] = [];
  for (const op of draft) {
    if (op.op !== 'delete') continue;
    for (const { path, bytes } of await of.removed.filesAt(op.path))
      if (sizes.has(bytes) && staysIn(op.path, path)) goners.push({ path, sha256: await of.removed.hashOf(path) });
  }
  return goners;
}

/** `replace`: the new file may be in the place of one that stays. */
const moveOf = ({ path, mode, mtimeNs }: Put, from: string): DraftOp => ({
  op: 'move',
  from,
  to: path,
  replace: true,
  ...(mode === undefined ? {} : { mode }),
  ...(mtimeNs === undefined ? {} : { mtimeNs }),
});

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
