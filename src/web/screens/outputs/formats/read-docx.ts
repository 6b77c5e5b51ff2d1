// A .docx as paragraphs, lists, tables, pictures and notes in order. What else it holds (headers, drawings, macros) is left out.
import { countLists, type Numbered, placeOf, type Style, stylesOf } from './docx-lists.ts';
import { boxesOf, type Run, type RunsOf, runsOf } from './docx-runs.ts';
import { attribute, child, children, openOfficeFile } from './office-file.ts';
import type { Span } from './span.ts';

export type Side = 'center' | 'right';
export interface Item extends Numbered {
  readonly kind: Numbered['kind'];
  readonly level: number;
  readonly list: string;
  readonly runs: readonly Run[];
}
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly label: string; readonly runs: readonly Run[] }
  | { readonly kind: 'paragraph'; readonly side?: Side; readonly runs: readonly Run[] }
  | { readonly kind: 'item'; readonly item: Item }
  | { readonly kind: 'table'; readonly rows: readonly Row[] };
export interface Row {
  readonly head: boolean;
  readonly cells: readonly (Span & { readonly blocks: readonly Block[] })[];
}
export interface Document {
  readonly blocks: readonly Block[];
  /** Footnotes and endnotes, from 1. */
  readonly notes: readonly (readonly Block[])[];
}

const DOCUMENT = 'word/document.xml';

interface Book extends RunsOf {
  readonly style: (id: string | undefined) => Style | undefined;
  readonly next: ReturnType<typeof countLists>;
}

export function readDocx(bytes: Uint8Array): Document {
  const file = openOfficeFile(bytes);
  const body = child(file.xml(DOCUMENT), 'body');
  if (!body) throw new Error('no document');
  const found: { part: string; element: Element }[] = [];
  const book: Book = {
    file,
    targets: file.targets(DOCUMENT),
    note(kind, id) {
      const part = `word/${kind}s.xml`;
      const element = children(file.xml(part), kind).find((one) => attribute(one, 'id') === id);
      return element ? found.push({ part, element }) : found.length;
    },
    style: stylesOf(file.xml('word/styles.xml')),
    next: countLists(file.xml('word/numbering.xml')),
  };
  const blocks = blocksOf(body, book);
  // A note refers from its own part.
  return { blocks, notes: found.map(({ part, element }) => blocksOf(element, { ...book, targets: file.targets(part) })) };
}

function blocksOf(parent: Element, book: Book): Block[] {
  return [...parent.children].flatMap((element): Block[] => {
    if (element.localName === 'p') return [paragraphOf(element, book), ...boxesOf(element).flatMap((box) => blocksOf(box, book))];
    if (element.localName === 'tbl') return [{ kind: 'table', rows: rowsOf(element, book) }];
    // Content controls, and what was added while changes were followed, hold paragraphs of their own.
    if (['sdt', 'sdtContent', 'ins', 'customXml'].includes(element.localName)) return blocksOf(element, book);
    return [];
  });
}

function paragraphOf(element: Element, book: Book): Block {
  const runs = runsOf(element, book);
  const properties = child(element, 'pPr');
  const style = book.style(attribute(child(properties, 'pStyle'), 'val'));
  const outline = attribute(child(properties, 'outlineLvl'), 'val');
  const level = outline !== undefined && Number(outline) < 9 ? Number(outline) + 1 : (style?.headingLevel ?? 0);
  const place = placeOf(properties, style?.name) ?? style?.place;
  const numbered = place && book.next(place);
  if (level > 0) return { kind: 'heading', level, label: numbered?.label ?? '', runs };
  if (place && numbered)
    return { kind: 'item', item: { ...numbered, level: place.level + place.deeper, list: place.list, runs } };
  const side = { center: 'center', right: 'right', end: 'right' }[attribute(child(properties, 'jc'), 'val') ?? ''] as
    Side | undefined;
  return { kind: 'paragraph', runs, ...(side === undefined ? {} : { side }) };
}

function rowsOf(table: Element, book: Book): Row[] {
  const rows = children(table, 'tr');
  const isHead = (row: Element): boolean => child(child(row, 'trPr'), 'tblHeader') !== undefined;
  // The first row is taken for the heading unless the file says otherwise: so it mostly is, and files seldom say.
  const says = rows.some(isHead) || attribute(child(child(table, 'tblPr'), 'tblLook'), 'firstRow') === '0';
  const places = rows.map(placesOf);
  return rows.map((row, index) => ({
    head: says ? isHead(row) : index === 0,
    cells: places[index]!.filter(({ goesOn }) => !goesOn).map(({ cell, column, columnSpan }) => {
      let rowSpan = 1;
      while (places[index + rowSpan]?.some((below) => below.column === column && below.goesOn)) rowSpan += 1;
      return { columnSpan, rowSpan, blocks: blocksOf(cell, book) };
    }),
  }));
}

interface Place {
  readonly cell: Element;
  readonly column: number;
  readonly columnSpan: number;
  /** The cell above goes on in it. */
  readonly goesOn: boolean;
}

function placesOf(row: Element): Place[] {
  let column = Number(attribute(child(child(row, 'trPr'), 'gridBefore'), 'val') ?? 0);
  return children(row, 'tc').map((cell) => {
    const properties = child(cell, 'tcPr');
    const merge = child(properties, 'vMerge');
    const columnSpan = Number(attribute(child(properties, 'gridSpan'), 'val') ?? 1);
    const place = { cell, column, columnSpan, goesOn: merge !== undefined && attribute(merge, 'val') !== 'restart' };
    column += columnSpan;
    return place;
  });
}
