// What is drawn of one slide: first what its master and its layout have on every slide, then its own.
import { all, attribute, child, children, type OfficeFile } from './office-file.ts';
import { type Colour, type Fill, isColour } from './slide-colours.ts';
import type { Part, Slide, TablePart, TextPart, Undrawn } from './slide-parts.ts';
import { type Box, boxOf, liesOn, type Scale, scaleOf, scaleWithin } from './slide-places.ts';
import { placeholderOf, purposeOf, type Sheet, type Sheets, shapesOf } from './slide-sheets.ts';
import { paragraphsOf, type TextOf } from './slide-text.ts';

interface SlideOf {
  readonly file: OfficeFile;
  readonly sheets: Sheets;
  readonly size: { readonly width: number; readonly height: number };
}
/** A slide while it is read. */
interface Drawing extends SlideOf {
  readonly background: Colour;
  readonly parts: Part[];
  readonly undrawn: Set<Undrawn>;
}
interface Within {
  readonly sheet: Sheet;
  readonly decor: boolean;
  readonly scale: Scale;
}

export function partsOf(of: SlideOf): Pick<Slide, 'parts' | 'background' | 'undrawn'> {
  const undrawn = new Set<Undrawn>();
  const drawing: Drawing = { ...of, background: backgroundOf(of.sheets, undrawn), parts: [], undrawn };
  const [slide] = of.sheets.all;
  for (const sheet of of.sheets.all.toReversed())
    if (sheet === slide || showsDecor(of.sheets, sheet))
      look(all(sheet.root, 'spTree')[0], drawing, { sheet, decor: sheet !== slide, scale: scaleOf(of.size) });
  return { parts: drawing.parts, background: drawing.background, undrawn: [...undrawn] };
}

/** A slide, and its layout, may want nothing of what lies behind them. */
const showsDecor = ({ all: sheets }: Sheets, sheet: Sheet): boolean =>
  sheets.slice(0, sheets.indexOf(sheet)).every(({ root }) => !/^(0|false)$/.test(attribute(root, 'showMasterSp') ?? ''));

function backgroundOf({ all: sheets, palette }: Sheets, undrawn: Set<Undrawn>): Colour {
  for (const { root } of sheets) {
    const said = child(child(root, 'cSld'), 'bg');
    const fill = palette.fillOf(child(said, 'bgPr')) ?? palette.colourOf(child(said, 'bgRef'));
    if (fill === 'picture') undrawn.add('background');
    else if (isColour(fill)) return fill;
  }
  return '#ffffff';
}

function look(parent: Element | undefined, drawing: Drawing, within: Within): void {
  for (const shape of parent?.children ?? [])
    switch (shape.localName) {
      case 'grpSp':
        look(shape, drawing, { ...within, scale: scaleWithin(shape, within.scale) });
        break;
      case 'AlternateContent':
        // What newer programs draw, and beside it what all of them do.
        look(child(shape, 'Fallback') ?? child(shape, 'Choice'), drawing, within);
        break;
      case 'sp':
        addShape(shape, drawing, within);
        break;
      case 'pic':
        addPicture(shape, drawing, within);
        break;
      case 'graphicFrame':
        addFrame(shape, drawing, within);
        break;
      case 'cxnSp':
        if (!within.decor) drawing.undrawn.add('lines');
        break;
      default:
    }
}

/** Where the file does not say it: as a slide mostly is. */
const TITLE_PLACE: Box = { left: 0.05, top: 0.05, width: 0.9, height: 0.15, turn: 0 };
const BODY_PLACE: Box = { left: 0.05, top: 0.25, width: 0.9, height: 0.7, turn: 0 };

