// The first link of the chain: one task's log from a number on, with what passes by in its place, for as long as somebody listens.
import type { Ephemeral, TaskEvent } from '../../contract/events.ts';
import type { TaskStore } from '../../store/port.ts';
import type { Hub, Passing, Subscription } from '../hub.ts';

/** Rows read at once: more would sit in memory while a slow reader takes the first. */
const BATCH = 100;
/** How often an idle reader looks whether its task still exists. */
const LOOK_MS = 2000;

export interface LogOptions {
  readonly store: Pick<TaskStore, 'events' | 'task'>;
  readonly hub: Hub;
  /** Whoever opened it closes it; the generator then ends. */
  readonly subscription: Subscription;
  readonly taskId: string;
  /** Number of the last event that the reader has. */
  readonly after: number;
  /** False: ends once `task_finished` was told, or at once when it is not among the rest. */
  readonly follow: boolean;
  readonly now: () => Date;
}

/**
 * Ends when the subscription closes or overflows, the task is deleted, or (without `follow`) it has told the end. Numbered events come
 * without gap or repeat.
 */
export async function* logOf(options: LogOptions): AsyncGenerator<TaskEvent | Ephemeral> {
  const { store, subscription, taskId } = options;
  let last = options.after;
  let passing: Passing[] = [];
  let behind = false;
  let lookedMs = performance.now();
  while (!subscription.closed && !subscription.overflowed) {
    const mark = subscription.mark();
    // Taken before the rows are read: what came by then has its place among them.
    if (!behind) passing = subscription.takePassing();
    const batch = await store.events(taskId, last, BATCH);
    for (const event of batch) {
      yield* before(passing, event.seq);
      yield event;
      last = event.seq;
      if (subscription.closed) return;
      if (!options.follow && event.type === 'task_finished') return;
    }
    behind = batch.length === BATCH;
    if (behind) continue;
    yield* before(passing, Infinity);
    const newest = batch.at(-1);
    if (newest) options.hub.noteLag(Math.max(0, options.now().getTime() - Date.parse(newest.at)));
    if (batch.length === 0 && (!options.follow || performance.now() - lookedMs > LOOK_MS)) {
      lookedMs = performance.now();
      if (await isOver(options)) return;
    }
    await subscription.changedSince(mark);
  }
}

/** A task that was deleted has no more to tell; one that ended before `after` neither, to a reader that does not follow. */
async function isOver(options: LogOptions): Promise<boolean> {
  const row = await options.store.task(options.taskId);
  return row === undefined || (!options.follow && row.finishedAt !== undefined && row.lastSeq <= options.after);
}

/** Takes from `passing` what came before the event with this number. */
function before(passing: Passing[], seq: number): Ephemeral[] {
  const count = passing.findIndex((item) => item.afterSeq >= seq);
  return passing.splice(0, count < 0 ? passing.length : count).map((item) => item.event);
}
