// Lists of a text document: which number an item has, however wildly the file counts.
import { describe, expect, it } from '@jest/globals';
import { countLists, levelIn, type NumberKind, placeOf, sayCount } from '../../src/web/screens/outputs/formats/docx-lists.ts';
import { element } from './elements.ts';

const val = (name: string, value: string) => element(name, { val: value });
const level = (depth: number, format: string, rest: Readonly<Record<string, string>> = {}) =>
  element(
    'lvl',
    { ilvl: String(depth) },
    val('numFmt', format),
    ...Object.entries(rest).map(([name, value]) => val(name, value)),
  );
const counting = (...levels: readonly Element[]) =>
  countLists(
    element(
      'numbering',
      {},
      element('abstractNum', { abstractNumId: '0' }, ...levels),
      element('num', { numId: '1' }, val('abstractNumId', '0')),
    ),
  );
const at = (depth: number) => ({ list: '1', level: depth, deeper: 0 });

describe('a count', () => {
  it.each<[NumberKind, number, string]>([
    ['decimal', 7, '7'],
    ['lowerLetter', 1, 'a'],
    ['upperLetter', 28, 'BB'],
    ['lowerRoman', 1994, 'mcmxciv'],
    ['upperRoman', 4, 'IV'],
  ])('is said as %s: %d', (kind, count, said) => {
    expect(sayCount(count, kind)).toBe(said);
  });

  it.each([0, -3, 1.5, 10_000, 1e15, Infinity, NaN])('that no list has is said in digits: %d', (count) => {
    for (const kind of ['upperRoman', 'lowerLetter'] as const) expect(sayCount(count, kind)).toBe(String(count));
  });
});

describe('a list', () => {
  it('counts its items, and those within them anew', () => {
    const next = counting(level(0, 'decimal'), level(1, 'lowerLetter', { lvlText: '%1.%2' }));
    expect([at(0), at(1), at(1), at(0), at(1)].map(next)).toEqual([
      { kind: 'decimal', number: 1 },
      { kind: 'lowerLetter', number: 1, label: '1.a' },
      { kind: 'lowerLetter', number: 2, label: '1.b' },
      { kind: 'decimal', number: 2 },
      { kind: 'lowerLetter', number: 1, label: '2.a' },
    ]);
  });

  it.each([
    ['1e15', '1000000000000000.1'],
    ['-2', '-2.1'],
    ['Infinity', 'I.1'],
    ['x', 'I.1'],
  ])('may begin anywhere: %s', (start, label) => {
    const next = counting(level(0, 'upperRoman', { start }), level(1, 'decimal', { lvlText: '%1.%2' }));
    next(at(0));
    expect(next(at(1))?.label).toBe(label);
  });

  it.each([
    [undefined, 0],
    ['3', 3],
    ['x', 0],
    ['-1', 0],
    ['1.5', 1],
    ['4000000000', 8],
    ['Infinity', 8],
  ])('has nine levels: %s', (said, found) => {
    expect(levelIn(said)).toBe(found);
    const ilvl = said === undefined ? [] : [val('ilvl', said)];
    const place = placeOf(element('pPr', {}, element('numPr', {}, val('numId', '1'), ...ilvl)));
    expect(place?.level).toBe(found);
  });
});
