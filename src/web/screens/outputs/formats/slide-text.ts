// The paragraphs of a shape: their words, and how large and in which colour they are, wherever that is said.
import { levelIn, type NumberKind, sayCount, startIn } from './docx-lists.ts';
import { all, attribute, child, children } from './office-file.ts';
import { type Colour, isColour, readable } from './slide-colours.ts';
import { levelsOf, type Sheets } from './slide-sheets.ts';

/** Lengths are shares of the slide's width. */
export interface SlideRun {
  readonly text: string;
  readonly size: number;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underlined: boolean;
  readonly colour: Colour;
}
export interface Paragraph {
  readonly level: number;
  readonly side: 'left' | 'center' | 'right' | 'justify';
  readonly bullet: string;
  /** Its bullet counts: it says something, as other signs do not. */
  readonly numbered: boolean;
  /** From the left, and how far the first line stands out to the left again. */
  readonly left: number;
  readonly hanging: number;
  readonly before: number;
  readonly lines: number;
  readonly runs: readonly SlideRun[];
}

export interface TextOf {
  readonly sheets: Sheets;
  /** The shape and what it fills; none for a cell of a table. */
  readonly shapes: readonly Element[];
  readonly slideWidth: number;
  /** What the text lies on; undefined when that is a picture. */
  readonly ground: Colour | undefined;
}

const EMU_OF_POINT = 12_700;
const DEFAULT_SIZE = 1800;
const SIDES: Readonly<Record<string, Paragraph['side']>> = { ctr: 'center', r: 'right', just: 'justify' };

/** Paragraphs without words are kept: they are space. */
export function paragraphsOf(body: Element | undefined, of: TextOf): Paragraph[] {
  const fit = child(child(body, 'bodyPr'), 'normAutofit');
  const shrunk = Number(attribute(fit, 'fontScale') ?? 100_000) / 100_000;
  const counts: number[] = [];
  return children(body, 'p').map((paragraph) => {
    const own = child(paragraph, 'pPr');
    const level = levelIn(attribute(own, 'lvl'));
    const said = [...(own ? [own] : []), ...levelsOf(of.shapes, level, of.sheets)];
    const first = <T>(look: (properties: Element) => T | undefined): T | undefined =>
      said.reduce<T | undefined>((found, properties) => found ?? look(properties), undefined);
    const runs = runsOf(paragraph, { of, said, shrunk });
    const size = Math.max(0, ...runs.map((run) => run.size)) || sizeOf(undefined, said, of) * shrunk;
    const share = (name: string): number => Number(first((properties) => attribute(properties, name)) ?? 0) / of.slideWidth;
    const isEmpty = runs.every(({ text }) => text.trim() === '');
    const bullet = first(bulletIn);
    return {
      level,
      side: SIDES[first((properties) => attribute(properties, 'algn')) ?? ''] ?? 'left',
      bullet: isEmpty ? '' : bulletOf(bullet, level, counts),
      numbered: !isEmpty && bullet?.localName === 'buAutoNum',
      left: share('marL'),
      hanging: Math.max(0, -share('indent')),
      before: spaceOf(
        first((properties) => child(properties, 'spcBef')),
        { size, slideWidth: of.slideWidth },
      ),
      lines: lineOf(
        first((properties) => child(properties, 'lnSpc')),
        fit,
      ),
      runs: runs.length > 0 ? runs : [{ text: '', size, bold: false, italic: false, underlined: false, colour: '#000000' }],
    };
  });
}

interface RunsOf {
  readonly of: TextOf;
  readonly said: readonly Element[];
  readonly shrunk: number;
}

