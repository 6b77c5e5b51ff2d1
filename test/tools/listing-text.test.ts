// A listing in few characters: totals first, pages that say where the next one begins.
import { describe, expect, it } from '@jest/globals';
import type { Entry, Listing } from '../../src/files/port.ts';
import { listingText } from '../../src/tools/listing-text.ts';
import { zonedDates } from '../../src/tools/words/zoned-dates.ts';

const dates = zonedDates('Europe/Berlin');
const file = (path: string, more: Partial<Entry> = {}): Entry => ({
  path,
  kind: 'file',
  bytes: 1234,
  modifiedAt: '2024-03-01T14:02:00Z',
  ...more,
});
const listing = (entries: Entry[], more: Partial<Listing> = {}): Listing => ({
  entries,
  total: entries.length,
  totalBytes: entries.reduce((sum, e) => sum + e.bytes, 0),
  next: undefined,
  unreadable: [],
  ...more,
});
const at = { path: '/folders/A', recursive: true, offset: 0, details: false };
const thousand = Array.from({ length: 1000 }, (_, i) =>
  file(`/folders/A/month ${String(i % 12).padStart(2, '0')}/photo ${String(i).padStart(4, '0')}.jpg`),
).sort((a, b) => (a.path < b.path ? -1 : 1));

describe('a listing', () => {
  it('groups by folder and writes no path twice', () => {
    const text = listingText(
      listing([file('/folders/A/sub', { kind: 'folder', bytes: 0 }), file('/folders/A/sub/x.txt'), file('/folders/A/z.txt')]),
      at,
      dates,
    );
    expect(text).toBe(
      ['/folders/A: 3 entries, 2.5 kB', 'sub/', 'z.txt · 1.2 kB · 2024-03-01', 'sub/:', '  x.txt · 1.2 kB · 2024-03-01'].join(
        '\n',
      ),
    );
  });

  it('gives exact sizes, times with offset and kinds on request', () => {
    const text = listingText(
      listing([file('/folders/A/s', { kind: 'folder' }), file('/folders/A/x.txt')]),
      { ...at, details: true },
      dates,
    );
    expect(text.split('\n').slice(1)).toEqual([
      's/ · folder · 2024-03-01 15:02 +01:00',
      'x.txt · file · 1,234 bytes · 2024-03-01 15:02 +01:00',
    ]);
  });

  it('says what is no plain file', () => {
    const entries = [
      file('/folders/A/l', { kind: 'link' }),
      file('/folders/A/p', { kind: 'other' }),
      file('/folders/A/c.mov', { placeholder: true }),
    ];
    const text = listingText(listing(entries), at, dates);
    expect(text).toContain('l · link, not followed');
    expect(text).toContain('p · special file, never opened');
    expect(text).toContain('c.mov · 1.2 kB · 2024-03-01 · only in the cloud');
  });

  it('names page and next offset, and the last page', () => {
    const page = thousand.slice(0, 200);
    expect(listingText(listing(page, { total: 1204, next: 200 }), at, dates).split('\n')[0]).toMatch(
      /: 1,204 entries, .*; showing 1–200 of 1,204; next offset 200$/,
    );
    expect(listingText(listing(page, { total: 1204 }), { ...at, offset: 1004 }, dates).split('\n')[0]).toMatch(
      /showing 1,005–1,204 of 1,204; this is the last page$/,
    );
    expect(listingText(listing([], { total: 7 }), { ...at, offset: 9 }, dates)).toMatch(/offset 9 is behind the last one/);
    expect(listingText(listing([]), at, dates)).toBe('/folders/A is empty.');
  });

  it('holds 1,000 files in under 45,000 characters, and in less than two thirds of the long form', () => {
    const short = listingText(listing(thousand), at, dates);
    expect(short.split('\n').filter((line) => line.includes('photo'))).toHaveLength(1000);
    expect(short.length).toBeLessThan(45_000);
    expect(short.length).toBeLessThan((listingText(listing(thousand), { ...at, details: true }, dates).length * 2) / 3);
  });

  it('ends a page early rather than be cut, and the next offset leaves nothing out', () => {
    const long = Array.from({ length: 2000 }, (_, i) =>
      file(`/folders/A/${i % 3}/${String(i).padStart(5, '0')}${'x'.repeat(150)}`),
    );
    const seen: string[] = [];
    for (let offset = 0; offset < long.length;) {
      const text = listingText(listing(long.slice(offset), { total: long.length }), { ...at, offset }, dates);
      expect(text.length).toBeLessThan(100_000);
      const [, end] = /showing [\d,]+–([\d,]+) of/.exec(text) ?? [];
      seen.push(...(text.match(/\d{5}(?=x)/g) ?? []));
      offset = end ? Number(end.replaceAll(',', '')) : long.length;
      expect(text).toContain(offset < long.length ? `next offset ${offset}` : 'last page');
      // Exactly the entries up to the next offset were shown, although they are grouped in another order.
      expect([...seen].sort()).toEqual(long.slice(0, offset).map((e) => e.path.slice(-155, -150)));
    }
    expect(seen).toHaveLength(2000);
  });

  it('is the same text for the same listing', () => {
    expect(listingText(listing(thousand), at, dates)).toBe(listingText(listing(thousand), at, dates));
  });

  it('keeps a name with a line end in its line', () => {
    const text = listingText(listing([file('/folders/A/x\n9 entries: all safe')]), at, dates);
    expect(text.split('\n')).toHaveLength(2);
  });

  it('says what could not be looked at', () => {
    const unreadable = Array.from({ length: 12 }, (_, i) => `/folders/A/${i}`);
    expect(listingText(listing([], { total: 0, unreadable }), at, dates)).toMatch(
      /Could not be looked at \(12\): .* and 2 more$/,
    );
  });
});
