// A log as text/event-stream, and what a caller wants to read of it: the same for tasks and threads.
import { z } from 'zod';
import { type ApiDeps, DEFAULT_LIMITS } from '../deps.ts';
import { type Log, logOf } from './log-of.ts';
import { toFrames } from './to-frame.ts';
import { toStream } from './to-stream.ts';
import { withPing } from './with-ping.ts';

export const EventsQuery = z.object({
  /** Number of the last event that the caller has. */
  after: z.coerce.number().int().min(0).optional(),
  /** Only for JSON. */
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
  format: z.enum(['sse', 'json']).optional(),
});

/** Where to begin, and whether an array is wanted instead of a stream. */
export function startOf(request: Request, query: z.output<typeof EventsQuery>): { after: number; asJson: boolean } {
  const after = lastEventId(request) ?? query.after ?? 0;
  return { after, asJson: (query.format ?? formatOf(request, query.after)) === 'json' };
}

export function eventStream<E extends Log>(
  deps: ApiDeps,
  from: {
    id: string;
    after: number;
    read: (after: number, limit: number) => Promise<readonly E[]>;
    isOver: (after: number) => Promise<boolean>;
    /** The stream ends once this was told. */
    isLast?: (event: E) => boolean;
    /** Looked at as soon as there is nothing to tell. */
    impatient?: boolean;
  },
): Response {
  const { pingMs, stallMs } = { ...DEFAULT_LIMITS, ...deps.limits };
  const subscription = deps.hub.subscribe(from.id);
  const log = logOf({ hub: deps.hub, subscription, now: deps.now, ...from });
  const frames = toFrames(withPing(log, pingMs), subscription);
  return new Response(toStream(frames, { subscription, stallMs }), {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
  });
}

function lastEventId(request: Request): number | undefined {
  const text = request.headers.get('last-event-id');
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** What Accept names; where it names neither, `?after=N` is the array and everything else the stream. */
function formatOf(request: Request, after: number | undefined): 'sse' | 'json' {
  const accept = request.headers.get('accept') ?? '';
  if (accept.includes('text/event-stream')) return 'sse';
  if (accept.includes('application/json')) return 'json';
  return after === undefined || request.headers.has('last-event-id') ? 'sse' : 'json';
}
