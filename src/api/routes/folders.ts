// GET /folders: which folders open tasks may use, and which tasks those are.
import { z } from 'zod';
import { Access } from '../../contract/task.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf } from '../paging.ts';
import { json, type Route, route } from '../route.ts';

const FolderUse = z.object({
  path: z.string(),
  tasks: z.array(z.object({ taskId: z.string(), title: z.string(), access: Access, name: z.string().optional() })),
});
type FolderUse = z.infer<typeof FolderUse>;

export const foldersRoutes = ({ store }: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/folders',
    summary: 'Folders that open tasks were given. They are changed by PATCH /tasks/{id}.',
    answers: { 200: { text: 'All of them', schema: listOf(FolderUse) } },
    async handle() {
      const byPath = new Map<string, FolderUse>();
      for (const task of await store.openTasks())
        for (const { path, access, name, state } of task.folders) {
          if (state !== 'granted' && state !== 'requested') continue;
          const use = byPath.get(path) ?? { path, tasks: [] };
          use.tasks.push({ taskId: task.id, title: task.title, access, ...(name === undefined ? {} : { name }) });
          byPath.set(path, use);
        }
      return json({ status: 200, body: { items: [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) } });
    },
  }),
];
