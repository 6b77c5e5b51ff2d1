// What changes, in the second language, from the same numbers as in the first.
import { expect, it } from '@jest/globals';
import { doneInWords, missedInWords, plannedInWords } from '../../src/contract/change-words.ts';
import { saidChange } from '../../src/web/words/de/said-change.ts';

const none = { create: 0, replace: 0, move: 0, delete: 0, other: 0 };
const many = { ...none, move: 1214, create: 1, other: 3 };
const one = { ...none, replace: 1, delete: 2 };

it.each([
  [plannedInWords(many), many, '1.214 Dateien werden verschoben, 1 wird angelegt, 3 Ordner werden angelegt, nichts gelöscht'],
  [doneInWords(one), one, '1 Datei ersetzt, 2 gelöscht'],
  [doneInWords(many, 'items'), many, '1.214 Einträge verschoben, 1 angelegt, 3 Ordner angelegt, nichts gelöscht'],
  [missedInWords(one), one, '1 Datei wäre ersetzt worden, 2 wären gelöscht worden'],
  [plannedInWords(none), none, 'Nichts wird geändert'],
  ['1 change taken back', one, '1 Änderung zurückgenommen'],
  ['2 changes taken back', undefined, '2 Änderungen zurückgenommen'],
  ['1200 changes made again', one, '1.200 Änderungen wieder getan'],
])('%s', (summary, counts, said) => {
  expect(saidChange({ summary, ...(counts ? { counts } : {}) })).toBe(said);
});

it('what is said otherwise stays as it comes', () => {
  expect(saidChange({ summary: 'It wants the folder /tmp', counts: none })).toBe('It wants the folder /tmp');
});
