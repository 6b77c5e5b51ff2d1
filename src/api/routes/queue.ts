// GET and POST /queue: what works, what waits for its turn and in which order.
import { z } from 'zod';
import { CoworkError } from '../../contract/errors.ts';
import { PostQueue, QueueItem } from '../../contract/http.ts';
import type { TaskStore } from '../../store/port.ts';
import type { ApiDeps } from '../deps.ts';
import { openTask } from '../find-task.ts';
import { json, type Route, route } from '../route.ts';

const Queue = z.object({ items: z.array(QueueItem) });

export const queueRoutes = (deps: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/queue',
    summary: 'The open tasks in order: those that work, those that wait for their turn, and those that wait for something else.',
    answers: { 200: { text: 'The queue', schema: Queue } },
    async handle() {
      return json({ status: 200, body: await queueOf(deps.store) });
    },
  }),
  route({
    method: 'post',
    path: '/queue',
    summary: 'Puts tasks into another order, or lets one begin at once.',
    body: PostQueue,
    answers: { 200: { text: 'The queue as it is now', schema: Queue } },
    errors: ['not_found', 'task_finished', 'invalid'],
    async handle({ body, once }) {
      const answer = await once(async (tx) => {
        for (const id of body.order ?? []) await openTask(tx, id);
        if (body.order) await tx.orderQueue(body.order);
        if (body.now !== undefined) await begin(tx, body.now);
        return { status: 200, body: await queueOf(tx) };
      });
      deps.outbox.wake();
      return json(answer);
    },
  }),
];

async function begin(tx: TaskStore, id: string): Promise<void> {
  const task = await openTask(tx, id);
  if (await tx.runNow(id)) return;
  if (await tx.hasSlot(id)) return;
  throw new CoworkError(
    'invalid',
    `Task ${id} does not wait for its turn but for something else${task.waitingFor ? `: ${task.waitingFor.text}` : ''}. Nothing was changed.`,
  );
}

/** Those that work first, then those in line, then the rest; each part in the order of the queue. */
async function queueOf(store: TaskStore): Promise<z.infer<typeof Queue>> {
  const rows = await store.queue();
  const of = (state: (typeof rows)[number]['state']) => rows.filter((row) => row.state === state).map(({ task }) => task);
  // One that got its slot a moment ago has not said so itself.
  const begins = of('granted').map(({ waitingFor, ...task }) =>
    waitingFor?.kind === 'slot' || !waitingFor ? task : { ...task, waitingFor },
  );
  return { items: [...begins, ...of('waiting').map((task, n) => ({ ...task, place: n + 1 })), ...of('none')] };
}
