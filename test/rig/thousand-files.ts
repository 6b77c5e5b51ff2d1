// A folder as a person has it after years: 1,000 files with every kind of name and date, links, read-only files, empty folders.
import { chmodSync, linkSync, lutimesSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messyFiles } from '../../src/demo/messy-folder.ts';

const FILES = 1_000;
const NAMES = [
  'Rechnung März',
  'caf\u00e9',
  'cafe\u0301',
  'Größe – Übersicht',
  '写真 東京',
  'Ελληνικά',
  'Список',
  'party 🎉👩‍👩‍👧',
  '  two  spaces ',
  '.hidden',
  "it's “quoted”",
  'no-extension',
  '-rf',
  'name with $HOME and `ticks`',
];
const ENDINGS = ['.txt', '.pdf', '.jpg', '.csv', ''];
const FOLDERS = ['', 'Ablage/2019', 'Ablage/2020 alt', 'u\u0308mlaut', '\u00fcmlaut', '.config/app'];

/** Makes the folder's content; `folder` must be there. Returns how many regular files there are. */
export function makeThousandFiles(folder: string): number {
  const at = (path: string): string => join(folder, path);
  for (const path of [...FOLDERS, 'empty', 'Ablage/empty too']) mkdirSync(at(path), { recursive: true });
  let made = 0;
  for (const { path, content } of messyFiles().slice(0, 200)) {
    mkdirSync(join(at(path), '..'), { recursive: true });
    writeFileSync(at(path), content);
    made += 1;
  }
  for (let i = 0; made < FILES - 1; i += 1, made += 1) {
    const path = join(FOLDERS[i % FOLDERS.length]!, `${NAMES[i % NAMES.length]} ${i}${ENDINGS[i % ENDINGS.length]}`);
    writeFileSync(at(path), `${i}\n`.repeat(i % 50));
    if (i % 9 === 0) chmodSync(at(path), 0o444);
    if (i % 11 === 0) chmodSync(at(path), 0o755);
    utimesSync(at(path), 1_000_000_000 + i * 86_400, 500_000_000.25 + i * 100_000);
  }
  linkSync(at('Ablage/2019').concat('/', firstIn(at('Ablage/2019'))), at('second name of one file.txt'));
  symlinkSync('Ablage/2019', at('link to a folder'));
  symlinkSync('../nowhere/in particular', at('link to nothing'));
  lutimesSync(at('link to nothing'), 900_000_000, 900_000_000);
  // Last, because every file made in them dates them anew.
  for (const path of ['empty', 'Ablage/empty too', 'Ablage/2019', 'u\u0308mlaut', '.config/app', '.config', 'Ablage', ''])
    utimesSync(at(path), 1_100_000_000, 1_200_000_000);
  return FILES;
}

const firstIn = (folder: string): string => readdirSync(folder).sort()[0]!;
