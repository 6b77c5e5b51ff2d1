// Does to a user's folder what a command did in an overlay of it, through change sets: as the product does it.
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isCoworkError } from '../../../src/contract/errors.ts';
import type { DraftOp, HeldContent, RemovedFiles } from '../../../src/files/port.ts';
import type { Desk } from '../../files/changes/desk.ts';

/** What the guest brings of a file, taken from the upper layer itself. */
export const heldIn =
  (upper: string) =>
  (path: string): HeldContent => {
    const file = join(upper, path);
    const content = readFileSync(file);
    return { file, sha256: sha256(content), bytes: content.length };
  };

/** Moves all that is in `from` to the desk's folder, in the place of what was there: the very files, with their dates. */
export function layOut(desk: Desk, from: string): void {
  for (const name of readdirSync(desk.folder)) rmSync(desk.at(name), { recursive: true });
  for (const name of readdirSync(from)) renameSync(join(from, name), desk.at(name));
}

export const removedIn = (desk: Desk): RemovedFiles => {
  const hostOf = (path: string): string => desk.at(path.slice('/folders/d/'.length));
  return {
    async filesAt(path) {
      const seen = lstatSync(hostOf(path));
      const below = seen.isDirectory() ? readdirSync(hostOf(path), { recursive: true, encoding: 'utf8' }) : undefined;
      const all = below?.map((name) => `${path}/${name}`) ?? [path];
      return all
        .map((one) => ({ path: one, seen: lstatSync(hostOf(one)) }))
        .flatMap((one) => (one.seen.isFile() ? [{ path: one.path, bytes: one.seen.size }] : []));
    },
    hashOf: async (path) => sha256(readFileSync(hostOf(path))),
  };
};

export async function applyDraft(desk: Desk, draft: readonly DraftOp[]): Promise<'applied' | 'nothing'> {
  const frozen = await desk.sets.freeze(desk.key(), 'command', draft, { unchangedSince: Date.now() }).catch((error: unknown) => {
    throw isCoworkError(error) ? new Error(`${error.code}: ${error.detail}`) : error;
  });
  if (frozen.kind !== 'frozen') throw new Error(`overlaps ${frozen.with}`);
  const outcome = await desk.apply(frozen.set);
  if (outcome.kind !== 'applied') throw new Error(`not applied: ${JSON.stringify(outcome)}`);
  return frozen.set.operations.length > 0 ? 'applied' : 'nothing';
}

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
