// Rolls an open journal to one of its ends. From here on nothing asks and nothing can be cancelled.
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { isCoworkError } from '../../contract/errors.ts';
import { errnoOf, fileError } from '../fs-errors.ts';
import type { Context } from './context.ts';
import { decideBack, type Journal, syncFolders } from './journal.ts';
import type { Hop } from './model.ts';
import { createPerformer, isBlocked, type Performer } from './perform.ts';
import { setMtimes } from './times.ts';

/** The event loop is given up this often, so that heartbeats and other tasks go on. */
export const YIELD_EVERY = 200;

export type Rolled =
  | { readonly end: 'forward' }
  /** Taken back whole; `fate.failure` says why. */
  | { readonly end: 'back' }
  /** Neither way is open: `fate.stuck` names the files. */
  | { readonly end: 'stuck' }
  /** The disk itself is away: the journal stays open and the next start goes on. */
  | { readonly end: 'unreachable' };

/** `fresh`: decided by this call; else every hop is first looked for. `onBack` may add to the fate before it is committed. */
export async function roll(
  c: Context,
  journal: Journal,
  of: { fresh: boolean; onProgress?: ((done: number, total: number) => void) | undefined; onBack: () => void },
): Promise<Rolled> {
  const performer = createPerformer({
    folders: journal.folders,
    things: journal.plan.things,
    hops: journal.hops,
    faults: c.faults,
  });
  if (journal.set.phase !== 'back') {
    const failure = await forward(c, journal, { ...of, performer });
    if (!failure) return { end: 'forward' };
    journal.fate.failure = failure;
    of.onBack();
    await decideBack(c, journal);
  }
  return back(c, journal, performer);
}

async function forward(
  c: Context,
  { hops, plan, folders }: Journal,
  of: { fresh: boolean; performer: Performer; onProgress?: ((done: number, total: number) => void) | undefined },
): Promise<{ code: string; detail: string } | undefined> {
  let hop: Hop | undefined;
  try {
    for (const [n, next] of hops.entries()) {
      hop = next;
      c.faults(`op:${n}`);
      of.performer.forward(hop, of.fresh);
      if ((n + 1) % YIELD_EVERY === 0) {
        of.onProgress?.(n + 1, hops.length);
        await yieldToOthers();
      }
    }
    syncFolders({ folders, hops });
    c.faults('synced');
    of.onProgress?.(hops.length, hops.length);
    return undefined;
  } catch (error) {
    return failureOf(error, hop ? plan.things[hop.thing]!.path : 'the folder');
  }
}

/** What the user is told; anything that is no error of disk or user is a mistake of ours and is thrown on, with the journal open. */
function failureOf(error: unknown, path: string): { code: string; detail: string } {
  if (isBlocked(error)) return { code: error.code, detail: error.detail };
  const known = fileError(error, path);
  if (!isCoworkError(known)) throw error;
  // A name that vanished while we worked: with the folder around it gone, the drive is.
  if (errnoOf(error) === 'ENOENT') return { code: 'folder_gone', detail: `${path} went away while it was being changed` };
  return { code: known.code, detail: known.detail };
}

async function back(c: Context, journal: Journal, performer: Performer): Promise<Rolled> {
  const { hops, plan, folders, fate } = journal;
  const stuck: string[] = [];
  const gone: string[] = [];
  let unreachable = false;
  for (let n = hops.length - 1; n >= 0; n--) {
    const hop = hops[n]!;
    const { path } = plan.things[hop.thing]!;
    c.faults(`back:${n}`);
    try {
      if (!performer.back(hop) && !hop.optional) gone.push(path);
    } catch (error) {
      if (isBlocked(error)) stuck.push(error.detail);
      else {
        stuck.push(path);
        unreachable ||= isAway(error);
        // A bug must not look like a full disk.
        if (!isCoworkError(fileError(error, path))) throw error;
      }
    }
    if (n % YIELD_EVERY === 0) await yieldToOthers();
  }
  if (unreachable) {
    fate.stuck = stuck.slice(0, 50);
    return { end: 'unreachable' };
  }
  try {
    syncFolders({ folders, hops });
    setMtimes((fate.touched ?? []).map(({ folder, before }) => ({ path: folders.open(folder).here, mtimeNs: before })));
  } catch (error) {
    if (!isAway(error)) throw error;
    return { end: 'unreachable' };
  }
  if (gone.length > 0 && fate.failure)
    fate.failure = {
      ...fate.failure,
      detail: `${fate.failure.detail}. Somebody else took away: ${gone.slice(0, 10).join(', ')}`,
    };
  if (stuck.length === 0) return { end: 'back' };
  fate.stuck = stuck.slice(0, 50);
  return { end: 'stuck' };
}

/** The volume or its root is not there, or takes no writes now: worth another try when it is back. */
function isAway(error: unknown): boolean {
  if (isCoworkError(error)) return ['folder_gone', 'io_error', 'read_only', 'disk_full'].includes(error.code);
  return ['EIO', 'EROFS', 'ENODEV', 'ENXIO', 'ESTALE', 'ENOSPC', 'EDQUOT', 'ENOTCONN', 'EHOSTDOWN'].includes(
    errnoOf(error) ?? '',
  );
}
