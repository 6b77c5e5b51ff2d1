// The slides of a .pptx in order: their texts, tables and pictures. Where things stand on a slide is left out.
import { all, attribute, child, children, type OfficeFile, openOfficeFile, pictureOf } from './office-file.ts';

export interface Slide {
  readonly title: string;
  readonly parts: readonly Part[];
}
type Part =
  | { readonly kind: 'text'; readonly lines: readonly { readonly level: number; readonly text: string }[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'picture'; readonly picture: Blob; readonly name: string };

const PRESENTATION = 'ppt/presentation.xml';

export function readPptx(bytes: Uint8Array): Slide[] {
  const file = openOfficeFile(bytes);
  const presentation = file.xml(PRESENTATION);
  if (!presentation) throw new Error('no presentation');
  const targets = file.targets(PRESENTATION);
  return all(presentation, 'sldId').flatMap((one) => {
    // Two attributes are called id; the one with a prefix refers to the part.
    const id = [...one.attributes].find(({ localName, prefix }) => localName === 'id' && prefix !== null)?.value;
    const path = targets.get(id ?? '')?.target ?? '';
    const slide = file.xml(path);
    return slide ? [slideOf(slide, path, file)] : [];
  });
}

function slideOf(slide: Element, path: string, file: OfficeFile): Slide {
  const targets = file.targets(path);
  let title = '';
  const parts: Part[] = [];
  const look = (parent: Element | undefined): void => {
    for (const shape of parent?.children ?? []) {
      if (shape.localName === 'grpSp') look(shape);
      if (shape.localName === 'sp') {
        const lines = linesOf(child(shape, 'txBody'));
        if (title === '' && /title/i.test(attribute(all(shape, 'ph')[0], 'type') ?? ''))
          title = lines.map(({ text }) => text).join(' ');
        else if (lines.length > 0) parts.push({ kind: 'text', lines });
      }
      if (shape.localName === 'pic') {
        const picture = pictureOf(file, targets.get(attribute(all(shape, 'blip')[0], 'embed') ?? '')?.target);
        if (picture) parts.push({ kind: 'picture', picture, name: attribute(all(shape, 'cNvPr')[0], 'descr') ?? '' });
      }
      for (const table of shape.localName === 'graphicFrame' ? all(shape, 'tbl') : [])
        parts.push({
          kind: 'table',
          rows: children(table, 'tr').map((row) =>
            children(row, 'tc').map((cell) =>
              linesOf(child(cell, 'txBody'))
                .map(({ text }) => text)
                .join(' '),
            ),
          ),
        });
    }
  };
  look(all(slide, 'spTree')[0]);
  return { title, parts };
}

const linesOf = (body: Element | undefined): { level: number; text: string }[] =>
  children(body, 'p')
    .map((paragraph) => ({
      level: Number(attribute(child(paragraph, 'pPr'), 'lvl') ?? 0),
      text: [...paragraph.children]
        .map((piece) =>
          piece.localName === 'br'
            ? '\n'
            : all(piece, 't')
                .map((text) => text.textContent ?? '')
                .join(''),
        )
        .join('')
        .trim(),
    }))
    .filter(({ text }) => text !== '');
