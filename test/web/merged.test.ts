// Cells that are one, while only some rows are drawn.
import { expect, it } from '@jest/globals';
import { spreadIn } from '../../src/web/screens/outputs/formats/merged.ts';

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
