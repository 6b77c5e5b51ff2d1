// What was changed, in numbers and past tense: "Moved 214 files, 3 deleted, 2 folders made".
import type { Operation, OperationKind } from '../../contract/changes.ts';
import { count, counted } from './count.ts';

const WORDS: Readonly<Record<OperationKind, (n: number) => string>> = {
  move: (n) => `${count(n)} moved`,
  create: (n) => `${count(n)} made`,
  replace: (n) => `${count(n)} replaced`,
  delete: (n) => `${count(n)} deleted`,
  restore: (n) => `${count(n)} brought back`,
  attributes: (n) => `${count(n)} with new date or permissions`,
  mkdir: (n) => `${counted(n, 'folder')} made`,
  rmdir: (n) => `${counted(n, 'folder')} removed`,
  connect: (n) => `${counted(n, 'host')} allowed`,
};

/** Whatever was done, by kind. */
export function changedInWords(operations: readonly Operation[]): string {
  const kinds = (Object.keys(WORDS) as OperationKind[]).map(
    (kind) => [kind, operations.filter(({ op }) => op === kind).length] as const,
  );
  return kinds.flatMap(([kind, n]) => (n > 0 ? [WORDS[kind](n)] : [])).join(', ');
}

/** The tool's own verb and kind first, then whatever else was needed for it. */
export function changesInWords(operations: readonly Operation[], main: { verb: string; kind: OperationKind }): string {
  const counts = new Map<OperationKind, number>();
  for (const { op } of operations) counts.set(op, (counts.get(op) ?? 0) + 1);
  const others = (Object.keys(WORDS) as OperationKind[]).filter((kind) => kind !== main.kind && counts.has(kind));
  return [
    `${main.verb} ${counted(counts.get(main.kind) ?? 0, 'file')}`,
    ...others.map((kind) => WORDS[kind](counts.get(kind) ?? 0)),
  ].join(', ');
}
