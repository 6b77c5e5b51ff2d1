// What the demo promises, checked on the disk itself and not by asking the product.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MadeFile } from './messy-folder.ts';
import type { TreeFacts } from './tree-hash.ts';
import { euros, totalsOf } from './vat-sheet.ts';
import { claims } from './words.ts';

export interface Verdict {
  readonly claim: string;
  readonly holds: boolean;
}

const SHEET = 'VAT sheet.csv';

/** The folder after the job: nothing lost, copies aside, sums right, hidden files where they were. */
export async function verifySorted(
  folder: string,
  { made, before, after }: { made: readonly MadeFile[]; before: TreeFacts; after: TreeFacts },
): Promise<Verdict[]> {
  const copies = made.filter((file) => file.copyOf !== undefined).map((file) => before.files.get(file.path));
  const aside = [...after.files].filter(([path]) => path.startsWith('Duplicates/')).map(([, hash]) => hash);
  const receipts = made.flatMap((file) => file.receipt ?? []);
  const sheet = await readFile(join(folder, SHEET), 'utf8').catch(() => '');
  const sums = totalsOf(receipts);
  const hidden = made.filter((file) => file.path.startsWith('.'));
  const link = (facts: TreeFacts): string | undefined => facts.lines.find((line) => line.startsWith('link '));
  return [
    { claim: claims.sameFiles(made.length), holds: sameBag(before.files.values(), without(after.files, SHEET)) },
    { claim: claims.copies(copies.length), holds: sameBag(copies, aside) },
    {
      claim: claims.receipts(receipts.length),
      holds:
        sheet.split('\n').length === receipts.length + 3 &&
        receipts.every((receipt) => sheet.includes(receipt.date) && sheet.includes(euros(receipt.totalCents))) &&
        sheet.endsWith(`sum,,${euros(sums.totalCents)},${euros(sums.vatCents)}\n`),
    },
    {
      claim: claims.hidden,
      holds: hidden.every((file) => before.files.get(file.path) === after.files.get(file.path)) && link(before) === link(after),
    },
  ];
}

const without = (files: ReadonlyMap<string, string>, name: string): string[] =>
  [...files].filter(([path]) => path !== name).map(([, hash]) => hash);

/** The same things, each as often. */
const sameBag = (a: Iterable<unknown>, b: Iterable<unknown>): boolean =>
  JSON.stringify([...a].map(String).sort()) === JSON.stringify([...b].map(String).sort());
