// GET /tasks/{id}/events: the log as it grows (text/event-stream) or so far (JSON array).
import { z } from 'zod';
import { TaskEvent } from '../../contract/events.ts';
import { type ApiDeps, DEFAULT_LIMITS } from '../deps.ts';
import { json, type Route, route } from '../route.ts';
import { logOf } from '../sse/log-of.ts';
import { toFrames } from '../sse/to-frame.ts';
import { toStream } from '../sse/to-stream.ts';
import { withPing } from '../sse/with-ping.ts';
import { taskOr404 } from '../find-task.ts';

const Query = z.object({
  /** Number of the last event that the caller has. */
  after: z.coerce.number().int().min(0).optional(),
  /** Only for JSON. */
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
  format: z.enum(['sse', 'json']).optional(),
  /** 0: the stream ends once `task_finished` was told. */
  follow: z.stringbool().default(true),
});

export const eventsRoutes = (deps: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/tasks/{id}/events',
    summary:
      'The log of a task: as a stream that resumes from Last-Event-ID, or (?after=N, or Accept: application/json) as an array.',
    query: Query,
    answers: { 200: { text: 'Events; in the stream also unnumbered deltas (event: delta)', schema: z.array(TaskEvent) } },
    errors: ['not_found'],
    async handle({ request, params, query }) {
      const { id: taskId } = await taskOr404(deps.store, params['id']);
      const after = lastEventId(request) ?? query.after ?? 0;
      if ((query.format ?? formatOf(request, query.after)) === 'json')
        return json({ status: 200, body: await deps.store.events(taskId, after, query.limit) });
      return stream(deps, { taskId, after, follow: query.follow });
    },
  }),
];

function stream(deps: ApiDeps, from: { taskId: string; after: number; follow: boolean }): Response {
  const { pingMs, stallMs } = { ...DEFAULT_LIMITS, ...deps.limits };
  const subscription = deps.hub.subscribe(from.taskId);
  const log = logOf({ store: deps.store, hub: deps.hub, subscription, now: deps.now, ...from });
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
