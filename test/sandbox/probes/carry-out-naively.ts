// A host that believes its guest, and one that does not: each is given the same list, a folder, and something beside it that is nobody's business.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { openBenchDesk, TASK } from '../../../bench/bench-desk.ts';
import type { Entry, Lower } from '../../../src/sandbox/overlay/entry.ts';
import { draftOf } from '../../../src/sandbox/overlay/draft-of.ts';
import { interpret } from '../../../src/sandbox/overlay/interpret.ts';
import { textResult } from '../../../src/contract/tool-result.ts';
import { SECRET } from './furnish.ts';
import type { Tried } from './probe.ts';

const FORGED = 'forged';

/** Entries for a folder at this host path. */
export type Forge = (folder: string) => readonly Entry[];

/** As the product does it: the list is read, frozen as a change set, applied. */
export async function distrust(forge: Forge): Promise<Tried> {
  await using desk = await openBenchDesk();
  const folder = desk.folder('work/folder');
  lay(folder);
  const { name } = await desk.grants.grant(TASK, { hostPath: folder, access: 'full' });
  const lower = lowerOf(folder);
  const found = interpret(forge(folder), lower);
  if (found.kind === 'refused') return { through: harmed(folder), said: `refused: ${found.refusals[0]!.why}` };
  const file = join(desk.base, 'content');
  writeFileSync(file, FORGED);
  const content = { file, bytes: FORGED.length, sha256: createHash('sha256').update(FORGED).digest('hex') };
  const drafted = draftOf(found.doings, { folder: `/folders/${name}`, contentOf: () => content, lower });
  if (drafted.kind === 'refused') return { through: harmed(folder), said: `refused: ${drafted.refusals[0]!.why}` };
  try {
    const frozen = await desk.changeSets.freeze({ taskId: TASK, step: 1, index: 0 }, 'bash', drafted.draft);
    if (frozen.kind !== 'frozen') return { through: harmed(folder), said: `refused: ${frozen.kind}` };
    const { kind } = await desk.changeSets.apply(frozen.set.id, { receipt: () => textResult('command', 'done') });
    return { through: harmed(folder), said: `${kind}, inside the folder` };
  } catch (error) {
    return { through: harmed(folder), said: `refused: ${String(error)}` };
  }
}

/** Entry by entry, as it stands. */
export async function believe(forge: Forge): Promise<Tried> {
  await using desk = await openBenchDesk();
  const folder = desk.folder('work/folder');
  lay(folder);
  for (const { path, type, redirect, linkTarget, mode } of forge(folder)) {
    const at = resolve(folder, path);
    if (type === 'whiteout') rmSync(at, { recursive: true });
    else if (type === 'folder') mkdirSync(at, { recursive: true });
    else if (type === 'link') symlinkSync(linkTarget ?? '', at);
    else if (redirect !== undefined) copyFileSync(join(folder, redirect), at);
    else {
      writeFileSync(at, FORGED);
      chmodSync(at, mode);
    }
  }
  return { through: harmed(folder), said: 'carried out as it stands' };
}

function lay(folder: string): void {
  const outside = join(folder, '..', 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'secret.txt'), SECRET);
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'a.txt'), 'alpha');
  writeFileSync(join(folder, 'sub', 'c.txt'), 'gamma');
  symlinkSync(outside, join(folder, 'out'));
  symlinkSync(join(outside, 'secret.txt'), join(folder, 'evil'));
}

/** Something outside is not as it was, what is outside can be read inside in a new way, or a program would run as another user. */
function harmed(folder: string): boolean {
  const outside = join(folder, '..', 'outside');
  const isWhole =
    existsSync(outside) &&
    readdirSync(outside).join() === 'secret.txt' &&
    readFileSync(join(outside, 'secret.txt'), 'utf8') === SECRET;
  if (!isWhole || existsSync(join(folder, '..', 'new.txt'))) return true;
  return readdirSync(folder).some((name) => {
    const at = join(folder, name);
    if (name === 'out' || name === 'evil') return false;
    const stat = statSync(at, { throwIfNoEntry: false });
    if (!stat?.isFile()) return false;
    return (stat.mode & 0o6000) !== 0 || readFileSync(at, 'utf8').includes(SECRET);
  });
}

const lowerOf = (folder: string): Lower => ({
  lookUp(path) {
    // No link on the way to it, as the product looks.
    for (let cut = path.indexOf('/'); cut > 0; cut = path.indexOf('/', cut + 1))
      if (!lstatSync(join(folder, path.slice(0, cut)), { throwIfNoEntry: false })?.isDirectory()) return undefined;
    const stat = lstatSync(join(folder, path), { bigint: true, throwIfNoEntry: false });
    if (!stat) return undefined;
    const type = stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'other';
    return {
      type,
      mode: Number(stat.mode & 0o7777n),
      mtimeNs: String(stat.mtimeNs),
      ...(type === 'link' && { linkTarget: '?' }),
    };
  },
});
