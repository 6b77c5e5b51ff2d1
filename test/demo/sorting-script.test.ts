// The scripted model really looks: what it decides comes out of what the real tools would have told it.
import { describe, expect, it } from '@jest/globals';
import type { Entry } from '../../src/files/port.ts';
import { messyFiles } from '../../src/demo/messy-folder.ts';
import { planMoves } from '../../src/demo/plan-moves.ts';
import { readHits, readListing } from '../../src/demo/read-listing.ts';
import { readReceipt, totalsOf, vatCsv } from '../../src/demo/vat-sheet.ts';
import { listingText } from '../../src/tools/listing-text.ts';
import { zonedDates } from '../../src/tools/words/zoned-dates.ts';

const ROOT = '/folders/Downloads';
const made = messyFiles();
const entries: Entry[] = made
  .map((file) => ({
    path: `${ROOT}/${file.path}`,
    kind: 'file' as const,
    bytes: file.content.length,
    modifiedAt: file.changedAt.toISOString(),
  }))
  .sort((a, b) => (a.path < b.path ? -1 : 1));

function listed(entries: Entry[], offset: number, limit: number) {
  const page = entries.slice(offset, offset + limit);
  const listing = {
    entries: page,
    total: entries.length,
    totalBytes: 1,
    next: offset + limit < entries.length ? offset + limit : undefined,
    unreadable: [],
  };
  return readListing(listingText(listing, { path: ROOT, recursive: true, offset, details: true }, zonedDates('UTC')), ROOT);
}

describe('reading a listing', () => {
  it('finds every file with its size and month, over pages', () => {
    const seen = [];
    for (let next: number | undefined = 0; next !== undefined;) {
      const page = listed(entries, next, 100);
      seen.push(...page.files);
      next = page.next;
    }
    const truth = entries.map(({ path, bytes, modifiedAt }) => ({ path, bytes, month: modifiedAt.slice(0, 7) }));
    expect(new Set(seen)).toEqual(new Set(truth));
    expect(seen).toHaveLength(truth.length);
  });

  it('reads names that need quotes and tells links from files', () => {
    const at = '2024-03-01T10:00:00Z';
    const strange: Entry[] = [
      { path: `${ROOT}/a · file · 5 bytes · 2020-01-01 .txt`, kind: 'file', bytes: 7, modifiedAt: at },
      { path: `${ROOT}/line\nbreak.txt`, kind: 'file', bytes: 8, modifiedAt: at },
      { path: `${ROOT}/link`, kind: 'link', bytes: 0, modifiedAt: at },
    ];
    const page = listed(strange, 0, 10);
    expect(page.files.map((file) => file.path)).toEqual(strange.slice(0, 2).map((entry) => entry.path));
    expect(page.links).toEqual([`${ROOT}/link`]);
  });
});

describe('the plan of moves', () => {
  const receipts = new Set(made.filter((file) => file.receipt).map((file) => `${ROOT}/${file.path}`));
  const files = listed(entries, 0, 2000).files;
  const plan = planMoves(files, ROOT, receipts);

  it('knows the copies by name and size alone, all and only those', () => {
    const copies = made.filter((file) => file.copyOf !== undefined).map((file) => `${ROOT}/${file.path}`);
    expect(new Set(plan.duplicates)).toEqual(new Set(copies));
  });

  it('sends no two files to one name, also where case or accents do not count, and onto no file that is there', () => {
    const targets = plan.moves.map((move) => move.to.normalize('NFC').toLowerCase());
    expect(new Set(targets).size).toBe(targets.length);
    expect(plan.moves.some((move) => move.to.includes('Invoice (from New folder).pdf'))).toBe(true);
    const there = new Set(entries.map((entry) => entry.path));
    expect(plan.moves.filter((move) => there.has(move.to))).toEqual([]);
  });

  it('leaves hidden and unknown files alone and moves every other one', () => {
    expect(plan.leftAlone.map((path) => path.slice(ROOT.length + 1)).toSorted()).toEqual([
      '.DS_Store',
      '.config/app.ini',
      '.hidden-notes',
      'New folder (2)/unfinished.crdownload',
    ]);
    expect(plan.moves.length + plan.leftAlone.length).toBe(made.length);
  });
});

describe('the VAT sheet', () => {
  it('has what the receipts say, by date, with exact sums', () => {
    const hits = made
      .filter((file) => file.receipt)
      .map((file) => [
        `${ROOT}/${file.path}:`,
        ...file.content
          .toString('utf8')
          .split('\n')
          .flatMap((line, i) => (/^(Shop: |Date: |TOTAL EUR )/.test(line) ? [`  ${i + 1}: ${line}`] : [])),
      ]);
    const page = readHits(['Hits 1–96; 300 files searched; no more.', ...hits.flat()].join('\n'));
    const rows = [...page.byPath.values()].flatMap((lines) => readReceipt(lines) ?? []);
    const truth = made.flatMap((file) => file.receipt ?? []);
    expect(rows).toEqual(truth);
    const csv = vatCsv(rows).trim().split('\n');
    expect(csv).toHaveLength(truth.length + 2);
    const sum = totalsOf(truth);
    expect(csv.at(-1)).toBe(`sum,,${(sum.totalCents / 100).toFixed(2)},${(sum.vatCents / 100).toFixed(2)}`);
  });
  it('takes no file for a receipt whose lines are not all there', () => {
    expect(readReceipt(['Shop: X', 'Date: 2025-01-01'])).toBeUndefined();
  });
});
