// A listing as text: totals first, one short line per entry, grouped by folder so that no path is written twice.
import type { Entry, Listing } from '../files/port.ts';
import { bytes } from './words/bytes.ts';
import { count, counted, some } from './words/count.ts';
import { shown } from './words/names.ts';
import type { ZonedDates } from './words/zoned-dates.ts';

/** A page ends before this many characters even when its limit is higher: a page must never need to be cut. */
const PAGE_CHARS = 80_000;
const NAMED = 10;

export interface ListingQuery {
  readonly path: string;
  readonly recursive: boolean;
  readonly offset: number;
  readonly details: boolean;
}

export function listingText(listing: Listing, query: ListingQuery, dates: ZonedDates): string {
  const root = query.path.replace(/\/+$/, '');
  const line = (entry: Entry): string => entryLine(entry, query.details, dates);
  const page = fitting(listing.entries, line);
  const lines: string[] = [];
  for (const [parent, entries] of byParent(page)) {
    if (parent !== root) lines.push(`${relative(parent, root)}/:`);
    for (const entry of entries) lines.push(parent === root ? line(entry) : `  ${line(entry)}`);
  }
  return [header(listing, query, page.length), ...lines, ...footer(listing)].join('\n');
}

/** As many entries, in their order, as a page can hold; at least one. */
function fitting(entries: readonly Entry[], line: (entry: Entry) => string): readonly Entry[] {
  let chars = 0;
  let parent = '';
  const fits = entries.findIndex((entry, i) => {
    const here = parentOf(entry);
    chars += line(entry).length + 3 + (here === parent ? 0 : here.length + 3);
    parent = here;
    return chars > PAGE_CHARS && i > 0;
  });
  return fits < 0 ? entries : entries.slice(0, fits);
}

function header(listing: Listing, query: ListingQuery, shownEntries: number): string {
  const where = shown(query.path);
  if (listing.total === 0) return `${where} is empty.`;
  const all = `${where}: ${counted(listing.total, 'entry', 'entries')}, ${bytes(listing.totalBytes)}`;
  if (shownEntries === listing.total) return all;
  if (shownEntries === 0) return `${all}; offset ${count(query.offset)} is behind the last one.`;
  const end = query.offset + shownEntries;
  const next = end < listing.total ? `next offset ${end}` : 'this is the last page';
  return `${all}; showing ${count(query.offset + 1)}–${count(end)} of ${count(listing.total)}; ${next}`;
}

function footer(listing: Listing): string[] {
  if (listing.unreadable.length === 0) return [];
  return [`Could not be looked at (${count(listing.unreadable.length)}): ${some(listing.unreadable.map(shown), NAMED)}`];
}

/** Entries in their order, by parent folder in the order of first sight: pages are sorted by path already. */
function byParent(entries: readonly Entry[]): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const parent = parentOf(entry);
    const group = groups.get(parent);
    if (group) group.push(entry);
    else groups.set(parent, [entry]);
  }
  return groups;
}

function entryLine(entry: Entry, details: boolean, dates: ZonedDates): string {
  const name = shown(entry.path.slice(entry.path.lastIndexOf('/') + 1));
  const when = details ? dates.minute(entry.modifiedAt) : dates.day(entry.modifiedAt);
  const size = details ? `${count(entry.bytes)} bytes` : bytes(entry.bytes);
  switch (entry.kind) {
    case 'folder':
      return details ? `${name}/ · folder · ${when}` : `${name}/`;
    case 'link':
      return `${name} · link, not followed`;
    case 'other':
      return `${name} · special file, never opened`;
    case 'file':
      return `${name}${details ? ' · file' : ''} · ${size} · ${when}${entry.placeholder ? ' · only in the cloud' : ''}`;
  }
}

const parentOf = (entry: Entry): string => entry.path.slice(0, entry.path.lastIndexOf('/'));

const relative = (path: string, root: string): string => shown(path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path);
