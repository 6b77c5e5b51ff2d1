// The texts of a slide: its lists, with the numbers that belong to what is said.
import { expect, it } from '@jest/globals';
import { linesOf, paragraphsOf, type TextOf } from '../../src/web/screens/outputs/formats/slide-text.ts';
import { element } from './elements.ts';

const of: TextOf = {
  sheets: { all: [], palette: { fillOf: () => undefined, colourOf: () => undefined }, defaults: undefined },
  shapes: [],
  slideWidth: 9_144_000,
  ground: '#ffffff',
};
const paragraph = (words: string, bullet: Element, said: Readonly<Record<string, string>> = {}) =>
  element('p', {}, element('pPr', said, bullet), element('r', {}, element('t', {}, words)));
const numbered = (type: string, startAt = '1') => element('buAutoNum', { type, startAt });
const read = (...paragraphs: readonly Element[]) => paragraphsOf(element('txBody', {}, ...paragraphs), of);

it('numbers are part of the lines, other signs are not', () => {
  const found = read(
    paragraph('Bake', numbered('arabicPeriod')),
    paragraph('', numbered('arabicPeriod')),
    paragraph('Sell', numbered('arabicPeriod')),
    paragraph('bread', element('buChar', { char: 'o' }), { lvl: '1' }),
    paragraph('cakes', numbered('alphaLcParenR'), { lvl: '1' }),
  );
  expect(found.map((one) => one.numbered)).toEqual([true, false, true, false, true]);
  expect(linesOf(found).map(({ text }) => text)).toEqual(['1. Bake', '2. Sell', 'bread', 'a) cakes']);
});

it.each([
  ['x', 0],
  ['-5', 0],
  ['1e20', 8],
])('a level that there is none of is the nearest one: %s', (lvl, level) => {
  expect(linesOf(read(paragraph('Bake', numbered('romanUcPeriod'), { lvl })))).toEqual([{ level, text: 'I. Bake' }]);
});

it('a number that nobody counts to is said in digits', () => {
  expect(linesOf(read(paragraph('Bake', numbered('romanUcPeriod', '1e15'))))).toEqual([
    { level: 0, text: '1000000000000000. Bake' },
  ]);
});
