// Rolls an open journal to one of its ends. From here on nothing asks and nothing can be cancelled.
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { isCoworkError } from '../../contract/errors.ts';
import { errnoOf, fileError } from '../fs-errors.ts';
import type { Context } from './context.ts';
import { decideBack, type Journal, mtimeOf, syncFolders } from './journal.ts';
import type { Conflict, Hop, TouchedFolder } from './model.ts';
import { createPerformer, obstacleOf, type Performer } from './perform.ts';
import { settleAttributes } from './attributes.ts';
import { setMtimes } from './times.ts';

/** The event loop is given up this often, so that heartbeats and other tasks go on. */
export const YIELD_EVERY = 200;

export type Rolled =
  | { readonly end: 'forward' }
  /** Taken back whole; `fate.failure` says why. */
  | { readonly end: 'back' }
  /** Neither way is open: `fate.stuck` names what is in the way. */
  | { readonly end: 'stuck' }
  /** The disk itself is away: the journal stays open and the next start goes on. */
  | { readonly end: 'unreachable' };

/**
 * `fresh`: decided by this call; else every hop is first looked for. `onBack` may add to the fate before it is committed. A set that got
 * stuck (phase `done`) goes on backwards.
 */
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
  const { phase } = journal.set;
  if (phase === 'staged' || phase === 'forward') {
    const failure = await forward(c, journal, { ...of, performer });
    if (!failure) return { end: 'forward' };
    journal.fate.failure = failure;
    of.onBack();
  }
  const dated = datedBack(journal);
  if (phase !== 'back') await decideBack(c, journal);
  return back(c, journal, { performer, dated });
}

async function forward(
  c: Context,
  journal: Journal,
  of: { fresh: boolean; performer: Performer; onProgress?: ((done: number, total: number) => void) | undefined },
): Promise<{ code: string; detail: string } | undefined> {
  const { hops, plan, folders } = journal;
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
    await settleAttributes(folders, { hops, things: plan.things }, 'to');
    // Before the fsync, which takes the dates along.
    restoreDates(journal);
    syncFolders({ folders, hops });
    c.faults('synced');
    of.onProgress?.(hops.length, hops.length);
    return undefined;
  } catch (error) {
    return failureOf(error, hop ? plan.things[hop.thing]!.path : 'the folder');
  }
}

/** Undo gives folders their dates back, where this program was the last that changed them. */
function restoreDates({ fate, folders }: Journal): void {
  const dates = new Map((fate.dates ?? []).map((date) => [`${date.dev}:${date.ino}`, date]));
  const wanted = (fate.touched ?? []).flatMap((touched) => {
    const date = dates.get(`${touched.dev}:${touched.ino}`);
    return date?.ours.includes(touched.before) ? [{ path: folders.open(touched.folder).here, mtimeNs: date.to }] : [];
  });
  setMtimes(wanted);
}

/** What the user is told; anything that is no error of disk or user is a mistake of ours and is thrown on, with the journal open. */
function failureOf(error: unknown, path: string): { code: string; detail: string } {
  const known = fileError(error, path);
  if (!isCoworkError(known)) throw error;
  // A name that vanished while we worked: with the folder around it gone, the drive is.
  if (errnoOf(error) === 'ENOENT') return { code: 'folder_gone', detail: `${path} went away while it was being changed` };
  return { code: known.code, detail: known.detail };
}

async function back(
  c: Context,
  journal: Journal,
  { performer, dated }: { performer: Performer; dated: readonly TouchedFolder[] },
): Promise<Rolled> {
  const { hops, plan, folders, fate } = journal;
  const stuck: Conflict[] = [];
  const gone: string[] = [];
  let unreachable = false;
  for (let n = hops.length - 1; n >= 0; n--) {
    const hop = hops[n]!;
    const { path } = plan.things[hop.thing]!;
    c.faults(`back:${n}`);
    try {
      if (!performer.back(hop) && !hop.optional) gone.push(path);
    } catch (error) {
      stuck.push(inTheWay(error, path));
      unreachable ||= isAway(error);
    }
    if (n % YIELD_EVERY === 0) await yieldToOthers();
  }
  fate.stuck = stuck.slice(0, 50);
  fate.gone = gone.slice(0, 10);
  if (unreachable) return { end: 'unreachable' };
  try {
    await settleAttributes(folders, { hops, things: plan.things }, 'was');
    setMtimes(dated.map(({ folder, before }) => ({ path: folders.open(folder).here, mtimeNs: before })));
    syncFolders({ folders, hops });
  } catch (error) {
    if (!isAway(error)) throw error;
    return { end: 'unreachable' };
  }
  return { end: stuck.length === 0 ? 'back' : 'stuck' };
}

/** Folders that get their dates back. Of a set that got stuck long ago those that nobody has changed since. */
function datedBack({ set, fate, folders }: Journal): readonly TouchedFolder[] {
  const touched = fate.touched ?? [];
  if (set.phase !== 'done') return touched;
  return touched.filter(({ folder, before }) => {
    try {
      return mtimeOf(folders, folder) === before;
    } catch {
      return false;
    }
  });
}

function inTheWay(error: unknown, path: string): Conflict {
  const blocked = obstacleOf(error);
  if (blocked) return blocked;
  const known = fileError(error, path);
  // A bug must not look like a full disk.
  if (!isCoworkError(known)) throw error;
  return { path, reason: known.detail.replace(`${path} `, '') };
}

/** The volume or its root is not there, or takes no writes now: worth another try when it is back. */
function isAway(error: unknown): boolean {
  if (isCoworkError(error)) return ['folder_gone', 'io_error', 'read_only', 'disk_full'].includes(error.code);
  return ['EIO', 'EROFS', 'ENODEV', 'ENXIO', 'ESTALE', 'ENOSPC', 'EDQUOT', 'ENOTCONN', 'EHOSTDOWN'].includes(
    errnoOf(error) ?? '',
  );
}
