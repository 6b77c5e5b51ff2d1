// A .docx as paragraphs, lists, tables and pictures in order. What else it holds (headers, fields, macros) is left out.
import { all, attribute, child, children, type OfficeFile, openOfficeFile, pictureOf } from './office-file.ts';

export interface Run {
  readonly text: string;
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly underlined?: boolean;
  readonly struck?: boolean;
  /** An address outside, as the file has it. */
  readonly link?: string;
  readonly picture?: Blob;
}
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly runs: readonly Run[] }
  | { readonly kind: 'paragraph'; readonly runs: readonly Run[] }
  | { readonly kind: 'item'; readonly level: number; readonly ordered: boolean; readonly runs: readonly Run[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Block[])[])[] };

const DOCUMENT = 'word/document.xml';

interface Book {
  readonly file: OfficeFile;
  readonly targets: ReturnType<OfficeFile['targets']>;
  /** Names by id: ids are in the language of the program that wrote the file. */
  readonly styles: ReadonlyMap<string, string>;
  readonly isOrdered: (list: string, level: number) => boolean;
}

export function readDocx(bytes: Uint8Array): Block[] {
  const file = openOfficeFile(bytes);
  const body = child(file.xml(DOCUMENT), 'body');
  if (!body) throw new Error('no document');
  return blocksOf(body, {
    file,
    targets: file.targets(DOCUMENT),
    styles: new Map(
      children(file.xml('word/styles.xml'), 'style').map((style) => [
        attribute(style, 'styleId') ?? '',
        attribute(child(style, 'name'), 'val') ?? '',
      ]),
    ),
    isOrdered: orderedLists(file.xml('word/numbering.xml')),
  });
}

function orderedLists(numbering: Element | undefined): Book['isOrdered'] {
  const kinds = new Map(children(numbering, 'abstractNum').map((one) => [attribute(one, 'abstractNumId') ?? '', one]));
  const lists = new Map(
    children(numbering, 'num').map((one) => [
      attribute(one, 'numId') ?? '',
      kinds.get(attribute(child(one, 'abstractNumId'), 'val') ?? ''),
    ]),
  );
  return (list, level) => {
    const found = children(lists.get(list), 'lvl').find((one) => attribute(one, 'ilvl') === String(level));
    return (attribute(child(found, 'numFmt'), 'val') ?? 'bullet') !== 'bullet';
  };
}

function blocksOf(parent: Element, book: Book): Block[] {
  return [...parent.children].flatMap((element): Block[] => {
    if (element.localName === 'p') return [paragraphOf(element, book)];
    if (element.localName === 'tbl')
      return [
        { kind: 'table', rows: children(element, 'tr').map((row) => children(row, 'tc').map((cell) => blocksOf(cell, book))) },
      ];
    // Content controls, and what was added while changes were followed, hold paragraphs of their own.
    if (['sdt', 'sdtContent', 'ins', 'customXml'].includes(element.localName)) return blocksOf(element, book);
    return [];
  });
}

function paragraphOf(element: Element, book: Book): Block {
  const runs = runsOf(element, book, undefined);
  const properties = child(element, 'pPr');
  const style = book.styles.get(attribute(child(properties, 'pStyle'), 'val') ?? '') ?? '';
  const level = /^title$/i.test(style) ? 1 : Number(/^heading (\d)/i.exec(style)?.[1] ?? 0);
  if (level > 0) return { kind: 'heading', level, runs };
  const list = child(properties, 'numPr');
  const id = attribute(child(list, 'numId'), 'val');
  if (id !== undefined && id !== '0') {
    const depth = Number(attribute(child(list, 'ilvl'), 'val') ?? 0);
    return { kind: 'item', level: depth, ordered: book.isOrdered(id, depth), runs };
  }
  return { kind: 'paragraph', runs };
}

function runsOf(parent: Element, book: Book, link: string | undefined): Run[] {
  return [...parent.children].flatMap((element): Run[] => {
    switch (element.localName) {
      case 'r':
        return piecesOf(element, book, link);
      case 'hyperlink':
        return runsOf(element, book, book.targets.get(attribute(element, 'id') ?? '')?.target);
      case 'ins':
      case 'smartTag':
      case 'sdt':
      case 'sdtContent':
        return runsOf(element, book, link);
      default:
        return [];
    }
  });
}

function piecesOf(run: Element, book: Book, link: string | undefined): Run[] {
  const properties = child(run, 'rPr');
  const is = (name: string): boolean => {
    const found = child(properties, name);
    return found !== undefined && !['0', 'false', 'none'].includes(attribute(found, 'val') ?? '');
  };
  const look = {
    bold: is('b'),
    italic: is('i'),
    underlined: is('u'),
    struck: is('strike'),
    ...(link === undefined ? {} : { link }),
  };
  return [...run.children].flatMap((piece): Run[] => {
    if (piece.localName === 't') return [{ ...look, text: piece.textContent ?? '' }];
    if (piece.localName === 'tab') return [{ ...look, text: '\t' }];
    if (piece.localName === 'br' || piece.localName === 'cr') return [{ ...look, text: '\n' }];
    return all(piece, 'blip').flatMap((blip) => {
      const picture = pictureOf(book.file, book.targets.get(attribute(blip, 'embed') ?? '')?.target);
      return picture ? [{ text: attribute(all(piece, 'docPr')[0], 'descr') ?? '', picture }] : [];
    });
  });
}
