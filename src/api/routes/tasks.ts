// GET /tasks and /tasks/{id}.
import { z } from 'zod';
import { CoworkError } from '../../contract/errors.ts';
import { Task, TaskSummary } from '../../contract/http.ts';
import { TaskStatus } from '../../contract/task.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, pageBody, pageOf, PageQuery } from '../paging.ts';
import { json, type Route, route } from '../route.ts';
import { viewOr404 } from '../find-task.ts';

const Query = PageQuery.extend({
  /** One status or several, separated by commas. */
  status: z.string().optional(),
  archived: z.stringbool().optional(),
  threadId: z.string().max(100).optional(),
  /** Also those that tasks have started. */
  children: z.stringbool().optional(),
});

export const taskRoutes = (deps: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/tasks',
    summary: 'Tasks, newest first.',
    query: Query,
    answers: { 200: { text: 'A page of tasks', schema: listOf(TaskSummary) } },
    errors: ['invalid'],
    async handle({ query }) {
      const { status, archived, children, threadId } = query;
      const page = await deps.store.listTasks({
        ...pageOf(query),
        ...(status === undefined ? {} : { status: status.split(',').map(statusOf) }),
        ...(archived === undefined ? {} : { archived }),
        ...(threadId === undefined ? {} : { threadId }),
        ...(children === undefined ? {} : { children }),
      });
      return json({ status: 200, body: pageBody(page) });
    },
  }),
  route({
    method: 'get',
    path: '/tasks/{id}',
    summary: 'One task, with what it waits for.',
    answers: { 200: { text: 'The task', schema: Task } },
    errors: ['not_found'],
    async handle({ params }) {
      return json({ status: 200, body: await viewOr404(deps, deps.store, params['id']) });
    },
  }),
];

function statusOf(text: string): TaskStatus {
  const status = TaskStatus.safeParse(text.trim());
  if (status.success) return status.data;
  throw new CoworkError('bad_request', `status: ${text} is none of ${TaskStatus.options.join(', ')}.`);
}
