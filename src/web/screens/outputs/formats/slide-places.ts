// Where things stand on a slide, as shares of its width and height.
import { attribute, child } from './office-file.ts';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Clockwise, in degrees. */
  readonly turn: number;
}
/** How lengths of a group (or of the slide itself) become shares: `from + length × times`. */
export interface Scale {
  readonly left: number;
  readonly top: number;
  readonly x: number;
  readonly y: number;
}

const length = (of: Element | undefined, name: string): number => Number(attribute(of, name) ?? 0);

export const scaleOf = (slide: { readonly width: number; readonly height: number }): Scale => ({
  left: 0,
  top: 0,
  x: 1 / slide.width,
  y: 1 / slide.height,
});

/** Within a group, lengths are its own. */
export function scaleWithin(group: Element, { left, top, x, y }: Scale): Scale {
  const place = child(child(group, 'grpSpPr'), 'xfrm');
  const [off, ext, inOff, inExt] = ['off', 'ext', 'chOff', 'chExt'].map((name) => child(place, name));
  if (!off || !ext || !inOff || !inExt) return { left, top, x, y };
  const byX = length(ext, 'cx') / (length(inExt, 'cx') || 1);
  const byY = length(ext, 'cy') / (length(inExt, 'cy') || 1);
  return {
    left: left + (length(off, 'x') - length(inOff, 'x') * byX) * x,
    top: top + (length(off, 'y') - length(inOff, 'y') * byY) * y,
    x: x * byX,
    y: y * byY,
  };
}

/** `place` is an `xfrm`. */
export function boxOf(place: Element | undefined, { left, top, x, y }: Scale): Box | undefined {
  const [off, ext] = [child(place, 'off'), child(place, 'ext')];
  if (!off || !ext) return undefined;
  return {
    left: left + length(off, 'x') * x,
    top: top + length(off, 'y') * y,
    width: length(ext, 'cx') * x,
    height: length(ext, 'cy') * y,
    turn: length(place, 'rot') / 60_000,
  };
}

/** Whether the middle of one lies within the other. */
export const liesOn = (one: Box, other: Box): boolean => {
  const [x, y] = [one.left + one.width / 2, one.top + one.height / 2];
  return x >= other.left && x <= other.left + other.width && y >= other.top && y <= other.top + other.height;
};
