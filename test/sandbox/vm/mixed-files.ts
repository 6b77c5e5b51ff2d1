// A folder of receipts as they come: every kind of name, date and size, links, empty files, a folder that stays.
import { chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAMES = ['Beleg', 'Réçu n° ', 'cafe\u0301 ', '写真', 'party 🎉', 'with  two spaces ', "it's “quoted” ", '$HOME `ticks` '];
const KINDS = ['txt', 'pdf', 'jpg', 'csv', ''];

/** How many a script would move by kind, and how many it would throw away. */
export function makeMixedFiles(folder: string, count: number): { moved: number; empty: number; text: number } {
  const found = { moved: 0, empty: 0, text: 0 };
  for (let n = 0; n < count; n += 1) {
    const kind = KINDS[n % KINDS.length]!;
    const file = join(folder, `${NAMES[n % NAMES.length]}${n}${kind === '' ? '' : `.${kind}`}`);
    const size = n % 23 === 0 ? 0 : (n % 40) * 300 + 10;
    writeFileSync(file, Buffer.alloc(size, `${n} – Beleg über 12,50 €\n`));
    if (n % 7 === 0) chmodSync(file, 0o640);
    utimesSync(file, 1_000_000_000 + n * 86_400, 500_000_000.25 + n * 100_000);
    if (size === 0) found.empty += 1;
    else found.moved += 1;
    if (size > 0 && kind === 'txt') found.text += 1;
  }
  mkdirSync(join(folder, 'stays'));
  writeFileSync(join(folder, 'stays', 'note.md'), 'stays\n');
  symlinkSync('stays/note.md', join(folder, 'link to a note'));
  symlinkSync('/etc/hostname', join(folder, 'link out'));
  utimesSync(join(folder, 'stays'), 1_100_000_000, 1_200_000_000);
  utimesSync(folder, 1_100_000_000, 1_200_000_000);
  return found;
}
