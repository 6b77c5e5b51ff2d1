// The headline of a change set, from its counts: before it happens and after.
import type { Counts } from './changes.ts';

type Noun = 'files' | 'items';

/** "214 files will move, 3 will be replaced, none deleted". `noun`: items where folders are among what moves or goes. */
export const plannedInWords = (counts: Counts, noun: Noun = 'files'): string =>
  inWords(counts, { noun, none: 'Nothing will change', words: PLANNED });

/** "214 files moved, 3 replaced, none deleted". */
export const doneInWords = (counts: Counts, noun: Noun = 'files'): string =>
  inWords(counts, { noun, none: 'Nothing changed', words: DONE });

/** "214 files would have moved, none deleted": of a change that did not come about. */
export const missedInWords = (counts: Counts, noun: Noun = 'files'): string =>
  inWords(counts, { noun, none: 'Nothing would have changed', words: MISSED });

/** What the planned words of a set call its things: only who made the plan has seen whether folders are among them. */
export const nounOf = (planned: string): Noun => (/\bitems?\b/.test(planned) ? 'items' : 'files');

/** Of a plan that did not come about, in the same nouns; what is said of no files stays as it is. */
export function missed<T extends { readonly summary: string; readonly counts: Counts }>(planned: T): T {
  const noun = nounOf(planned.summary);
  if (planned.summary !== plannedInWords(planned.counts, noun)) return planned;
  return { ...planned, summary: missedInWords(planned.counts, noun) };
}

export const addCounts = (a: Counts, b: Counts): Counts => ({
  create: a.create + b.create,
  replace: a.replace + b.replace,
  move: a.move + b.move,
  delete: a.delete + b.delete,
  other: a.other + b.other,
  ...(a.attributes || b.attributes ? { attributes: (a.attributes ?? 0) + (b.attributes ?? 0) } : {}),
});

/** In the order in which they are said. */
const PLANNED = {
  move: 'will move',
  create: 'will be made',
  replace: 'will be replaced',
  attributes: 'will get another mode or date',
  delete: 'will be deleted',
} as const;
const MISSED = {
  move: 'would have moved',
  create: 'would have been made',
  replace: 'would have been replaced',
  attributes: 'would have got another mode or date',
  delete: 'would have been deleted',
} as const;
const DONE = {
  move: 'moved',
  create: 'made',
  replace: 'replaced',
  attributes: 'got another mode or date',
  delete: 'deleted',
} as const;

function inWords(counts: Counts, say: { noun: Noun; none: string; words: typeof PLANNED | typeof DONE | typeof MISSED }): string {
  const kinds = (Object.keys(say.words) as (keyof typeof say.words)[]).filter((kind) => (counts[kind] ?? 0) > 0);
  const parts = kinds.map(
    (kind, i) => `${i === 0 ? counted(counts[kind] ?? 0, say.noun) : number(counts[kind] ?? 0)} ${say.words[kind]}`,
  );
  if (counts.other > 0) parts.push(`${counted(counts.other, 'folders')} ${say.words.create}`);
  if (parts.length === 0) return say.none;
  return (counts.delete === 0 ? [...parts, 'none deleted'] : parts).join(', ');
}

const number = (n: number): string => n.toLocaleString('en-US');
const counted = (n: number, plural: string): string => `${number(n)} ${n === 1 ? plural.slice(0, -1) : plural}`;