function addShape(shape: Element, drawing: Drawing, { sheet, decor, scale }: Within): void {
  const placeholder = placeholderOf(shape);
  // A layout's own placeholders are for the slide to fill.
  if (decor && placeholder) return;
  const { sheets } = drawing;
  const shapes = shapesOf(shape, sheets);
  const isTitle = purposeOf(placeholder) === 'title';
  const box =
    shapes.map((one) => boxOf(child(child(one, 'spPr'), 'xfrm'), scale)).find((one) => one !== undefined) ??
    (isTitle ? TITLE_PLACE : BODY_PLACE);
  const form = formOf(shapes, drawing);
  if (form.fill === 'picture') addBlip(shape, drawing, { sheet, decor, box });
  const ground = isColour(form.fill) ? form.fill : groundOf(box, drawing);
  const paragraphs = paragraphsOf(child(shape, 'txBody'), textOf(drawing, { shapes, ground }));
  const says = paragraphs.some(({ runs }) => runs.some(({ text }) => text.trim() !== ''));
  const fill = isColour(form.fill) ? { fill: form.fill } : {};
  const border = form.border ? { border: form.border } : {};
  if (!says && !('fill' in fill) && !('border' in border)) return;
  drawing.parts.push({
    kind: 'text',
    box,
    decor,
    isTitle: isTitle && says,
    paragraphs: says ? paragraphs : [],
    ...fill,
    ...border,
    corners: form.corners,
    ...bodyOf(shapes, drawing),
  });
}

const textOf = (drawing: Drawing, of: Pick<TextOf, 'shapes' | 'ground'>): TextOf => ({
  sheets: drawing.sheets,
  slideWidth: drawing.size.width,
  ...of,
});

const CORNERS: Readonly<Record<string, TextPart['corners']>> = { roundRect: 'round', ellipse: 'ellipse' };
/** Forms that a box stands for. */
const BOXES = /^(rect|roundRect|ellipse|flowChart(Process|AlternateProcess|Terminator)|(round|snip)\d?.*Rect)$/;

interface Form extends Pick<TextPart, 'corners' | 'border'> {
  readonly fill: Fill | undefined;
}

function formOf(shapes: readonly Element[], { sheets: { palette }, size, undrawn }: Drawing): Form {
  const properties = shapes.map((shape) => child(shape, 'spPr'));
  const style = child(shapes[0], 'style');
  const referred = (name: string): Colour | undefined =>
    attribute(child(style, name), 'idx') === '0' ? undefined : palette.colourOf(child(style, name));
  const kind = properties.map((one) => attribute(child(one, 'prstGeom'), 'prst')).find((one) => one !== undefined) ?? 'rect';
  const isBox = BOXES.test(kind) && !child(properties[0], 'custGeom');
  const fill = properties.map((one) => palette.fillOf(one)).find((one) => one !== undefined) ?? referred('fillRef');
  const line = child(properties[0], 'ln');
  const drawn = palette.fillOf(line) ?? referred('lnRef');
  // A form that is none of ours would hide what is behind it; its text is shown.
  if (!isBox && ((fill !== undefined && fill !== 'nothing') || isColour(drawn))) undrawn.add('lines');
  return {
    fill: isBox ? fill : undefined,
    corners: CORNERS[kind] ?? 'square',
    ...(isBox && isColour(drawn) ? { border: { colour: drawn, width: Number(attribute(line, 'w') ?? 9525) / size.width } } : {}),
  };
}

/** How the text stands in its box. */
function bodyOf(shapes: readonly Element[], { size }: Drawing): Pick<TextPart, 'anchor' | 'inset'> {
  const bodies = shapes.map((shape) => child(child(shape, 'txBody'), 'bodyPr'));
  const said = (name: string): string | undefined => bodies.map((one) => attribute(one, name)).find((one) => one !== undefined);
  const inset = (name: string, otherwise: number): number => Number(said(name) ?? otherwise) / size.width;
  const anchor = said('anchor');
  return {
    anchor: anchor === 'ctr' ? 'center' : anchor === 'b' ? 'end' : 'start',
    inset: [inset('lIns', 91_440), inset('tIns', 45_720), inset('rIns', 91_440), inset('bIns', 45_720)],
  };
}

