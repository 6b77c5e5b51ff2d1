// The headline of a change set, from its counts: before it happens and after.
import type { Counts } from './changes.ts';

/** "214 files will move, 3 will be replaced, none deleted". `noun`: items where folders are among what moves or goes. */
export function plannedInWords(counts: Counts, noun: 'files' | 'items' = 'files'): string {
  const parts: string[] = [];
  const say = (n: number, verb: string): void => {
    if (n === 0) return;
    const what = n === 1 ? noun.slice(0, -1) : noun;
    parts.push(parts.length === 0 ? `${n} ${what} will ${verb}` : `${n} will ${verb}`);
  };
  say(counts.create, 'be made');
  say(counts.move, 'move');
  say(counts.replace, 'be replaced');
  say(counts.delete, 'be deleted');
  if (counts.other > 0)
    parts.push(parts.length === 0 ? `${folders(counts.other)} will be made` : `${folders(counts.other)} made`);
  return ending(parts, counts, 'Nothing will change');
}

/** "214 moved, 3 replaced, none deleted". */
export function doneInWords(counts: Counts): string {
  const parts = [
    [counts.create, 'made'] as const,
    [counts.move, 'moved'] as const,
    [counts.replace, 'replaced'] as const,
    [counts.delete, 'deleted'] as const,
  ].flatMap(([n, verb]) => (n === 0 ? [] : [`${n} ${verb}`]));
  if (counts.other > 0) parts.push(`${folders(counts.other)} made`);
  return ending(parts, counts, 'Nothing changed');
}

export const addCounts = (a: Counts, b: Counts): Counts => ({
  create: a.create + b.create,
  replace: a.replace + b.replace,
  move: a.move + b.move,
  delete: a.delete + b.delete,
  other: a.other + b.other,
});

const folders = (n: number): string => `${n} ${n === 1 ? 'folder' : 'folders'}`;

function ending(parts: string[], counts: Counts, nothing: string): string {
  if (parts.length === 0) return nothing;
  return (counts.delete === 0 ? [...parts, 'none deleted'] : parts).join(', ');
}
