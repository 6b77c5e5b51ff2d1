// A number from the command line.
import { usage } from './exit.ts';
import { words } from './words/product.ts';

/** Undefined when the option was not given; anything but a number above 0 is wrong usage. */
export function aboveZero(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw usage(words.number(option));
  return value;
}
