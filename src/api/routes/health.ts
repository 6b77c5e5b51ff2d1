// GET /healthz and /readyz: is the api alive, and could a task start now.
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';

const Ready = z.object({
  ready: z.boolean(),
  store: z.boolean(),
  engine: z.boolean(),
  worker: z.boolean(),
  detail: z.string().optional(),
});

export const healthRoutes = ({ store, engine, link, version }: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/healthz',
    root: true,
    open: true,
    summary: 'The api answers.',
    answers: { 200: { text: 'Alive', schema: z.object({ status: z.literal('ok'), version: z.string() }) } },
    async handle() {
      return json({ status: 200, body: { status: 'ok', version } });
    },
  }),
  route({
    method: 'get',
    path: '/readyz',
    root: true,
    open: true,
    summary: 'A task could start now: store, engine and worker are there.',
    answers: {
      200: { text: 'Ready', schema: Ready },
      503: { text: 'Not ready; the members say what is missing', schema: Ready },
    },
    async handle() {
      const [storeAnswers, engineAnswers] = await Promise.all([
        store.outbox(1).then(
          () => true,
          () => false,
        ),
        engine.ready(),
      ]);
      const parts = { store: storeAnswers, engine: engineAnswers, worker: link.serving };
      const ready = Object.values(parts).every(Boolean);
      return json({ status: ready ? 200 : 503, body: { ready, ...parts, ...(ready ? {} : { detail: missing(parts) }) } });
    },
  }),
];

/** The first thing that is missing, in words. */
function missing(parts: { store: boolean; engine: boolean }): string {
  if (!parts.store) return 'the task database cannot be read';
  return parts.engine ? 'the worker is not ready yet' : 'the task engine does not answer yet';
}
