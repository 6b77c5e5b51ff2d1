// The events of one task, for as long as somebody listens: reconnects by itself and never skips or repeats a numbered event.
import { CoworkError, isCoworkError } from '../contract/errors.ts';
import { Ephemeral, TaskEvent } from '../contract/events.ts';
import type { Api } from './request.ts';
import { type SseFrame, sseFrames } from './sse-frames.ts';

/** A numbered event, or something passing by (streaming text, progress) that no resume brings back. */
export type StreamItem = TaskEvent | Ephemeral;
const isNumbered = (item: StreamItem): item is TaskEvent => 'seq' in item;

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
 * Refusals by the server (a bad token, an unknown task) are thrown; broken connections are not: it resumes after the last number seen.
 */
export async function* eventStream(api: Api, taskId: string, options: EventsOptions = {}): AsyncGenerator<StreamItem> {
  let last = options.after ?? 0;
  let attempts = 0;
  while (!options.signal?.aborted) {
    const connection = new AbortController();
    const stop = (): void => connection.abort();
    options.signal?.addEventListener('abort', stop);
    const watchdog = setTimeout(stop, SILENT_MS);
    try {
      const response = await api.send('GET', `/tasks/${encodeURIComponent(taskId)}/events`, {
        headers: { accept: 'text/event-stream', 'last-event-id': String(last) },
        signal: connection.signal,
      });
      if (response.status === 204 || !response.body) return;
      if (attempts > 0) options.onLost?.(false);
      attempts = 0;
      for await (const frame of sseFrames(response.body, () => watchdog.refresh())) {
        if (frame.event === 'end') return;
        const item = itemOf(frame);
        if (!item) continue;
        if (isNumbered(item)) {
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
      clearTimeout(watchdog);
      options.signal?.removeEventListener('abort', stop);
      stop();
    }
    attempts += 1;
    if (attempts === 1) options.onLost?.(true);
    await pause(Math.min(BACK_OFF_MS.first * 2 ** (attempts - 1), BACK_OFF_MS.most), options.signal);
  }
}

const isPassing = (error: CoworkError): boolean => ['not_running', 'engine_down', 'desktop_away'].includes(error.code);

const lost = (error: unknown): CoworkError =>
  isCoworkError(error) ? error : new CoworkError('engine_down', 'The connection broke', { cause: error });

/** A frame of an event type that this version does not know is skipped, but its number counts: see `unknownEvent`. */
function itemOf(frame: SseFrame): StreamItem | undefined {
  const value = parse(frame.data);
  if (typeof value !== 'object' || value === null) return undefined;
  const known = 'seq' in value ? TaskEvent.safeParse(value) : Ephemeral.safeParse(value);
  if (known.success) return known.data;
  return 'seq' in value ? unknownEvent(value) : undefined;
}

/** A newer product tells of things we have no words for: kept as a notice, so that the numbering stays whole. */
function unknownEvent(value: object): TaskEvent | undefined {
  const { taskId, seq, at, type } = value as Record<string, unknown>;
  const text = `Something happened that this version has no words for (${String(type)})`;
  return TaskEvent.safeParse({ type: 'notice', taskId, seq, at, level: 'info', code: 'unknown_event', text }).data;
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
