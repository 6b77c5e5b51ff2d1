// What stands on a slide, as far as it is drawn here.
import type { Colour } from './slide-colours.ts';
import type { Box } from './slide-places.ts';
import type { Paragraph } from './slide-text.ts';
import type { Span } from './span.ts';

/** `decor`: it comes from the layout, the same on each slide. */
interface Placed {
  readonly box: Box;
  readonly decor: boolean;
}
export interface TextPart extends Placed {
  readonly kind: 'text';
  readonly isTitle: boolean;
  readonly paragraphs: readonly Paragraph[];
  readonly fill?: Colour;
  readonly border?: { readonly colour: Colour; readonly width: number };
  readonly corners: 'square' | 'round' | 'ellipse';
  readonly anchor: 'start' | 'center' | 'end';
  /** Left, top, right, bottom, as shares of the slide's width. */
  readonly inset: readonly [number, number, number, number];
}
export interface PicturePart extends Placed {
  readonly kind: 'picture';
  readonly picture: Blob;
  readonly name: string;
  /** What is cut off left, top, right and bottom, as shares of the picture. */
  readonly cut: readonly [number, number, number, number];
}
export interface TablePart extends Placed {
  readonly kind: 'table';
  /** Its first row names the columns. */
  readonly headed: boolean;
  /** Shares of the table's width. */
  readonly columns: readonly number[];
  readonly rows: readonly { readonly height: number; readonly cells: readonly TableCell[] }[];
}
export interface TableCell extends Span {
  readonly paragraphs: readonly Paragraph[];
  readonly fill?: Colour;
}
export type Part = TextPart | PicturePart | TablePart;

/** What a slide has and this picture of it has not. */
export type Undrawn = 'chart' | 'diagram' | 'media' | 'object' | 'lines' | 'picture' | 'background';

export interface Slide {
  readonly title: string;
  readonly background: Colour;
  readonly parts: readonly Part[];
  readonly undrawn: readonly Undrawn[];
  readonly notes: readonly string[];
}
export interface Deck {
  /** Width by height. */
  readonly ratio: number;
  readonly slides: readonly Slide[];
}