function runsOf(paragraph: Element, { of, said, shrunk }: RunsOf): SlideRun[] {
  return [...paragraph.children].flatMap((piece): SlideRun[] => {
    if (!['r', 'fld', 'br'].includes(piece.localName)) return [];
    const own = child(piece, 'rPr');
    const chain = [own, ...said.map((properties) => child(properties, 'defRPr'))];
    const is = (name: string): boolean =>
      /^(1|true)$/.test(chain.map((one) => attribute(one, name)).find((one) => one !== undefined) ?? '');
    const underline = attribute(own, 'u');
    return [
      {
        text:
          piece.localName === 'br'
            ? '\n'
            : all(piece, 't')
                .map((text) => text.textContent ?? '')
                .join(''),
        size: sizeOf(own, said, of) * shrunk,
        bold: is('b'),
        italic: is('i'),
        underlined: underline !== undefined && underline !== 'none',
        colour: colourOf(chain, of),
      },
    ];
  });
}

function sizeOf(own: Element | undefined, said: readonly Element[], of: TextOf): number {
  const size =
    attribute(own, 'sz') ??
    said.map((properties) => attribute(child(properties, 'defRPr'), 'sz')).find((one) => one !== undefined);
  return (Number(size ?? DEFAULT_SIZE) / 100) * (EMU_OF_POINT / of.slideWidth);
}

function colourOf(chain: readonly (Element | undefined)[], { sheets: { palette }, shapes, ground }: TextOf): Colour {
  const said = chain.map((one) => palette.fillOf(one)).find(isColour);
  const styled = palette.colourOf(child(child(shapes[0], 'style'), 'fontRef'));
  const colour = said ?? styled ?? '#000000';
  return ground === undefined ? colour : readable(colour, ground);
}

const bulletIn = (properties: Element): Element | undefined =>
  [...properties.children].find(({ localName }) => /^bu(None|Char|AutoNum|Blip)$/.test(localName));

const NUMBERS: Readonly<Record<string, NumberKind>> = {
  alphaLc: 'lowerLetter',
  alphaUc: 'upperLetter',
  romanLc: 'lowerRoman',
  romanUc: 'upperRoman',
};

function bulletOf(bullet: Element | undefined, level: number, counts: number[]): string {
  // What is deeper begins anew; a paragraph without a number ends the count.
  counts.length = Math.min(counts.length, bullet?.localName === 'buAutoNum' ? level + 1 : level);
  switch (bullet?.localName) {
    case 'buChar':
      // Signs of symbol fonts are others in ours.
      return /^[-–—*•○■□▪▫►▸‣◦·✓✔→»o]$/u.test(attribute(bullet, 'char') ?? '') ? (attribute(bullet, 'char') ?? '') : '•';
    case 'buBlip':
      return '•';
    case 'buAutoNum': {
      const count = (counts[level] ?? startIn(attribute(bullet, 'startAt')) - 1) + 1;
      counts[level] = count;
      const type = attribute(bullet, 'type') ?? '';
      return `${sayCount(count, NUMBERS[/^[a-z]+(Lc|Uc)?/.exec(type)?.[0] ?? ''] ?? 'decimal')}${/Paren/.test(type) ? ')' : '.'}`;
    }
    default:
      return '';
  }
}

function spaceOf(
  space: Element | undefined,
  { size, slideWidth }: { readonly size: number; readonly slideWidth: number },
): number {
  const points = attribute(child(space, 'spcPts'), 'val');
  if (points !== undefined) return (Number(points) / 100) * (EMU_OF_POINT / slideWidth);
  return (Number(attribute(child(space, 'spcPct'), 'val') ?? 0) / 100_000) * size;
}

/** As a factor of the letters' height; a line is a fifth higher than that. */
function lineOf(space: Element | undefined, fit: Element | undefined): number {
  const share = Number(attribute(child(space, 'spcPct'), 'val') ?? 100_000) - Number(attribute(fit, 'lnSpcReduction') ?? 0);
  return 1.2 * (share / 100_000);
}

/** The words alone, a line for each paragraph, with its number if it has one. */
export const linesOf = (paragraphs: readonly Paragraph[]): { level: number; text: string }[] =>
  paragraphs
    .map(({ level, bullet, numbered, runs }) => ({
      level,
      text: `${numbered ? bullet : ''} ${runs.map(({ text }) => text).join('')}`.trim(),
    }))
    .filter(({ text }) => text !== '');
