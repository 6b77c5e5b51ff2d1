// Styles and lists of a .docx: what kind of paragraph a style makes, and which number comes next.
import { attribute, child, children } from './office-file.ts';

export type NumberKind = 'bullet' | 'decimal' | 'lowerLetter' | 'upperLetter' | 'lowerRoman' | 'upperRoman';

export interface ListPlace {
  readonly list: string;
  readonly level: number;
  /** How much deeper it looks than its level: Word's own styles for lists in lists are lists apart. */
  readonly deeper: number;
}
export interface Style {
  /** Ids are in the language of the program that wrote the file; names are not. */
  readonly name: string;
  /** 1 for the first level of headings; 0 for none. */
  readonly headingLevel: number;
  readonly place: ListPlace | undefined;
}

export function stylesOf(part: Element | undefined): (id: string | undefined) => Style | undefined {
  const elements = new Map(children(part, 'style').map((one) => [attribute(one, 'styleId') ?? '', one]));
  const found = (id: string | undefined, depth: number): Style | undefined => {
    const style = elements.get(id ?? '');
    // One may be based on itself by way of others.
    if (!style || depth > 10) return undefined;
    const base = found(valueOf(style, 'basedOn'), depth + 1);
    const name = valueOf(style, 'name') ?? '';
    const properties = child(style, 'pPr');
    return {
      name,
      headingLevel: (/^title$/i.test(name) ? 1 : Number(/^heading (\d)/i.exec(name)?.[1] ?? 0)) || (base?.headingLevel ?? 0),
      place: placeOf(properties, name) ?? base?.place,
    };
  };
  return (id) => found(id, 0);
}

/** What a paragraph, or its style, says of its list. */
export function placeOf(properties: Element | undefined, styleName = ''): ListPlace | undefined {
  const list = child(properties, 'numPr');
  const id = valueOf(list, 'numId');
  if (id === undefined) return undefined;
  const deeper = Number(/^list (?:bullet|number) ([2-5])$/i.exec(styleName)?.[1] ?? 1) - 1;
  return { list: id, level: levelIn(valueOf(list, 'ilvl')), deeper };
}

const DEEPEST = 8;

/** A level as a file says it, of nine; what is none is taken for the nearest one. */
export const levelIn = (said: string | undefined): number => Math.min(DEEPEST, Math.max(0, Math.trunc(Number(said ?? 0)) || 0));

/** Where a file wants a count to begin; what is no whole number is left out. */
export const startIn = (said: string | undefined): number => (Number.isSafeInteger(Number(said ?? 1)) ? Number(said ?? 1) : 1);

/** An item's number, and how it is written. */
export interface Numbered {
  readonly kind: NumberKind;
  readonly number: number;
  /** Where it names the levels above too, as in 2.1: the whole of it. */
  readonly label?: string;
}

const LONGEST_PATTERN = 255;

/** Counts through the document: to be asked once for each item, in order. Undefined: in no list. */
export function countLists(part: Element | undefined): (place: ListPlace) => Numbered | undefined {
  const kinds = new Map(children(part, 'abstractNum').map((one) => [attribute(one, 'abstractNumId') ?? '', one]));
  const lists = new Map(
    children(part, 'num').map((one) => [attribute(one, 'numId') ?? '', kinds.get(valueOf(one, 'abstractNumId') ?? '')]),
  );
  const counters = new Map<string, number[]>();
  return ({ list, level }) => {
    if (!lists.has(list)) return undefined;
    const levels = children(lists.get(list), 'lvl');
    const levelAt = (depth: number): Element | undefined => levels.find((one) => attribute(one, 'ilvl') === String(depth));
    const start = (depth: number): number => startIn(valueOf(levelAt(depth), 'start'));
    const counts = counters.get(list) ?? [];
    counters.set(list, counts);
    counts[level] = (counts[level] ?? start(level) - 1) + 1;
    // What lies deeper begins anew.
    counts.length = level + 1;
    const kind = kindOf(levelAt(level));
    const number = counts[level];
    // Not longer than Word lets it be.
    const pattern = (valueOf(levelAt(level), 'lvlText') ?? '').slice(0, LONGEST_PATTERN);
    if (kind === 'bullet' || !/%.*%/.test(pattern)) return { kind, number };
    const label = pattern.replace(/%(\d)/g, (_, depth: string) =>
      sayCount(counts[Number(depth) - 1] ?? start(Number(depth) - 1), kindOf(levelAt(Number(depth) - 1))),
    );
    return { kind, number, label };
  };
}

const valueOf = (of: Element | undefined, name: string): string | undefined => attribute(child(of, name), 'val');

const KINDS = ['decimal', 'lowerLetter', 'upperLetter', 'lowerRoman', 'upperRoman'] as const;

function kindOf(level: Element | undefined): NumberKind {
  const format = valueOf(level, 'numFmt') ?? 'bullet';
  return format === 'bullet' || format === 'none' ? 'bullet' : (KINDS.find((kind) => kind === format) ?? 'decimal');
}

const ROMAN: readonly (readonly [number, string])[] = [
  ...([
    [1000, 'm'],
    [900, 'cm'],
    [500, 'd'],
    [400, 'cd'],
    [100, 'c'],
    [90, 'xc'],
    [50, 'l'],
  ] as const),
  ...([
    [40, 'xl'],
    [10, 'x'],
    [9, 'ix'],
    [5, 'v'],
    [4, 'iv'],
    [1, 'i'],
  ] as const),
];

/** A file may begin a list at any number: Roman ones, and letters, would grow as long as that. */
const MOST_COUNT = 9999;

export function sayCount(count: number, kind: NumberKind): string {
  if (!Number.isInteger(count) || count < 1 || count > MOST_COUNT) return String(count);
  if (/Letter$/.test(kind)) {
    // a … z, aa, bb …
    const letter = String.fromCharCode(97 + ((count - 1) % 26)).repeat(Math.ceil(count / 26));
    return kind === 'upperLetter' ? letter.toUpperCase() : letter;
  }
  if (/Roman$/.test(kind)) {
    let left = count;
    let text = '';
    for (const [value, sign] of ROMAN) for (; left >= value; left -= value) text += sign;
    return kind === 'upperRoman' ? text.toUpperCase() : text;
  }
  return String(count);
}
