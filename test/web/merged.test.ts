// Cells that are one, while only some rows are drawn.
import { expect, it } from '@jest/globals';
import { mergesOf, spreadIn } from '../../src/web/screens/outputs/formats/merged.ts';

const tall = [{ top: 2, left: 1, bottom: 9, right: 2 }];

it('a merged cell is drawn once, in the first of its rows that is in sight', () => {
  const whole = spreadIn(tall, { from: 0, to: 20, columns: 5 });
  expect(whole(2, 1)).toEqual({ row: 2, column: 1, rowSpan: 8, columnSpan: 2 });
  expect(whole(2, 2)).toBe('covered');
  expect(whole(9, 1)).toBe('covered');
  expect(whole(10, 1)).toBeUndefined();
  const scrolled = spreadIn(tall, { from: 5, to: 7, columns: 5 });
  expect(scrolled(5, 1)).toEqual({ row: 2, column: 1, rowSpan: 3, columnSpan: 2 });
  expect(scrolled(6, 1)).toBe('covered');
});

it('a merged cell ends with the columns that are kept, and is nowhere when none of it is in sight', () => {
  expect(spreadIn(tall, { from: 0, to: 3, columns: 2 })(2, 1)).toEqual({ row: 2, column: 1, rowSpan: 2, columnSpan: 1 });
  expect(spreadIn(tall, { from: 0, to: 1, columns: 5 })(1, 1)).toBeUndefined();
  expect(spreadIn(tall, { from: 0, to: 3, columns: 1 })(2, 1)).toBeUndefined();
});

it('no cell is of two merged ones, and each has a first and a last place', () => {
  const at = (top: number, left: number, bottom: number, right: number) => ({ top, left, bottom, right });
  const said = [
    at(5, 0, 9, 3),
    at(0, 0, 5, 1),
    at(0, 1, 0, 1),
    at(0, 2, 4, 900),
    at(3, 4, 1, 4),
    at(2, 60, 2, 70),
    at(-1, 0, 0, 0),
  ];
  expect(mergesOf(said, 50)).toEqual([at(0, 0, 5, 1), at(0, 2, 4, 49)]);
});

it('more merged cells than anybody makes are left as they are', () => {
  const many = Array.from({ length: 30_000 }, (_, row) => ({ top: row, left: 0, bottom: row, right: 1 }));
  expect(mergesOf(many, 50)).toHaveLength(20_000);
  const same = many.map(() => ({ top: 0, left: 0, bottom: 99_999, right: 199 }));
  expect(mergesOf(same, 200)).toHaveLength(1);
});
