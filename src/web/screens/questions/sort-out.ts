// What a question is about, in the order of harm: irreversible, in conflict, deleted, replaced, then the rest, moves by folder.
import type { Operation, Preview } from '../../../contract/changes.ts';

export type BlockName = 'irreversible' | 'conflicts' | 'hosts' | 'deletes' | 'replaces' | 'creates' | 'moves' | 'others';

export type Row =
  | { readonly kind: 'block'; readonly key: string; readonly block: BlockName; readonly ids: readonly string[] }
  | { readonly kind: 'group'; readonly key: string; readonly from: string; readonly to: string; readonly ids: readonly string[] }
  | { readonly kind: 'operation'; readonly key: string; readonly operation: Operation; readonly name: string }
  /** Something that cannot be undone and is no operation of its own. */
  | { readonly kind: 'path'; readonly key: string; readonly path: string };

/** "/folders/Downloads/a/b" as people know it: "Downloads/a/b". */
export const shown = (path: string): string => path.replace(/^\/folders\//, '');
export const target = ({ to, from }: Operation): string => to ?? from ?? '';
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const idsOf = (operations: readonly Operation[]): string[] => operations.map(({ id }) => id);

const ORDER: readonly BlockName[] = ['irreversible', 'conflicts', 'hosts', 'deletes', 'replaces', 'creates', 'moves', 'others'];

function blockOf(operation: Operation): BlockName {
  if (operation.irreversible) return 'irreversible';
  if (operation.conflict !== undefined) return 'conflicts';
  switch (operation.op) {
    case 'connect':
      return 'hosts';
    case 'delete':
    case 'rmdir':
      return 'deletes';
    case 'replace':
      return 'replaces';
    case 'create':
    case 'restore':
      return 'creates';
    case 'move':
      return 'moves';
    case 'mkdir':
    case 'attributes':
      return 'others';
  }
}

/** Words of a filter: all must be in one of the two names. */
export const matches = ({ from = '', to = '' }: Operation, words: string): boolean => {
  const both = `${from}\n${to}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => both.includes(word));
};

export function rowsOf(operations: readonly Operation[], { irreversible }: Pick<Preview, 'irreversible'>): Row[] {
  const blocks = Map.groupBy(operations, blockOf);
  const own = new Set((blocks.get('irreversible') ?? []).flatMap(({ from, to }) => [from, to]));
  const paths = irreversible.filter((path) => !own.has(path));
  return ORDER.flatMap((block): Row[] => {
    const members = blocks.get(block) ?? [];
    const bare: Row[] =
      block === 'irreversible' ? paths.map((path) => ({ kind: 'path', key: `path:${path}`, path: shown(path) })) : [];
    if (members.length === 0 && bare.length === 0) return [];
    const head: Row = { kind: 'block', key: block, block, ids: idsOf(members) };
    return [head, ...bare, ...(block === 'moves' ? moveRows(members) : members.map(operationRow))];
  });
}

/** What there is to see of the rows, by name and in order: each row, and below it the difference of a text. */
export const partsOf = (rows: readonly Row[]): string[] =>
  rows.flatMap((row) => (row.kind === 'operation' && row.operation.diff ? [row.key, differenceOf(row.key)] : [row.key]));

export const differenceOf = (key: string): string => `${key} difference`;

const operationRow = (operation: Operation): Row => ({
  kind: 'operation',
  key: operation.id,
  operation,
  name:
    operation.op === 'move'
      ? `${shown(operation.from ?? '')} → ${shown(operation.to ?? '')}`
      : operation.op === 'connect'
        ? target(operation)
        : shown(target(operation)),
});

/** By folder, the biggest first; below it only the names. */
function moveRows(moves: readonly Operation[]): Row[] {
  const groups = Map.groupBy(moves, ({ from = '', to = '' }) => `${folderOf(from)}\0${folderOf(to)}`);
  return [...groups.values()]
    .toSorted((a, b) => b.length - a.length)
    .flatMap((members) => {
      const first = members[0];
      const from = shown(folderOf(first?.from ?? ''));
      const to = shown(folderOf(first?.to ?? ''));
      const head: Row = { kind: 'group', key: `${from}\0${to}`, from, to, ids: idsOf(members) };
      return [
        head,
        ...members.map((operation): Row => ({ kind: 'operation', key: operation.id, operation, name: moved(operation) })),
      ];
    });
}

/** The new name when a move also renames: "old.pdf → new.pdf". */
function moved({ from = '', to = '' }: Operation): string {
  return nameOf(from) === nameOf(to) ? nameOf(from) : `${nameOf(from)} → ${nameOf(to)}`;
}
