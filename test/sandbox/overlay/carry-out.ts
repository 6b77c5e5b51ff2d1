// Does to a copy of the lower folder what the host would do to the real one, in the plainest way: everything that leaves is lifted out,
// deepest first, then everything is put where it belongs, top down.
import { chmodSync, copyFileSync, mkdirSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Doing } from '../../../src/sandbox/overlay/entry.ts';

export function carryOut(doings: readonly Doing[], of: { folder: string; upper: string; room: string }): void {
  const at = (path: string): string => join(of.folder, path);
  const room = (name: string): string => join(of.room, name);
  const copies = doings.filter((doing) => doing.do === 'copy');
  for (const [n, { from }] of copies.entries()) copyFileSync(at(from), room(`copy${n}`));
  const leaving = doings.flatMap((doing) => (doing.do === 'move' ? [doing.from] : doing.do === 'delete' ? [doing.path] : []));
  const lifted = new Map(leaving.sort((a, b) => depthOf(b) - depthOf(a)).map((path, n) => [path, room(`lift${n}`)]));
  for (const [path, spot] of lifted) renameSync(at(path), spot);

  for (const doing of doings.toSorted((a, b) => depthOf(targetOf(a)) - depthOf(targetOf(b)))) {
    const to = at(targetOf(doing));
    if (doing.do === 'make-folder') mkdirSync(to);
    else if (doing.do === 'make-link') symlinkSync(doing.linkTarget, to);
    else if (doing.do === 'make-file') writeFileSync(to, '');
    else if (doing.do === 'move') renameSync(lifted.get(doing.from)!, to);
    else if (doing.do === 'copy') renameSync(room(`copy${copies.indexOf(doing)}`), to);
  }
  for (const doing of doings) {
    if (doing.do === 'make-folder') chmodSync(at(doing.path), doing.mode);
    const entry = 'entry' in doing ? doing.entry : undefined;
    if (!entry) continue;
    const path = at(targetOf(doing));
    if (entry.type === 'file' && !entry.metacopy) copyFileSync(join(of.upper, entry.path), path);
    chmodSync(path, entry.mode);
    if (entry.type === 'file') utimesSync(path, 0, Number(entry.mtimeNs) / 1e9);
  }
}

const depthOf = (path: string): number => path.split('/').length;
const targetOf = (doing: Doing): string => (doing.do === 'move' || doing.do === 'copy' ? doing.to : doing.path);
