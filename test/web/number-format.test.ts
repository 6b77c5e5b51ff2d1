// Numbers of spreadsheets, as their format codes want them.
import { describe, expect, it, jest } from '@jest/globals';
import { formatCode, numbersFor } from '../../src/web/screens/outputs/formats/number-format.ts';

const reader = { language: 'en', firstDayMs: Date.UTC(1899, 11, 30) };
const sayNumber = numbersFor(reader);

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
    ['0.000000000000/0', 0.5, '0.5000000000000'],
  ])('%s: %s', (code, value, said) => {
    expect(sayNumber(value, code)).toBe(said);
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
    expect(sayNumber(value, code).replace(/\s/g, ' ')).toBe(said);
  });

  it.each(['d.m.yyyy', 'h:mm', '[h]:mm', 'ddd h:mm'])('that is no day of any calendar is a number: %s', (code) => {
    expect(sayNumber(1e9, code)).toBe('1000000000');
    expect(sayNumber(-1e9, `${code};-${code}`)).toBe('1000000000');
    expect(sayNumber(Infinity, code)).toBe('∞');
  });

  it('of many cells with one format has one formatter', () => {
    const made = jest.spyOn(Intl, 'NumberFormat');
    const say = numbersFor(reader);
    const before = made.mock.calls.length;
    for (let cell = 0; cell < 50; cell += 1) say(cell, '#,##0.00');
    // Another code that wants the same of its digits.
    say(1, '"about" #,##0.00');
    expect(made.mock.calls.length - before).toBe(1);
    made.mockRestore();
  });

  it('may have a format without a code, or an own one', () => {
    expect(formatCode(9, new Map())).toBe('0%');
    expect(formatCode(9, new Map([[9, '0.0']]))).toBe('0.0');
    expect(formatCode(99, new Map())).toBe('');
  });
});
