// GET /tasks/{id}/changes: what a task has changed or wants to, with operations in pages.
import { z } from 'zod';
import { ChangeSet, Operation } from '../../contract/changes.ts';
import { CoworkError } from '../../contract/errors.ts';
import type { ChangeSetHead, TaskStore } from '../../store/port.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, pageBody, pageOf, PageQuery } from '../paging.ts';
import { json, type Route, route } from '../route.ts';
import { taskOr404 } from '../find-task.ts';

/** Operations shown with each set; the rest is asked for by cursor. */
const FIRST_OPERATIONS = 100;
const Query = PageQuery.extend({ limit: z.coerce.number().int().min(1).max(50).default(20) });
const OperationQuery = PageQuery.extend({ limit: z.coerce.number().int().min(1).max(1000).default(200) });

export const changesRoutes = ({ store }: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/tasks/{id}/changes',
    summary: 'The change sets of a task, each with its first operations.',
    query: Query,
    answers: { 200: { text: 'A page of change sets', schema: listOf(ChangeSet) } },
    errors: ['not_found', 'invalid'],
    async handle({ params, query }) {
      const { id } = await taskOr404(store, params['id']);
      const page = await store.changeSets(id, pageOf(query));
      const items = [];
      for (const head of page.items) items.push(await withOperations(store, head));
      return json({ status: 200, body: pageBody({ ...page, items }) });
    },
  }),
  ...['/tasks/{id}/changes/{setId}/operations', '/changes/{setId}/operations'].map((path) =>
    route({
      method: 'get',
      path,
      summary: 'The operations of a change set.',
      query: OperationQuery,
      answers: { 200: { text: 'A page of operations', schema: listOf(Operation) } },
      errors: ['not_found', 'invalid'],
      async handle({ params, query }) {
        const head = await store.changeSet(params['setId'] ?? '');
        if (!head || (params['id'] !== undefined && head.taskId !== params['id']))
          throw new CoworkError('not_found', `There is no change set ${params['setId']}.`);
        return json({ status: 200, body: pageBody(await store.operations(head.id, pageOf(query))) });
      },
    }),
  ),
];

async function withOperations(store: Pick<TaskStore, 'operations'>, head: ChangeSetHead): Promise<ChangeSet> {
  const { items, next } = await store.operations(head.id, { limit: FIRST_OPERATIONS });
  return { ...head, operations: items, ...(next === undefined ? {} : { next }) };
}
