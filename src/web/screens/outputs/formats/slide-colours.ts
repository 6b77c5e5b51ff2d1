// Colours of a presentation: by value, or by a name that its theme explains. Text is kept readable on what it lies on.
import { all, attribute, child } from './office-file.ts';

/** `#rrggbb`. */
export type Colour = `#${string}`;
export type Fill = Colour | 'picture' | 'nothing';
export const isColour = (fill: Fill | undefined): fill is Colour => fill?.startsWith('#') ?? false;

export interface Palette {
  /** Of the first colour within the element, with what lightens or darkens it; undefined when there is none that is known. */
  colourOf(of: Element | undefined): Colour | undefined;
  /** What an element with a fill is filled with: a colour, a picture, nothing; undefined when it does not say. */
  fillOf(of: Element | undefined): Fill | undefined;
}

export function paletteOf(theme: Element | undefined, master: Element | undefined): Palette {
  const scheme = all(theme, 'clrScheme')[0];
  const names = child(master, 'clrMap');
  const colourOf: Palette['colourOf'] = (of) => {
    const one = [...(of?.children ?? [])].find(({ localName }) => /Clr$/.test(localName));
    const value = attribute(one, 'val') ?? '';
    switch (one?.localName) {
      case 'srgbClr':
        return /^[\da-f]{6}$/i.test(value) ? changed(`#${value.toLowerCase()}`, one) : undefined;
      case 'sysClr':
        return changed(`#${(attribute(one, 'lastClr') ?? (value === 'window' ? 'ffffff' : '000000')).toLowerCase()}`, one);
      case 'prstClr':
        return value === 'white' ? '#ffffff' : value === 'black' ? '#000000' : undefined;
      case 'schemeClr': {
        const base = colourOf(child(scheme, attribute(names, value) ?? value));
        return base && changed(base, one);
      }
      default:
        return undefined;
    }
  };
  return {
    colourOf,
    fillOf(of) {
      if (child(of, 'noFill')) return 'nothing';
      if (child(of, 'blipFill')) return 'picture';
      // Of a gradient its beginning.
      return colourOf(child(of, 'solidFill') ?? all(child(of, 'gradFill'), 'gs')[0]);
    },
  };
}

type Rgb = readonly [number, number, number];
const parse = (colour: Colour): Rgb => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255) as unknown as Rgb;
const write = (rgb: Rgb): Colour =>
  `#${rgb
    .map((part) =>
      Math.round(Math.min(1, Math.max(0, part)) * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;

function changed(colour: Colour, by: Element): Colour {
  const share = (name: string): number | undefined => {
    const value = attribute(child(by, name), 'val');
    return value === undefined ? undefined : Number(value) / 100_000;
  };
  let rgb = parse(colour);
  const [shade, tint, times, plus] = ['shade', 'tint', 'lumMod', 'lumOff'].map(share);
  if (shade !== undefined) rgb = rgb.map((part) => part * shade) as unknown as Rgb;
  if (tint !== undefined) rgb = rgb.map((part) => part * tint + 1 - tint) as unknown as Rgb;
  if (times === undefined && plus === undefined) return write(rgb);
  return write(lightened(rgb, (light) => light * (times ?? 1) + (plus ?? 0)));
}

/** The same hue in another lightness (of hue, saturation, lightness). */
function lightened(rgb: Rgb, change: (light: number) => number): Rgb {
  const most = Math.max(...rgb);
  const least = Math.min(...rgb);
  const light = (most + least) / 2;
  const wanted = Math.min(1, Math.max(0, change(light)));
  const reach = (of: number): number => 1 - Math.abs(2 * of - 1);
  // How far each part is from the middle grows and shrinks with the room that this lightness leaves.
  const factor = reach(light) === 0 ? 0 : reach(wanted) / reach(light);
  return rgb.map((part) => wanted + (part - light) * factor) as unknown as Rgb;
}

const LEAST_CONTRAST = 4.5;

/** The colour itself where it can be read on the ground, else black or white. */
export const readable = (colour: Colour, ground: Colour): Colour =>
  contrast(colour, ground) >= LEAST_CONTRAST
    ? colour
    : contrast('#000000', ground) >= contrast('#ffffff', ground)
      ? '#000000'
      : '#ffffff';

export function contrast(a: Colour, b: Colour): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((one, other) => other - one) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** As the rules for accessible pages define it (WCAG 2.1). */
function luminance(colour: Colour): number {
  const [red, green, blue] = parse(colour).map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  ) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
