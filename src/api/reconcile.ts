// Where store and engine disagree, the store wins: looks at the open tasks at start and every minute and puts right what differs.
import { setTimeout as sleep } from 'node:timers/promises';
import { isCoworkError } from '../contract/errors.ts';
import { isFinished } from '../contract/task.ts';
import type { TaskRow, TaskStore } from '../store/port.ts';
import type { ApiLog } from './deps.ts';
import type { Engine, EngineView } from './engine.ts';
import { keepSchedules } from './keep-schedules.ts';

export const RECONCILE = {
  everyMs: 60_000,
  /** 20 looks a second: the engine has other work. */
  paceMs: 50,
  /** A workflow whose task has ended gets this long to notice by itself. */
  graceMs: 60_000,
  /** Code that fails once may be a restart in between; three times is a bug or a history that does not fit. */
  attempts: 3,
  /** So many restarts within so long are not cured by one more. */
  restarts: 3,
  restartWindowMs: 10 * 60_000,
} as const;
type Pace = Readonly<Record<keyof typeof RECONCILE, number>>;

export interface Reconcile {
  /** One look at everything; joins one that runs. Never throws. */
  run(): Promise<void>;
  close(): Promise<void>;
}

export interface ReconcileDeps {
  readonly store: TaskStore;
  readonly engine: Pick<Engine, 'start' | 'terminate' | 'describe' | 'schedules' | 'wakeThread'>;
  readonly now: () => Date;
  readonly log: ApiLog;
  readonly pace?: Partial<Pace>;
}

export function createReconcile(deps: ReconcileDeps): Reconcile {
  const pace = { ...RECONCILE, ...deps.pace };
  const stop = new AbortController();
  /** Tasks that were open when last looked at: one that is missing now has ended since. */
  let seenOpen = new Set<string>();
  let running: Promise<void> | undefined;
  const run = (): Promise<void> => (running ??= look().finally(() => (running = undefined)));
  const timer = setInterval(() => void run(), pace.everyMs);
  timer.unref();

  return {
    run,
    async close() {
      clearInterval(timer);
      stop.abort();
      await running;
    },
  };

  async function look(): Promise<void> {
    try {
      const open = await deps.store.openTasks();
      for (const row of open) await eachInItsTurn(() => settleOpen(deps, pace, row.id));
      const ended = await recentlyEnded(open);
      for (const id of ended) await eachInItsTurn(() => endLeftover(deps, pace, id));
      // The order may be lost, or the engine's data; one that works already looks once more.
      for (const id of await deps.store.unansweredThreads()) await eachInItsTurn(() => deps.engine.wakeThread(id));
      await keepSchedules({ store: deps.store, engine: deps.engine.schedules, now: deps.now, log: deps.log });
    } catch (error) {
      // Down: everything waits for it anyway. Anything else is worth a line, and the next look begins anew.
      if (!stop.signal.aborted && !(isCoworkError(error) && error.code === 'engine_down'))
        deps.log.warn({ err: error }, 'reconcile broke off; it looks again in a minute');
    }
  }

  async function eachInItsTurn(work: () => Promise<void>): Promise<void> {
    stop.signal.throwIfAborted();
    await work();
    await sleep(pace.paceMs, undefined, { signal: stop.signal });
  }

  /** What ended since the last look, kept until its grace is over; after a start, the newest that have ended. */
  async function recentlyEnded(open: readonly TaskRow[]): Promise<string[]> {
    const isOpen = new Set(open.map((row) => row.id));
    const page = await deps.store.listTasks({ limit: 100, status: ['completed', 'failed', 'cancelled'], children: true });
    const candidates = new Set([...[...seenOpen].filter((id) => !isOpen.has(id)), ...page.items.map((task) => task.id)]);
    const due: string[] = [];
    const notYet: string[] = [];
    const nowMs = deps.now().getTime();
    for (const id of candidates) {
      const row = await deps.store.task(id);
      const ageMs = row?.finishedAt === undefined ? undefined : nowMs - Date.parse(row.finishedAt);
      if (ageMs === undefined) continue;
      if (ageMs < pace.graceMs) notYet.push(id);
      else if (ageMs < pace.graceMs + 2 * pace.everyMs || seenOpen.has(id)) due.push(id);
    }
    seenOpen = new Set([...isOpen, ...notYet]);
    return due;
  }
}

