// Text in terminal cells, numbers and dates: what every line of the CLI is made of.
import { describe, expect, it } from '@jest/globals';
import { legible, legibleText } from '../../src/cli/format/legible.ts';
import { bytes, count, duration, money } from '../../src/cli/format/numbers.ts';
import { table } from '../../src/cli/format/table.ts';
import { clip, shorten, widthOf, wrap } from '../../src/cli/format/text.ts';
import { sayDate } from '../../src/cli/words/dates.ts';

const NAMES = [
  'Rechnung März 2024 (Kopie 2) – endgültig.pdf',
  '年度報告書_最終版_修正済み_二〇二四年.xlsx',
  'פגישה עם הבנק.docx',
  '👩‍👩‍👧‍👦 Urlaub 🏖️.jpg',
  'a',
];

describe('shorten', () => {
  it.each([1, 8, 20, 40])('fits %i cells, keeps the end of the name and never cuts a sign in half', (width) => {
    for (const name of NAMES) {
      const short = shorten(name, width);
      expect(widthOf(short)).toBeLessThanOrEqual(width);
      if (widthOf(name) <= width) expect(short).toBe(name);
      else if (width >= 20) expect(name.endsWith(short.slice(short.indexOf('…') + 1))).toBe(true);
      expect(short).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
    }
  });
  it('loses the middle, not the type', () => {
    expect(shorten('Invoice 2024-03 from the printer shop final.pdf', 24)).toBe('Invoice 2024-0…final.pdf');
    expect(clip('Invoice 2024-03 from', 10)).toBe('Invoice 2…');
  });
  it('keeps one line one line', () => {
    expect(shorten('a\nb\tc', 20)).toBe('a⟨0a⟩b⟨09⟩c');
    expect(clip('Step one\n  and two', 20)).toBe('Step one and two');
  });
});

describe('wrap', () => {
  it.each([20, 40, 80])('gives lines of at most %i cells, long words included', (width) => {
    const text = `Grüße ${'x'.repeat(95)} ${'数'.repeat(50)} end\n\nnext`;
    for (const line of wrap(text, width, '  ')) expect(widthOf(line)).toBeLessThanOrEqual(width);
  });
});

describe('table', () => {
  const rows = [
    { id: 't1', n: 5, title: '年度報告書の確認と整理' },
    { id: 't22', n: 1200, title: 'Sort the receipts of the last three years by month and shop' },
  ];
  const columns = [
    { head: 'Task', cell: (row: (typeof rows)[0]) => row.id },
    { head: 'Files', cell: (row: (typeof rows)[0]) => String(row.n), align: 'right' as const },
    { head: 'Title', cell: (row: (typeof rows)[0]) => row.title, flexible: 'end' as const },
  ];
  it.each([40, 80, 120])('aligns columns in %i cells, wide signs included', (width) => {
    const lines = table(rows, columns, width);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
    expect(lines[1]).toMatch(/^t1 {4}/);
    expect(lines[1]).toContain('    5  ');
    expect(lines[2]).toContain(' 1200  Sort');
  });
});

describe('legible', () => {
  it('lets no name move the cursor, hide itself or read backwards', () => {
    expect(legibleText('a\u001b[2Jb\u0007\r\u009bc')).toBe('a⟨1b⟩[2Jb⟨07⟩⟨0d⟩⟨9b⟩c');
    expect(legibleText('photo\u202egpj.exe')).toBe('photo⟨202e⟩gpj.exe');
    expect(legibleText('Grüße\n\t你好 👋🏽')).toBe('Grüße\n\t你好 👋🏽');
  });
  it('reaches every string of a value and changes nothing else', () => {
    const before = { list: [{ name: '\u001b]0;x\u0007' }], n: 5, none: null, map: new Map([['k', '\u0000']]) };
    expect(legible(before)).toEqual({ list: [{ name: '⟨1b⟩]0;x⟨07⟩' }], n: 5, none: null, map: new Map([['k', '⟨00⟩']]) });
  });
});

describe('numbers', () => {
  it('have units that people use', () => {
    expect([0, 512, 999, 1000, 1200, 45_600, 999_600, 3_000_000_000].map(bytes)).toEqual([
      '0 B',
      '512 B',
      '999 B',
      '1.0 kB',
      '1.2 kB',
      '46 kB',
      '1.0 MB',
      '3.0 GB',
    ]);
    expect([0, 400, 1200, 59_400, 60_000, 184_000, 7_500_000].map(duration)).toEqual([
      '0.0 s',
      '0.4 s',
      '1 s',
      '59 s',
      '1 min',
      '3 min 4 s',
      '2 h 5 min',
    ]);
    expect([money(0.419), money(null), count(1, 'file'), count(1204, 'file')]).toEqual([
      '0.42 $',
      'cost unknown',
      '1 file',
      '1,204 files',
    ]);
  });
});

describe('dates', () => {
  const now = new Date(2026, 2, 5, 12, 0);
  const say = (...at: [number, number, number, number?, number?]): string => sayDate(new Date(...at).toISOString(), now);
  it('are said as people say them', () => {
    expect(say(2026, 2, 5, 9, 5)).toBe('today 09:05');
    expect(say(2026, 2, 4, 23, 59)).toBe('yesterday 23:59');
    expect(say(2026, 2, 2, 14, 2)).toBe('Mon 14:02');
    expect(say(2026, 1, 3, 14, 2)).toBe('3 February');
    expect(say(2024, 1, 3, 14, 2)).toBe('3 February 2024');
    expect(say(2026, 2, 6, 8, 0)).toBe('tomorrow 08:00');
  });
});
