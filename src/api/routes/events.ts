// GET /tasks/{id}/events: the log as it grows (text/event-stream) or so far (JSON array).
import { z } from 'zod';
import { TaskEvent } from '../../contract/events.ts';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';
import { EventsQuery, eventStream, startOf } from '../sse/event-stream.ts';
import { taskOr404 } from '../find-task.ts';

const Query = EventsQuery.extend({
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
      const { store } = deps;
      const { id } = await taskOr404(store, params['id']);
      const { after, asJson } = startOf(request, query);
      if (asJson) return json({ status: 200, body: await store.events(id, after, query.limit) });
      const { follow } = query;
      return eventStream<TaskEvent>(deps, {
        ...{ id, after, impatient: !follow },
        read: (from, limit) => store.events(id, from, limit),
        isLast: (event) => !follow && event.type === 'task_finished',
        // A task that was deleted has no more to tell; one that ended before neither, to a reader that does not follow.
        async isOver(from) {
          const row = await store.task(id);
          return row === undefined || (!follow && row.finishedAt !== undefined && row.lastSeq <= from);
        },
      });
    },
  }),
];
