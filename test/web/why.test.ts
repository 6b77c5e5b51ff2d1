// Why something is asked, in the words of the page.
import { expect, it } from '@jest/globals';
import { ASKING_RULES } from '../../src/contract/asking.ts';
import { why as inGerman } from '../../src/web/words/de/why.ts';
import { why as inEnglish } from '../../src/web/words/en/why.ts';

it('is a whole sentence in each language', () => {
  expect(inEnglish(ASKING_RULES.deletes)).toBe('Asked because: deletions are always asked about in this folder.');
  expect(inGerman(ASKING_RULES.deletes)).toBe('Gefragt wird, weil in diesem Ordner vor jedem Löschen gefragt wird.');
});

it.each(Object.values(ASKING_RULES))('names nothing that the page has no word for: %s', (rule) => {
  for (const said of [inEnglish(rule), inGerman(rule)])
    expect(said).not.toMatch(/mode auto|access write|operations|bytes|: \w+ \w+ .*[^.]$/);
});

it('of a rule that this page does not know is as it comes', () => {
  expect(inEnglish('a new rule')).toBe('Asked because: a new rule');
  expect(inGerman('a new rule')).toBe('Gefragt wird, weil: a new rule');
});
