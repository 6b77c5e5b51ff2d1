// The texts, links and pictures of one paragraph of a .docx.
import { all, attribute, child, children, type OfficeFile } from './office-file.ts';

export interface Run {
  readonly text: string;
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly underlined?: boolean;
  readonly struck?: boolean;
  readonly raised?: 'sup' | 'sub';
  /** An address outside, as the file has it. */
  readonly link?: string;
  readonly picture?: Blob;
  /** Of the picture, in CSS pixels, where the file says it. */
  readonly width?: number;
}

export interface RunsOf {
  readonly file: OfficeFile;
  readonly targets: ReturnType<OfficeFile['targets']>;
  /** Answers a note's number, and keeps it for the end of the document. */
  readonly note: (kind: 'footnote' | 'endnote', id: string) => number;
}

const EMU_OF_PX = 9525;

export function runsOf(parent: Element, book: RunsOf, link?: string): Run[] {
  // A link of older programs is a field: its address in one run, its words in those that follow.
  let field: string | undefined;
  return [...parent.children].flatMap((element): Run[] => {
    switch (element.localName) {
      case 'r': {
        const address = /HYPERLINK\s+"([^"]+)"/.exec(all(element, 'instrText')[0]?.textContent ?? '')?.[1];
        field = address ?? field;
        if (all(element, 'fldChar').some((one) => attribute(one, 'fldCharType') === 'end')) field = undefined;
        return piecesOf(element, book, link ?? field);
      }
      case 'hyperlink':
        return runsOf(element, book, book.targets.get(attribute(element, 'id') ?? '')?.target);
      case 'ins':
      case 'moveTo':
      case 'smartTag':
      case 'fldSimple':
      case 'customXml':
      case 'sdt':
      case 'sdtContent':
        return runsOf(element, book, link ?? field);
      default:
        return [];
    }
  });
}

function piecesOf(run: Element, book: RunsOf, link: string | undefined): Run[] {
  const properties = child(run, 'rPr');
  const look = { ...lookOf(properties), ...(link === undefined ? {} : { link }) };
  return [...run.children].flatMap((piece): Run[] => {
    switch (piece.localName) {
      case 't':
        return [{ ...look, text: piece.textContent ?? '' }];
      case 'tab':
        return [{ ...look, text: '\t' }];
      case 'br':
      case 'cr':
        return [{ ...look, text: '\n' }];
      case 'noBreakHyphen':
        return [{ ...look, text: '\u2011' }];
      case 'footnoteReference':
      case 'endnoteReference':
        return [
          {
            text: `[${book.note(piece.localName === 'footnoteReference' ? 'footnote' : 'endnote', attribute(piece, 'id') ?? '')}]`,
            raised: 'sup',
          },
        ];
      default:
        return picturesOf(piece, book);
    }
  });
}

function lookOf(properties: Element | undefined): Omit<Run, 'text'> {
  const is = (name: string): boolean => {
    const found = child(properties, name);
    return found !== undefined && !['0', 'false', 'none'].includes(attribute(found, 'val') ?? '');
  };
  const style = attribute(child(properties, 'rStyle'), 'val') ?? '';
  const vertical = attribute(child(properties, 'vertAlign'), 'val');
  return {
    bold: is('b') || style === 'Strong',
    italic: is('i') || style === 'Emphasis',
    underlined: is('u'),
    struck: is('strike') || is('dstrike'),
    ...(vertical === 'superscript' ? { raised: 'sup' } : vertical === 'subscript' ? { raised: 'sub' } : {}),
  };
}

function picturesOf(piece: Element, book: RunsOf): Run[] {
  // Those in a box of its own text come with that text.
  const own = all(piece, 'blip').filter((blip) => blip.closest('txbxContent') === piece.closest('txbxContent'));
  return own.flatMap((blip) => {
    const picture = book.file.picture(book.targets.get(attribute(blip, 'embed') ?? '')?.target);
    const width = Number(attribute(all(piece, 'extent')[0], 'cx') ?? 0) / EMU_OF_PX;
    const text = attribute(all(piece, 'docPr')[0], 'descr') ?? '';
    return picture ? [{ text, picture, ...(width > 0 ? { width } : {}) }] : [];
  });
}

/** Boxes with texts of their own hang on a paragraph; an older form of each may stand beside it. A box in a box is for that one's paragraphs. */
export function boxesOf(paragraph: Element): Element[] {
  const around = paragraph.closest('txbxContent');
  return all(paragraph, 'txbxContent').filter(
    (box) => box.parentElement?.closest('txbxContent') === around && !box.closest('Fallback') && children(box, 'p').length > 0,
  );
}
