// The events of one task or thread, for as long as somebody listens: reconnects by itself and never skips or repeats a numbered event.
import { CoworkError, isCoworkError } from '../contract/errors.ts';
import { Ephemeral, EventBody, EventHead, type TaskEvent } from '../contract/events.ts';
import { ThreadEvent } from '../contract/threads.ts';
import { isPassing } from './problem.ts';
import type { Api } from './request.ts';
import { type SseFrame, sseFrames } from './sse-frames.ts';

/** A numbered event, or something passing by (streaming text, progress) that no resume brings back. */
export type StreamItem = TaskEvent | Ephemeral;
export type ThreadStreamItem = ThreadEvent | Ephemeral;

/** What is streamed, where, and how an event is read. */
interface Log<E> {
  readonly path: string;
  readonly event: { safeParse(value: unknown): { success: true; data: E } | { success: false } };
  /** An event that this version has no words for: kept, so that the numbering stays whole. */
  readonly unknown: (of: { readonly seq: unknown; readonly at: unknown; readonly text: string }) => unknown;
}

export const taskEvents = (api: Api, taskId: string, options?: EventsOptions): AsyncGenerator<StreamItem> =>
  eventStream(
    api,
    { path: `/tasks/${encodeURIComponent(taskId)}/events`, event: TASK_EVENT, unknown: (of) => ({ ...of, ...UNKNOWN, taskId }) },
    options,
  );

export const threadEvents = (api: Api, threadId: string, options?: EventsOptions): AsyncGenerator<ThreadStreamItem> =>
  eventStream(
    api,
    {
      path: `/threads/${encodeURIComponent(threadId)}/events`,
      event: ThreadEvent,
      unknown: (of) => ({ ...of, ...UNKNOWN, threadId }),
    },
    options,
  );

/** The same as the contract's intersection, in half the time: that compares and merges both sides, member by member. */
const TASK_EVENT: Log<TaskEvent>['event'] = {
  safeParse(value) {
    const head = EventHead.safeParse(value);
    const body = EventBody.safeParse(value);
    return head.success && body.success ? { success: true, data: { ...head.data, ...body.data } } : { success: false };
  },
};

const UNKNOWN = { type: 'notice', level: 'info', code: 'unknown_event' } as const;

export interface EventsOptions {
  /** Number of the last event already known; the first one yielded is the next. */
  readonly after?: number;
  /** Ends the generator quietly. */
  readonly signal?: AbortSignal;
  /** Told when the connection is lost (true) and when it is back (false). */
  readonly onLost?: (lost: boolean) => void;
  /** Gives up after that many attempts in a row without an answer; default: never. */
  readonly maxAttempts?: number;
}

/** First and longest wait between attempts: a restart is over in about a second, a sleeping machine should not be hammered. */
const BACK_OFF_MS = { first: 100, most: 3000 } as const;
/** The server pings more often than that; a silent connection is dead (a laptop that slept). */
const SILENT_MS = 45_000;

/**
 * Yields events in order. Ends when `signal` aborts or when the server says that there will be no more (204 or an `end` frame).
 * Refusals by the server (a bad token, an unknown task) are thrown; broken connections and what passes by itself are not: it resumes after the last number seen.
 */
async function* eventStream<E extends { seq: number }>(
  api: Api,
  log: Log<E>,
  options: EventsOptions = {},
): AsyncGenerator<E | Ephemeral> {
  let last = options.after ?? 0;
  let attempts = 0;
  while (!options.signal?.aborted) {
    const connection = new AbortController();
    const stop = (): void => connection.abort();
    options.signal?.addEventListener('abort', stop);
    const watchdog = startWatchdog(stop);
    try {
      const response = await api.send('GET', log.path, {
        headers: { accept: 'text/event-stream', 'last-event-id': String(last) },
        signal: connection.signal,
      });
      if (response.status === 204 || !response.body) return;
      if (attempts > 0) options.onLost?.(false);
      attempts = 0;
      for await (const frame of sseFrames(response.body, () => watchdog.heard())) {
        if (frame.event === 'end') return;
        const item = itemOf(frame, log);
        if (!item) continue;
        if ('seq' in item) {
          if (item.seq <= last) continue;
          if (item.seq !== last + 1) break;
          last = item.seq;
        }
        yield item;
      }
    } catch (error) {
      if (options.signal?.aborted) return;
      if (isCoworkError(error) && !isPassing(error)) throw error;
      if (attempts + 1 >= (options.maxAttempts ?? Infinity)) throw lost(error);
    } finally {
      watchdog.end();
      options.signal?.removeEventListener('abort', stop);
      stop();
    }
    attempts += 1;
    if (attempts === 1) options.onLost?.(true);
    await pause(Math.min(BACK_OFF_MS.first * 2 ** (attempts - 1), BACK_OFF_MS.most), options.signal);
  }
}

/** Browsers' timers cannot be refreshed as Node's can: this one looks again when it is due, instead of being set anew at every byte. */
function startWatchdog(bite: () => void): { heard(): void; end(): void } {
  let lastHeard = Date.now();
  let timer = setTimeout(look, SILENT_MS);
  function look(): void {
    const left = lastHeard + SILENT_MS - Date.now();
    if (left <= 0) bite();
    else timer = setTimeout(look, left);
  }
  return {
    heard: () => {
      lastHeard = Date.now();
    },
    end: () => clearTimeout(timer),
  };
}

const lost = (error: unknown): CoworkError =>
  isCoworkError(error) ? error : new CoworkError('engine_down', 'The connection broke', { cause: error });

/** A frame of an event type that this version does not know counts with its number. */
function itemOf<E>(frame: SseFrame, log: Log<E>): E | Ephemeral | undefined {
  const value = parse(frame.data);
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('seq' in value)) return Ephemeral.safeParse(value).data;
  const known = log.event.safeParse(value);
  if (known.success) return known.data;
  const { seq, at, type } = value as Record<string, unknown>;
  const text = `Something happened that this version has no words for (${String(type)})`;
  const kept = log.event.safeParse(log.unknown({ seq, at, text }));
  return kept.success ? kept.data : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
