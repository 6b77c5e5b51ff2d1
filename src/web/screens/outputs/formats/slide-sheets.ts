// What a slide takes from its layout and its master: places, sizes, colours that it does not say itself.
import { all, attribute, child, children, type OfficeFile } from './office-file.ts';
import { type Palette, paletteOf } from './slide-colours.ts';

/** A slide, a layout or a master. */
export interface Sheet {
  readonly root: Element;
  readonly targets: ReturnType<OfficeFile['targets']>;
}
export interface Sheets {
  /** The slide first. */
  readonly all: readonly Sheet[];
  readonly palette: Palette;
  /** Of what no layout speaks. */
  readonly defaults: Element | undefined;
}

export function sheetsOf(file: OfficeFile, path: string, defaults: Element | undefined): Sheets | undefined {
  const slide = sheetOf(file, path);
  if (!slide) return undefined;
  const layout = sheetOf(file, targetIn(slide, '/slideLayouts/'));
  const master = layout && sheetOf(file, targetIn(layout, '/slideMasters/'));
  const theme = master && file.xml(targetIn(master, '/theme/'));
  return {
    all: [slide, ...(layout ? [layout] : []), ...(master ? [master] : [])],
    palette: paletteOf(theme, master?.root),
    defaults,
  };
}

function sheetOf(file: OfficeFile, path: string): Sheet | undefined {
  const root = file.xml(path);
  return root && { root, targets: file.targets(path) };
}

export const targetIn = ({ targets }: Sheet, folder: string): string =>
  [...targets.values()].find(({ target, outside }) => !outside && `/${target}`.includes(folder))?.target ?? '';

export const placeholderOf = (shape: Element): Element | undefined =>
  all(child(shape, 'nvSpPr') ?? child(shape, 'nvPicPr') ?? child(shape, 'nvGraphicFramePr'), 'ph')[0];

/** What a placeholder is for; slides and layouts have more names for it than masters. */
export function purposeOf(placeholder: Element | undefined): 'title' | 'body' | 'other' {
  if (!placeholder) return 'other';
  const type = attribute(placeholder, 'type') ?? 'body';
  if (/title$/i.test(type) && type !== 'subTitle') return 'title';
  return /^(dt|ftr|sldNum|hdr)$/.test(type) ? 'other' : 'body';
}

/** The shape itself, and those of the layout and the master that it fills. */
export function shapesOf(shape: Element, { all: sheets }: Sheets): Element[] {
  const placeholder = placeholderOf(shape);
  if (!placeholder) return [shape];
  const [index, type] = [attribute(placeholder, 'idx'), attribute(placeholder, 'type')];
  return [
    shape,
    ...sheets.slice(1).flatMap(({ root }, level) => {
      const found = all(root, 'sp').filter(placeholderOf);
      const same = found.find((one) => level === 0 && index !== undefined && attribute(placeholderOf(one), 'idx') === index);
      const like = found.find((one) => (attribute(placeholderOf(one), 'type') ?? 'body') === (type ?? 'body'));
      const purpose = purposeOf(placeholder);
      const similar = purpose === 'other' ? undefined : found.find((one) => purposeOf(placeholderOf(one)) === purpose);
      const one = same ?? like ?? similar;
      return one && one !== shape ? [one] : [];
    }),
  ];
}

/** What is said of paragraphs of a level, the nearest first: by the shape, by what it fills, by the master's styles. */
export function levelsOf(shapes: readonly Element[], level: number, { all: sheets, defaults }: Sheets): Element[] {
  const name = `lvl${level + 1}pPr`;
  const styles = child(sheets.at(-1)?.root, 'txStyles');
  const purpose = purposeOf(shapes[0] && placeholderOf(shapes[0]));
  return [
    ...shapes.map((shape) => child(child(shape, 'txBody'), 'lstStyle')),
    child(styles, `${purpose}Style`),
    defaults,
  ].flatMap((list) => children(list, name));
}
