// Says honestly that a task waits for the computer with the folders: a call for it is due, and it was not seen for 30 s.
import { isCoworkError } from '../contract/errors.ts';
import type { TaskSummary } from '../contract/http.ts';
import type { TaskStore } from '../store/port.ts';
import type { ApiLog } from './deps.ts';
import type { Engine } from './engine.ts';

export const PRESENCE = {
  everyMs: 5_000,
  /** The desktop refreshes its row every 5 s: six missed in a row are no hiccup. */
  awayAfterMs: 30_000,
} as const;

export interface PresenceDeps {
  readonly store: TaskStore;
  readonly engine: Pick<Engine, 'describe'>;
  machineId(): Promise<string | undefined>;
  readonly now: () => Date;
  readonly log: ApiLog;
  readonly everyMs?: number;
}

export interface PresenceWatch {
  /** One look; joins one that runs. Never throws. */
  run(): Promise<void>;
  close(): Promise<void>;
}

export function watchPresence(deps: PresenceDeps): PresenceWatch {
  let running: Promise<void> | undefined;
  const run = (): Promise<void> =>
    (running ??= look(deps)
      .catch((error: unknown) => {
        if (!(isCoworkError(error) && error.code === 'engine_down'))
          deps.log.warn({ err: error }, 'presence could not be looked at');
      })
      .finally(() => (running = undefined)));
  const timer = setInterval(() => void run(), deps.everyMs ?? PRESENCE.everyMs);
  timer.unref();
  return {
    run,
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}

async function look(deps: PresenceDeps): Promise<void> {
  const { items: tasks } = await deps.store.listTasks({ status: ['running', 'waiting_desktop'], limit: 1000, children: true });
  if (tasks.length === 0) return;
  const machineId = await deps.machineId();
  const seen = machineId === undefined ? undefined : await deps.store.presence(machineId);
  const away = seen === undefined || deps.now().getTime() - Date.parse(seen) > PRESENCE.awayAfterMs;
  for (const row of tasks) {
    // Back: the next look of its workflow says what it really waits for, if anything.
    if (!away && row.status === 'waiting_desktop') await change(deps, row, { status: 'running' });
    if (away && row.status === 'running') await sayAway(deps, row, seen);
  }
}

/** Only from what was seen: a task that paused or asked meanwhile keeps that. */
async function change(deps: PresenceDeps, seen: TaskSummary, to: Parameters<TaskStore['setStatus']>[1]): Promise<void> {
  await deps.store.transaction(async (tx) => {
    if ((await tx.task(seen.id))?.status !== seen.status) return;
    await tx.setStatus(seen.id, to);
    if (to.status === 'running') await tx.enqueue('nudge', seen.id);
  });
}

async function sayAway(deps: PresenceDeps, row: TaskSummary, seen: string | undefined): Promise<void> {
  const view = await deps.engine.describe(row.id);
  if (view.kind !== 'running' || !view.wantsDesktop) return;
  await change(deps, row, {
    status: 'waiting_desktop',
    waitingFor: {
      kind: 'desktop',
      since: seen ?? deps.now().toISOString(),
      text:
        seen === undefined ? 'Waiting for your computer (not seen yet)' : `Waiting for your computer (away since ${clock(seen)})`,
      action: 'cowork start',
    },
  });
}

/** Hours and minutes, as the person at this machine reads them. */
const clock = (iso: string): string => new Date(iso).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
