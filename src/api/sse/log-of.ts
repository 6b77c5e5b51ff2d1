// The first link of the chain: a log from a number on, with what passes by in its place, for as long as somebody listens.
import type { Ephemeral } from '../../contract/events.ts';
import type { Hub, Passing, Subscription } from '../hub.ts';

/** Rows read at once: more would sit in memory while a slow reader takes the first. */
const BATCH = 100;
/** How often an idle reader looks whether there can still be more. */
const LOOK_MS = 2000;

/** A line of a log, numbered without gaps. */
export interface Log {
  readonly seq: number;
  readonly at: string;
}

export interface LogOptions<E extends Log> {
  readonly read: (after: number, limit: number) => Promise<readonly E[]>;
  /** There can be no more after this number: what it is about is gone, or has ended. */
  readonly isOver: (after: number) => Promise<boolean>;
  readonly isLast?: (event: E) => boolean;
  /** Asks `isOver` whenever there is nothing to tell, instead of now and then. */
  readonly impatient?: boolean;
  readonly hub: Pick<Hub, 'noteLag'>;
  /** Whoever opened it closes it; the generator then ends. */
  readonly subscription: Subscription;
  /** Number of the last event that the reader has. */
  readonly after: number;
  readonly now: () => Date;
}

/** Ends when the subscription closes or overflows, with the last event, or when it is over. Numbered events come without gap or repeat. */
export async function* logOf<E extends Log>(options: LogOptions<E>): AsyncGenerator<E | Ephemeral> {
  const { subscription } = options;
  let last = options.after;
  let passing: Passing[] = [];
  let behind = false;
  let lookedMs = performance.now();
  while (!subscription.closed && !subscription.overflowed) {
    const mark = subscription.mark();
    // Taken before the rows are read: what came by then has its place among them.
    if (!behind) passing = subscription.takePassing();
    const batch = await options.read(last, BATCH);
    for (const event of batch) {
      yield* before(passing, event.seq);
      yield event;
      last = event.seq;
      if (subscription.closed) return;
      if (options.isLast?.(event)) return;
    }
    behind = batch.length === BATCH;
    if (behind) continue;
    yield* before(passing, Infinity);
    const newest = batch.at(-1);
    if (newest) options.hub.noteLag(Math.max(0, options.now().getTime() - Date.parse(newest.at)));
    if (batch.length === 0 && (options.impatient || performance.now() - lookedMs > LOOK_MS)) {
      lookedMs = performance.now();
      if (await options.isOver(last)) return;
    }
    await subscription.changedSince(mark);
  }
}

/** Takes from `passing` what came before the event with this number. */
function before(passing: Passing[], seq: number): Ephemeral[] {
  const count = passing.findIndex((item) => item.afterSeq >= seq);
  return passing.splice(0, count < 0 ? passing.length : count).map((item) => item.event);
}
