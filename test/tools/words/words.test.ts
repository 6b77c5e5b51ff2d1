// Numbers, sizes, dates and names as people read them.
import { describe, expect, it } from '@jest/globals';
import { bytes } from '../../../src/tools/words/bytes.ts';
import { count, counted, some } from '../../../src/tools/words/count.ts';
import { lastName, place, shown } from '../../../src/tools/words/names.ts';
import { zonedDates } from '../../../src/tools/words/zoned-dates.ts';

describe('sizes', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [9949, '9.9 kB'],
    [9960, '10 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [1_234_567, '1.2 MB'],
    [3_400_000_000, '3.4 GB'],
    [7.5e15, '7.5 PB'],
    [7.5e19, '75000 PB'],
  ])('%d is %s', (size, text) => expect(bytes(size)).toBe(text));
});

describe('numbers', () => {
  it('group thousands and know one from many', () => {
    expect(count(1204)).toBe('1,204');
    expect(counted(1, 'file')).toBe('1 file');
    expect(counted(2000, 'entry', 'entries')).toBe('2,000 entries');
  });
  it('say how many more there are', () => {
    expect(some(['a', 'b'], 2)).toBe('a, b');
    expect(some(['a', 'b', 'c'], 1)).toBe('a and 2 more');
  });
});

describe('dates', () => {
  it('are in the zone of the user, over the change of the clock', () => {
    const dates = zonedDates('Europe/Berlin');
    expect(dates.day('2024-02-29T23:30:00Z')).toBe('2024-03-01');
    expect(dates.minute('2024-02-29T23:30:00Z')).toBe('2024-03-01 00:30 +01:00');
    expect(dates.minute('2024-07-01T12:02:00Z')).toBe('2024-07-01 14:02 +02:00');
  });
  it('carry an offset in every zone', () => {
    expect(zonedDates('UTC').minute('2024-03-01T14:02:00Z')).toBe('2024-03-01 14:02 +00:00');
    expect(zonedDates('Asia/Kathmandu').minute('2024-03-01T00:00:00Z')).toBe('2024-03-01 05:45 +05:45');
    expect(zonedDates('America/New_York').minute('1987-03-01T14:02:00Z')).toBe('1987-03-01 09:02 -05:00');
  });
  it('that cannot be read are said to be none', () => {
    expect(zonedDates('UTC').day('')).toBe('no date');
    expect(zonedDates('UTC').minute('never')).toBe('no date');
  });
});

describe('names', () => {
  it('stay as they are when they are plain, also in other scripts', () => {
    for (const name of ['a b.txt', 'Übersicht.md', '図.png', '👩‍👩‍👧.jpg', '.hidden']) expect(shown(name)).toBe(name);
  });
  it('cannot end their line, hide or turn the text around', () => {
    expect(shown('a\n/folders/other: 3 entries')).toBe('"a\\n/folders/other: 3 entries"');
    expect(shown('a\u2028b')).toBe('"a\\u2028b"');
    expect(shown('gpj\u202etxt.exe')).toBe('"gpj\\u202etxt.exe"');
    expect(shown('esc\u001b[2J')).toBe('"esc\\u001b[2J"');
    expect(shown('del\u0085')).toBe('"del\\u0085"');
  });
  it('show blanks at their ends', () => {
    expect(shown(' a')).toBe('" a"');
    expect(shown('a ')).toBe('"a "');
    expect(shown('')).toBe('""');
  });
  it('are shortened to the place that people know', () => {
    expect(place('/folders/Downloads/2024/a.jpg')).toBe('Downloads/2024/a.jpg');
    expect(place('/folders/Downloads/')).toBe('Downloads');
    expect(place('/folders')).toBe('all folders');
    expect(place('/')).toBe('all folders');
    expect(place('/outputs/x.md')).toBe('outputs/x.md');
    expect(lastName('/folders/A/b/')).toBe('b');
  });
});
