// What a person finds in a folder, as lines that can be compared.
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Later dates are of the day of the test: content that was made anew after the cut has another than before. */
const OF_OLD_NS = 1_300_000_000_000_000_000n;

/** Names, kinds, modes, content and dates; those of folders only with `folderDates`, for a tree that must not have changed at all. */
export function treeOf(root: string, shown: string, folderDates = false): string[] {
  return existsSync(root) ? linesOf(root, shown, folderDates) : [];
}

function linesOf(path: string, shown: string, folderDates: boolean): string[] {
  const seen = lstatSync(path, { bigint: true });
  const mode = (seen.mode & 0o7777n).toString(8);
  const date = seen.mtimeNs > OF_OLD_NS ? 'now' : String(seen.mtimeNs);
  if (seen.isSymbolicLink()) return [`${shown} link ${date} ${readlinkSync(path)}`];
  if (!seen.isDirectory()) return [`${shown} file ${mode} ${date} ${JSON.stringify(readFileSync(path, 'utf8'))}`];
  const names = readdirSync(path).filter((name) => name !== '.cowork-undo');
  return [
    `${shown} folder ${mode} ${folderDates ? date : ''}`,
    ...names.sort().flatMap((name) => linesOf(join(path, name), `${shown}/${name}`, folderDates)),
  ];
}

export function difference(wanted: readonly string[], found: readonly string[]): string[] {
  const [all, there] = [new Set(wanted), new Set(found)];
  return [
    ...wanted.filter((line) => !there.has(line)).map((line) => `missing ${line}`),
    ...found.filter((line) => !all.has(line)).map((line) => `strange ${line}`),
  ];
}
