// What is worth a notification: what is there now and was not before. Pure, so that it can be shown to tell each once.
import type { TaskSummary } from '../../contract/http.ts';
import type { Schedule } from '../../contract/schedules.ts';

export interface Now {
  readonly tasks: readonly Pick<TaskSummary, 'id' | 'title' | 'status' | 'waitingFor' | 'parentId'>[];
  readonly approvals: readonly { readonly id: string; readonly taskId: string; readonly preview: { readonly summary: string } }[];
  readonly schedules: readonly Pick<Schedule, 'id' | 'name' | 'missed'>[];
}

export interface News {
  /** The same for the same event, whoever sees it. */
  readonly key: string;
  readonly kind: 'done' | 'failed' | 'waiting' | 'missed';
  readonly text: string;
  /** Where a click leads. */
  readonly path: string;
}

/** All that could be told of now. */
function newsOf({ tasks, approvals, schedules }: Now): News[] {
  return [
    ...tasks.flatMap(({ id, title, status, waitingFor, parentId }): News[] => {
      const path = `/tasks/${id}`;
      if (status === 'completed' && parentId === undefined) return [{ key: `done ${id}`, kind: 'done', text: title, path }];
      if (status === 'failed' && parentId === undefined) return [{ key: `failed ${id}`, kind: 'failed', text: title, path }];
      if (status === 'waiting_input' || status === 'paused')
        return [
          { key: `asks ${id} ${waitingFor?.since ?? ''}`, kind: 'waiting', text: `${title}: ${waitingFor?.text ?? ''}`, path },
        ];
      return [];
    }),
    ...approvals.map(({ id, taskId, preview }): News => ({
      key: id,
      kind: 'waiting',
      text: preview.summary,
      path: `/tasks/${taskId}`,
    })),
    ...schedules.flatMap(({ id, name, missed }): News[] =>
      missed > 0 ? [{ key: `missed ${id} ${missed}`, kind: 'missed', text: name, path: '/schedules' }] : [],
    ),
  ];
}

/** What is new since `before`; nothing at the first look, which finds old things only. */
export function newsSince(before: ReadonlySet<string> | undefined, now: Now): { news: News[]; known: Set<string> } {
  const all = newsOf(now);
  const known = new Set(all.map(({ key }) => key));
  return { news: before ? all.filter(({ key }) => !before.has(key)) : [], known };
}
