// POST and DELETE /settings/demo: the scripted demo in the place of a model, for people without a key.
import { z } from 'zod';
import { Demo } from '../../contract/http.ts';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';

export const demoRoutes = (deps: ApiDeps): Route[] => [
  route({
    method: 'post',
    path: '/settings/demo',
    summary: 'Lets the scripted demo answer in the place of a model, and makes a folder of made-up files for it. No AI, no key.',
    body: z.strictObject({}),
    answers: { 200: { text: 'The folder, and the job that the demo knows', schema: Demo } },
    errors: ['disk_full', 'no_permission'],
    async handle({ once }) {
      // Before the transaction: two hundred files and a server would hold up everybody who writes. A repeat is answered before it comes here; of
      // two at once one has made a folder too many.
      const demo = await deps.demo.start();
      const answer = await once(() => Promise.resolve({ status: 200, body: demo }));
      // Tasks that wait for a real model go on waiting: the script would only pretend to do them.
      deps.outbox.wake();
      return json(answer);
    },
  }),
  route({
    method: 'delete',
    path: '/settings/demo',
    summary: 'Leaves the demo: the model of the settings counts again. What the demo did stays, and can be undone.',
    answers: { 204: { text: 'Left' } },
    async handle() {
      await deps.demo.stop();
      return json({ status: 204 });
    },
  }),
];