/** The colour of what lies under the middle of a box; undefined when that is a picture. */
function groundOf(box: Box, { parts, background }: Drawing): Colour | undefined {
  const under = parts.findLast(
    (part) => (part.kind === 'picture' || (part.kind === 'text' && part.fill)) && liesOn(box, part.box),
  );
  if (under?.kind === 'picture') return undefined;
  return under?.kind === 'text' ? under.fill : background;
}

function addPicture(shape: Element, drawing: Drawing, { sheet, decor, scale }: Within): void {
  const about = child(shape, 'nvPicPr');
  if (all(about, 'videoFile').length + all(about, 'audioFile').length > 0) drawing.undrawn.add('media');
  const places = shapesOf(shape, drawing.sheets).map((one) => boxOf(child(child(one, 'spPr'), 'xfrm'), scale));
  addBlip(shape, drawing, { sheet, decor, box: places.find((one) => one !== undefined) ?? BODY_PLACE });
}

function addBlip(shape: Element, drawing: Drawing, { sheet, decor, box }: Omit<Within, 'scale'> & { readonly box: Box }): void {
  const filled = all(shape, 'blipFill')[0];
  const picture = drawing.file.picture(sheet.targets.get(attribute(child(filled, 'blip'), 'embed') ?? '')?.target);
  if (!picture) {
    if (!decor) drawing.undrawn.add('picture');
    return;
  }
  const rect = child(filled, 'srcRect');
  const cut = ['l', 't', 'r', 'b'].map((side) => Math.max(0, Number(attribute(rect, side) ?? 0) / 100_000));
  const name = attribute(all(shape, 'cNvPr')[0], 'descr') ?? '';
  drawing.parts.push({ kind: 'picture', box, decor, picture, name, cut: cut as [number, number, number, number] });
}

function addFrame(frame: Element, drawing: Drawing, { decor, scale }: Within): void {
  const table = all(frame, 'tbl')[0];
  if (table) {
    drawing.parts.push(tableOf(table, drawing, { box: boxOf(child(frame, 'xfrm'), scale) ?? BODY_PLACE, decor }));
    return;
  }
  const what = attribute(all(frame, 'graphicData')[0], 'uri') ?? '';
  drawing.undrawn.add(/\/chart/.test(what) ? 'chart' : /\/diagram/.test(what) ? 'diagram' : 'object');
}

function tableOf(table: Element, drawing: Drawing, { box, decor }: { readonly box: Box; readonly decor: boolean }): TablePart {
  const widths = all(child(table, 'tblGrid'), 'gridCol').map((one) => Number(attribute(one, 'w') ?? 1));
  const total = widths.reduce((sum, width) => sum + width, 0);
  const goesOn = (cell: Element): boolean => ['hMerge', 'vMerge'].some((name) => /^(1|true)$/.test(attribute(cell, name) ?? ''));
  return {
    kind: 'table',
    box,
    decor,
    // Unless the file says otherwise: so it mostly is.
    headed: !/^(0|false)$/.test(attribute(child(table, 'tblPr'), 'firstRow') ?? ''),
    columns: widths.map((width) => width / total),
    rows: children(table, 'tr').map((row) => ({
      height: Number(attribute(row, 'h') ?? 0) / drawing.size.width,
      cells: children(row, 'tc')
        .filter((cell) => !goesOn(cell))
        .map((cell) => {
          const fill = drawing.sheets.palette.fillOf(child(cell, 'tcPr'));
          const own = isColour(fill) ? fill : undefined;
          return {
            columnSpan: Number(attribute(cell, 'gridSpan') ?? 1),
            rowSpan: Number(attribute(cell, 'rowSpan') ?? 1),
            paragraphs: paragraphsOf(
              child(cell, 'txBody'),
              textOf(drawing, { shapes: [], ground: own ?? groundOf(box, drawing) }),
            ),
            ...(own === undefined ? {} : { fill: own }),
          };
        }),
    })),
  };
}
