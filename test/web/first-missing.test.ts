// The order in which the texts of a PDF are read.
import { expect, it } from '@jest/globals';
import { firstMissing } from '../../src/web/screens/outputs/formats/first-missing.ts';

it('a page that was read before its turn does not bring those before it', () => {
  expect(firstMissing(new Set())).toBe(0);
  expect(firstMissing(new Set([189]))).toBe(0);
  expect(firstMissing(new Set([0, 1, 189]))).toBe(2);
  expect(firstMissing(new Set([1, 2, 0]))).toBe(3);
});
