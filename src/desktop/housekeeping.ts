// What the desktop does beside its tasks: says that it is here, and lets old pre-images go, oldest first, with a notice.
import type { CrashPoints } from '../contract/crash-points.ts';
import type { ChangeSets, Pruned } from '../files/port.ts';
import type { TaskStore } from '../store/port.ts';
import { giveUpLeft } from './give-up-left.ts';
import type { Mirror } from './mirror.ts';

/** DESIGN §7: presence older than 30 s means away. */
const PRESENCE_EVERY_MS = 5_000;
/** A sandbox is gone, its disk with it, within a minute of its task, and what the task proposed is given up. */
const TIDY_EVERY_MS = 20_000;
const PRUNE_EVERY_MS = 60 * 60 * 1000;

export interface Housekeeping {
  /** Prunes now; returns at once. The hourly one alone would never come on a machine that is used for minutes at a time. */
  prune(): void;
  /** After a sleep: says at once that it is here again, and carries out what was asked meanwhile. */
  woke(): void;
  stop(): void;
}

export function startHousekeeping(deps: {
  store: TaskStore;
  changeSets: ChangeSets;
  mirror: Mirror;
  machineId: string;
  drain: () => Promise<void>;
  lookForKey: () => Promise<void>;
  tidySandboxes: (openTasks: ReadonlySet<string>) => Promise<void>;
  limits: () => Promise<{ olderThanMs: number; maxBytes: number }>;
  now: () => Date;
  crash: CrashPoints;
  log: { error(fields: object, message: string): void };
}): Housekeeping {
  const guarded = (what: string, work: () => Promise<unknown>) => () =>
    void work().catch((err: unknown) => deps.log.error({ err }, what));
  const present = guarded('presence', () => deps.store.touchPresence(deps.machineId, deps.now().toISOString()));
  const prune = guarded('prune', () => pruneOnce(deps));
  // The hint over the socket is the fast way; this is the sure one.
  const drain = guarded('requests', deps.drain);
  // A key may be set by a command while the product runs.
  const key = guarded('model key', deps.lookForKey);
  const tidy = guarded('sandboxes', async () =>
    deps.tidySandboxes(new Set((await deps.store.openTasks()).map((task) => task.id))),
  );
  const left = guarded('changes that are left', () => giveUpLeft(deps));
  present();
  key();
  drain();
  const timers = [
    setInterval(present, PRESENCE_EVERY_MS),
    setInterval(drain, PRESENCE_EVERY_MS),
    setInterval(key, PRESENCE_EVERY_MS),
    setInterval(tidy, TIDY_EVERY_MS),
    setInterval(left, TIDY_EVERY_MS),
    setInterval(prune, PRUNE_EVERY_MS),
  ];
  const woke = (): void => {
    present();
    drain();
  };
  return { prune, woke, stop: () => timers.forEach((timer) => clearInterval(timer)) };
}

export async function pruneOnce(deps: {
  store: TaskStore;
  changeSets: ChangeSets;
  limits: () => Promise<{ olderThanMs: number; maxBytes: number }>;
  crash: CrashPoints;
}): Promise<void> {
  const openTasks = (await deps.store.openTasks()).map((task) => task.id);
  const tell = async (going: readonly Pruned[]): Promise<void> => {
    for (const { setId, taskId } of going) {
      await tellExpired(deps.store, taskId, setId);
      deps.crash('prune-told');
    }
  };
  await deps.changeSets.prune({ ...(await deps.limits()), openTasks, tell });
}

const tellExpired = (store: TaskStore, taskId: string, setId: string): Promise<void> =>
  store.transaction(async (tx) => {
    await tx.patchChangeSet(setId, { undoable: false });
    await tx.append(
      taskId,
      {
        type: 'notice',
        level: 'info',
        code: 'undo_expired',
        text: 'An old change can no longer be undone: its kept copies were let go to save space.',
      },
      `undo_expired/${setId}`,
    );
  });
