// Chance that a seed repeats, whatever order it is asked in.
import { createHash } from 'node:crypto';

/** A whole number from `least` to `most` for this name. */
export function draw(seed: number, name: string, [least, most]: readonly [number, number]): number {
  const chance = createHash('sha256').update(`${seed}/${name}`).digest().readUInt32LE() / 2 ** 32;
  return least + Math.floor(chance * (most - least + 1));
}

/** Lines of made-up words, about so many characters long. */
export function words(seed: number, name: string, chars: number): string {
  const some = Array.from(
    { length: Math.ceil(chars / 6) },
    (_, n) => WORDS[draw(seed, `${name}/${n % 50}`, [0, WORDS.length - 1])],
  );
  return some
    .join(' ')
    .replaceAll(/((?:\S+ ){12})/g, '$1\n')
    .slice(0, chars);
}

const WORDS = 'invoice letter March total draft amount signed copy annual plan photo travel note order tax list paid open'.split(
  ' ',
);
