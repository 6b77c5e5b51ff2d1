// Amounts in the number format of the page, here a German one.
import { expect, it } from '@jest/globals';

it('is said with the same comma, however little it is', async () => {
  Object.assign(globalThis, { localStorage: { getItem: () => 'de' } });
  const { sayUsd } = await import('../../src/web/words/say-amount.ts');
  expect([0.03, 0.001, 0].map(sayUsd)).toEqual(['0,03 $', '< 0,01 $', '0,00 $']);
});
