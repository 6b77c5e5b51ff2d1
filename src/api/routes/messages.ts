// POST /tasks/{id}/messages: steering text, delivered before the next model call.
import { z } from 'zod';
import { PostMessage } from '../../contract/http.ts';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';
import { finished, taskOr404 } from '../find-task.ts';

export const messageRoutes = ({ outbox, crash }: ApiDeps): Route[] => [
  route({
    method: 'post',
    path: '/tasks/{id}/messages',
    summary: 'Says something to a task. The same clientId again is the same message.',
    body: PostMessage,
    answers: {
      201: {
        text: 'Stored; the task reads it before its next step',
        schema: z.object({ seq: z.number().int(), text: z.string(), createdAt: z.string() }),
      },
    },
    errors: ['not_found', 'task_finished'],
    async handle({ params, body, once }) {
      const answer = await once(async (tx) => {
        const row = await taskOr404(tx, params['id']);
        const { text, clientId } = body;
        const stored = await tx.addInbox(row.id, { text, ...(clientId === undefined ? {} : { clientId }) });
        if (stored === 'closed') throw await finished(tx, row);
        // The agent waited for a word of the user: this is it. A pause by the user, a budget or a key are other matters.
        if (row.hold?.kind === 'user') await tx.patchTask(row.id, { hold: null });
        return { status: 201, body: stored };
      });
      crash('api-message-stored');
      outbox.wake();
      return json(answer);
    },
  }),
];
