// A schedule by the id in a path, and as GET /schedules shows it.
import { CoworkError } from '../contract/errors.ts';
import type { Schedule, ScheduleRun } from '../contract/schedules.ts';
import { previewOf } from '../schedules/preview.ts';
import { clockOfRow } from '../schedules/record-due.ts';
import type { TaskStore } from '../store/port.ts';
import type { ScheduleRow, ScheduleRunRow } from '../store/schedule-port.ts';

/** @throws CoworkError not_found */
export async function scheduleOr404(store: Pick<TaskStore, 'schedule'>, id: string | undefined): Promise<ScheduleRow> {
  const row = id === undefined ? undefined : await store.schedule(id);
  if (!row) throw new CoworkError('not_found', `There is no schedule ${id}.`);
  return row;
}

export async function scheduleView(store: TaskStore, row: ScheduleRow, now: Date): Promise<Schedule> {
  const { parsed: _, activeFrom: __, accountedTo: ___, seenAt, folders, tools, allowed, ...shown } = row;
  const preview = previewOf(clockOfRow(row), now.getTime());
  const running = (await store.openRuns(row.id)).find((run) => run.state === 'running');
  const newest = running ?? (await store.runs(row.id, { limit: 1 })).items[0];
  return withoutUndefined({
    ...shown,
    words: preview.words,
    next: row.paused ? [] : preview.next,
    folders: folders && [...folders],
    tools: tools && [...tools],
    allowed: [...allowed],
    missed: await store.missedSince(row.id, seenAt),
    lastRun: newest && withoutUndefined({ state: newest.state, due: newest.due, taskId: newest.taskId }),
  }) as Schedule;
}

export const runView = ({ dueKey: _, late: __, told: ___, recordedAt: ____, why, ...run }: ScheduleRunRow): ScheduleRun =>
  withoutUndefined({ ...run, why: why === '' ? undefined : why }) as ScheduleRun;

const withoutUndefined = (members: object): object =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
