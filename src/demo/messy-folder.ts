// A Downloads folder as people have them: some 270 files of many types, old dates, copies of copies, hidden files, a link. The same on
// every run, so that what should come out can be known exactly.
import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pdf, png, svg, wav, zip } from './file-content.ts';
import { DOCUMENTS, fill, NOTES, PICTURES, SHOPS } from './messy-names.ts';

interface Receipt {
  readonly date: string;
  readonly shop: string;
  /** Cents, so that sums are exact. */
  readonly totalCents: number;
  readonly vatCents: number;
}

export interface MadeFile {
  /** Below the folder, with slashes. */
  readonly path: string;
  readonly content: Buffer;
  readonly changedAt: Date;
  /** The file whose bytes this one repeats. */
  readonly copyOf?: string;
  readonly receipt?: Receipt;
}

const DAY_MS = 86_400_000;
const LAST_DAY = Date.UTC(2026, 0, 20, 12, 0, 0);
const PLACES = [
  '',
  '',
  '',
  '',
  '',
  'New folder',
  'New folder (2)',
  'New folder (2)/из телефона',
  'old stuff/2019 закрытое',
  '資料',
] as const;
const LINK = 'Photos on the server';

/** What the folder will hold. Every content is unlike every other, but for the declared copies. */
export function messyFiles(): MadeFile[] {
  const random = numbers(20_260_120);
  const day = (): Date =>
    new Date(LAST_DAY - Math.floor(random() * random() * 4000) * DAY_MS - Math.floor(random() * 40_000) * 1000);
  const place = (name: string): string => [PLACES[Math.floor(random() * PLACES.length)] ?? '', name].filter(Boolean).join('/');
  const files: MadeFile[] = [];
  const add = (name: string, content: Buffer, more: Partial<MadeFile> = {}): void =>
    void files.push({ path: place(name), content, changedAt: day(), ...more });
  const accents = (i: number) => (i % 4 === 0 ? { accents: 'apart' as const } : {});

  for (let i = 0; i < 64; i += 1) {
    const name = fill(PICTURES[i % PICTURES.length] ?? '', 1000 + i, { day: '2024-05-0' + ((i % 9) + 1), ...accents(i) });
    add(`${name}.png`, png(24 + (i % 7) * 8, 16 + (i % 5) * 8, i));
  }
  for (let i = 0; i < 52; i += 1) {
    const name = fill(DOCUMENTS[i % DOCUMENTS.length] ?? '', i + 1, accents(i));
    add(
      `${name}.pdf`,
      pdf([`Document ${i + 1}`, 'Made up for a demonstration.', ...Array.from({ length: i % 9 }, (_, k) => `Clause ${k + 1}`)]),
    );
  }
  for (let i = 0; i < 34; i += 1) {
    const name = fill(NOTES[i % NOTES.length] ?? '', i + 1, accents(i));
    add(
      `${name}.${i % 3 === 0 ? 'md' : 'txt'}`,
      Buffer.from(`# ${name}\n\n${'- something to remember\n'.repeat(1 + (i % 6))}${i}\n`),
    );
  }
  for (let i = 0; i < 32; i += 1) addReceipt(i);
  for (let i = 0; i < 16; i += 1)
    add(`export ${i + 1}.csv`, Buffer.from(`id;name;amount\n${i};Ünïcode;${i * 7}\n`.repeat(1 + (i % 4))));
  for (let i = 0; i < 8; i += 1) add(`backup ${i + 1}.zip`, zip(`inside ${i}.txt`, `archive ${i}\n`));
  for (let i = 0; i < 8; i += 1) add(`Voice memo ${i + 1}.wav`, wav(400 + i * 50, i));
  for (let i = 0; i < 8; i += 1) add(`logo-${i + 1}.svg`, svg(i));
  for (let i = 0; i < 6; i += 1)
    add(`saved page ${i + 1}.html`, Buffer.from(`<!doctype html><title>${i}</title><p>Page ${i}</p>\n`));
  for (let i = 0; i < 4; i += 1) add(`data(${i + 1}).json`, Buffer.from(JSON.stringify({ export: i, list: [1, 2, 3] })));
  return [...files, ...copies(files), ...fixed()];

  function addReceipt(i: number): void {
    const shop = SHOPS[i % SHOPS.length] ?? '';
    const at = new Date(Date.UTC(2025, i % 12, 1 + ((i * 7) % 27), 10, i));
    const netCents = 300 + Math.floor(random() * 9000);
    const vatCents = Math.round(netCents * 0.19);
    const receipt = { date: at.toISOString().slice(0, 10), shop, totalCents: netCents + vatCents, vatCents };
    const content = Buffer.from(receiptText(receipt, 4700 + i));
    add(`receipt ${4700 + i} ${shop}.${i % 5 === 0 ? 'md' : 'txt'}`, content, { changedAt: at, receipt });
  }
}

const amount = (cents: number): string => (cents / 100).toFixed(2);

const receiptText = (receipt: Receipt, n: number): string =>
  [
    `Shop: ${receipt.shop}`,
    `Receipt no. ${n}`,
    `Date: ${receipt.date}`,
    '',
    `  Net       EUR ${amount(receipt.totalCents - receipt.vatCents)}`,
    `  VAT 19 %  EUR ${amount(receipt.vatCents)}`,
    `TOTAL EUR ${amount(receipt.totalCents)} (VAT ${amount(receipt.vatCents)})`,
    '',
    'Thank you.',
    '',
  ].join('\n');

/** Downloaded again: the same bytes under a name that says so, days later. */
function copies(files: readonly MadeFile[]): MadeFile[] {
  const named = [' (1)', ' (2)', ' - Copy', ' copy'];
  return files
    .filter((file, i) => i % 8 === 3 && file.receipt === undefined)
    .map((file, i) => {
      const dot = file.path.lastIndexOf('.');
      const path = `${file.path.slice(0, dot)}${named[i % named.length]}${file.path.slice(dot)}`;
      return { path, content: file.content, changedAt: new Date(file.changedAt.getTime() + (3 + i) * DAY_MS), copyOf: file.path };
    });
}

/** What must be left alone, and two different files of one name in two folders. */
function fixed(): MadeFile[] {
  const changedAt = new Date(Date.UTC(2021, 5, 1, 8, 0, 0));
  const scan = (lines: string[]) => ({ content: pdf(lines), changedAt });
  return [
    { path: '.DS_Store', content: Buffer.from([0, 0, 0, 1, 66, 117, 100, 49]), changedAt },
    { path: '.hidden-notes', content: Buffer.from('not for sorting\n'), changedAt },
    { path: '.config/app.ini', content: Buffer.from('[ui]\nsize=15\n'), changedAt },
    { path: 'Invoice.pdf', ...scan(['Invoice from January']) },
    { path: 'New folder/Invoice.pdf', ...scan(['Invoice from February', 'another one']) },
    { path: 'New folder (2)/unfinished.crdownload', content: Buffer.alloc(0), changedAt },
  ];
}

/** Writes the folder; `root` must not exist. Dates of folders are set too, because undo must bring them back. */
export async function makeMessyFolder(root: string, files: readonly MadeFile[]): Promise<void> {
  const folders = new Set<string>();
  for (const file of files) {
    const path = join(root, file.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.content);
    await utimes(path, file.changedAt, file.changedAt);
    for (let folder = dirname(path); folder.length >= root.length; folder = dirname(folder)) folders.add(folder);
  }
  await symlink(join('..', 'server', 'photos'), join(root, LINK));
  const old = new Date(Date.UTC(2023, 2, 1, 7, 30, 0));
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) await utimes(folder, old, old);
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32, public domain). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