/** An open row: its workflow must run. */
async function settleOpen(deps: ReconcileDeps, pace: Pace, taskId: string): Promise<void> {
  const view = await deps.engine.describe(taskId);
  // Read after the engine was asked: a task that ended meanwhile is no disagreement.
  const row = await deps.store.task(taskId);
  if (!row || isFinished(row.status)) return;
  if (view.kind === 'running') return noteStuck(deps, pace, row, view);
  if (view.kind === 'not_found') return startAgain(deps, row);
  return restart(deps, pace, row, view);
}

/** Never started (the order is lost), or the engine's data is gone. The run continues after the last sealed step. */
async function startAgain(deps: ReconcileDeps, row: TaskRow): Promise<void> {
  await deps.engine.start(row.id, row.priority);
  if (row.runId === undefined) return;
  deps.log.warn({ taskId: row.id }, 'the engine did not know an open task; it was started again');
  await deps.store.append(
    row.id,
    {
      type: 'notice',
      level: 'warning',
      code: 'engine_rebuilt',
      text: 'The task engine was rebuilt; the task goes on where it was. Nothing was lost.',
    },
    `engine-rebuilt/${row.runId}`,
  );
}

/** The workflow ended and the task did not: started again, unless that keeps happening. */
async function restart(
  deps: ReconcileDeps,
  pace: Pace,
  row: TaskRow,
  view: Extract<EngineView, { kind: 'closed' }>,
): Promise<void> {
  // Paused by the rule below: a person lets it go on, and the nudge of that starts it.
  if (row.hold && row.status === 'paused') return;
  if ((await restartsOf(deps, pace, row)) >= pace.restarts) return giveUp(deps, row);
  deps.log.warn(
    { taskId: row.id, how: view.how, runId: view.runId },
    'the workflow of an open task had ended; it was started again',
  );
  await deps.store.append(
    row.id,
    {
      type: 'notice',
      level: 'warning',
      code: 'engine_restarted',
      text: 'The task engine had stopped this task; it goes on where it was.',
    },
    `engine-restarted/${view.runId}`,
  );
  await deps.engine.start(row.id, row.priority);
}

/** Restarts within the window, counted from the log so that a restart of the api forgets none. */
async function restartsOf(deps: ReconcileDeps, pace: Pace, row: TaskRow): Promise<number> {
  const since = deps.now().getTime() - pace.restartWindowMs;
  const lastEvents = await deps.store.events(row.id, Math.max(0, row.lastSeq - 200), 200);
  return lastEvents.filter(
    (event) => event.type === 'notice' && event.code === 'engine_restarted' && Date.parse(event.at) > since,
  ).length;
}

async function giveUp(deps: ReconcileDeps, row: TaskRow): Promise<void> {
  const hold = {
    kind: 'user' as const,
    since: deps.now().toISOString(),
    text: 'Stopped: the task engine ended this task three times in ten minutes. Nothing was lost.',
    action: `cowork doctor, then cowork resume ${row.id}`,
  };
  await deps.store.transaction(async (tx) => {
    await tx.patchTask(row.id, { hold });
    await tx.setStatus(row.id, { status: 'paused', waitingFor: hold });
  });
  deps.log.error({ taskId: row.id }, 'the workflow of an open task keeps ending; the task was paused');
}

/** Its code fails on this history for ever. Never ended by us: a mended build heals it. */
async function noteStuck(
  deps: ReconcileDeps,
  pace: Pace,
  row: TaskRow,
  view: Extract<EngineView, { kind: 'running' }>,
): Promise<void> {
  if (view.attempt < pace.attempts) return;
  await deps.store.append(
    row.id,
    {
      type: 'notice',
      level: 'error',
      code: 'engine_cannot_continue',
      text: 'The task engine cannot continue this task with this version. Nothing was lost; it goes on after an update.',
      action: 'cowork doctor',
    },
    `engine-cannot-continue/${view.runId}/${view.historyLength}`,
  );
}

/** The row has ended and its workflow has not noticed within its grace. */
async function endLeftover(deps: ReconcileDeps, _pace: Pace, taskId: string): Promise<void> {
  if ((await deps.engine.describe(taskId)).kind !== 'running') return;
  deps.log.warn({ taskId }, 'the workflow of an ended task still ran; it was ended');
  await deps.engine.terminate(taskId, 'the task has ended');
}
