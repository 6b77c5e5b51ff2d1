// Numbers of spreadsheets, as their format codes want them.
import { describe, expect, it } from '@jest/globals';
import { formatCode, sayNumber } from '../../src/web/screens/outputs/formats/number-format.ts';

const reader = { language: 'en', firstDayMs: Date.UTC(1899, 11, 30) };

describe('a number of a spreadsheet', () => {
  it.each([
    ['General', 1234.5, '1234.5'],
    ['', 0.1 + 0.2, '0.3'],
    ['0', 7.6, '8'],
    ['00000', 501, '00501'],
    ['#,##0.00', -1234.5, '-1,234.50'],
    ['#,##0.00\\ "€"', 1234.5, '1,234.50 €'],
    ['[$$-409]#,##0.00', -5, '-$5.00'],
    ['[$€-407] #,##0', 5, '€ 5'],
    ['0%', 0.256, '26%'],
    ['0.0%', 0.256, '25.6%'],
    ['0.00E+00', 12345, '1.23E4'],
    ['#,##0,"k"', 1_234_567, '1,235k'],
    ['#,##0_);(#,##0)', -3, '(3)'],
    ['0;-0;"none"', 0, 'none'],
    ['_-* #,##0.00 €_-;-* #,##0.00 €_-;_-* "-"?? €_-;_-@_-', -12, '-12.00 €'],
    ['_-* #,##0.00 €_-;-* #,##0.00 €_-;_-* "-"?? €_-;_-@_-', 0, '- €'],
    ['[Red]General', 3, '3'],
    ['0.0 "days"', 2, '2.0 days'],
  ])('%s: %s', (code, value, said) => {
    expect(sayNumber(value, code, reader)).toBe(said);
  });

  it.each([
    ['d.m.yyyy', 45352, 'Mar 1, 2024'],
    ['[$-407]d. mmmm yyyy', 45352, 'Mar 1, 2024'],
    ['mmm yyyy', 45352, 'Mar 2024'],
    ['ddd d mmm yyyy', 45352, 'Fri, Mar 1, 2024'],
    ['[$-407]dddd, d. mmmm yyyy', 45352, 'Friday, March 1, 2024'],
    ['mmmm', 45352, 'March'],
    ['dddd', 45352, 'Friday'],
    ['d.m.yyyy h:mm', 45352.75, 'Mar 1, 2024, 6:00 PM'],
    ['h:mm AM/PM', 0.25, '6:00 AM'],
    ['[h]:mm', 1.5, '36:00'],
    ['mm:ss', 61 / 86_400, '1:01'],
  ])('is a date or a time: %s', (code, value, said) => {
    // Which space stands before AM is the library's own affair.
    expect(sayNumber(value, code, reader).replace(/\s/g, ' ')).toBe(said);
  });

  it('may have a format without a code, or an own one', () => {
    expect(formatCode(9, new Map())).toBe('0%');
    expect(formatCode(9, new Map([[9, '0.0']]))).toBe('0.0');
    expect(formatCode(99, new Map())).toBe('');
  });
});
