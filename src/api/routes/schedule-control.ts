// POST /schedules/{id}/run, /pause and /resume, and DELETE /schedules/{id}/allowed.
import { z } from 'zod';
import { CoworkError } from '../../contract/errors.ts';
import { Schedule, ScheduleRun } from '../../contract/schedules.ts';
import { beginRun, clockOfRow, settleDue } from '../../schedules/record-due.ts';
import { isDue } from '../../schedules/due-times.ts';
import type { TaskStore } from '../../store/port.ts';
import type { ScheduleRow } from '../../store/schedule-port.ts';
import { type ApiDeps, DEFAULT_LIMITS } from '../deps.ts';
import { json, type Route, route } from '../route.ts';
import { runView, scheduleOr404, scheduleView } from '../schedule-view.ts';
import { waitForRequest } from '../wait-for-request.ts';

const Nothing = z.strictObject({});

export const scheduleControlRoutes = (deps: ApiDeps): Route[] => {
  const { store, now } = deps;
  const locked = async (tx: TaskStore, id: string | undefined): Promise<ScheduleRow> =>
    (await tx.lockSchedule((await scheduleOr404(tx, id)).id))!;

  const change = (name: 'pause' | 'resume', summary: string, work: (tx: TaskStore, row: ScheduleRow) => Promise<unknown>) =>
    route({
      method: 'post',
      path: `/schedules/{id}/${name}`,
      summary,
      body: Nothing,
      answers: { 200: { text: 'The schedule', schema: Schedule } },
      errors: ['not_found'],
      async handle({ params, once }) {
        const answer = await once(async (tx) => {
          const row = await locked(tx, params['id']);
          await work(tx, row);
          return { status: 200, body: await scheduleView(tx, await scheduleOr404(tx, row.id), now()) };
        });
        deps.outbox.wake();
        return json(answer);
      },
    });

  return [
    route({
      method: 'post',
      path: '/schedules/{id}/run',
      summary: 'Runs it once now, also while it is paused. Beside a run that still works only where that is allowed.',
      body: Nothing,
      answers: { 201: { text: 'The run', schema: ScheduleRun } },
      errors: ['not_found', 'schedule_busy'],
      async handle({ params, once }) {
        const { model } = await deps.settings.read();
        const answer = await once(async (tx) => {
          const schedule = await locked(tx, params['id']);
          const due = await freeSecond(tx, schedule, now());
          const open = await tx.openRuns(schedule.id);
          if (open.length > 0 && schedule.overlap === 'skip')
            throw new CoworkError('schedule_busy', busy(open[0]?.taskId), { extra: { taskId: open[0]?.taskId } });
          await tx.putRun({ scheduleId: schedule.id, due, dueKey: `by hand ${due}`, state: 'waiting', byHand: true });
          if (open.length === 0 || schedule.overlap === 'allow')
            await beginRun(tx, schedule, { due, now: now(), defaultModel: model, late: false });
          await tx.enqueueRun(schedule.id, due);
          return { status: 201, body: runView((await tx.run(schedule.id, due))!) };
        });
        deps.outbox.wake();
        return json(answer);
      },
    }),
    change('pause', 'Nothing is due any more until it is resumed. What runs goes on.', async (tx, row) => {
      if (row.paused) return;
      await settleDue(tx, row, { now: now(), defaultModel: (await deps.settings.read()).model });
      await tx.patchSchedule(row.id, { paused: true, pausedReason: null });
    }),
    change('resume', 'Lets a paused schedule go on; what was due meanwhile is not made up for.', async (tx, row) => {
      if (!row.paused) return;
      const at = now().toISOString();
      await tx.patchSchedule(row.id, { paused: false, pausedReason: null, failures: 0, activeFrom: at, accountedTo: at });
    }),
    route({
      method: 'delete',
      path: '/schedules/{id}/allowed',
      summary: 'Takes back what was allowed for each run: its changes are asked about again.',
      answers: {
        200: { text: 'The schedule', schema: Schedule },
        202: { text: 'It is written down and not done yet: the computer with the folders is not reachable', schema: Schedule },
      },
      errors: ['not_found'],
      async handle({ params }) {
        const { id, request } = await store.transaction(async (tx) => {
          const row = await scheduleOr404(tx, params['id']);
          const body = { scheduleId: row.id };
          return { id: row.id, request: await tx.enqueueRequest({ taskId: '', kind: 'schedule_revoke', body }) };
        });
        deps.link.drain();
        const waitMs = deps.limits?.folderWaitMs ?? DEFAULT_LIMITS.folderWaitMs;
        const done = await waitForRequest(deps, { id: request, taskId: '', waitMs });
        const body = await scheduleView(store, await scheduleOr404(store, id), now());
        return json({ status: done ? 200 : 202, body });
      },
    }),
  ];
};

const busy = (taskId: string | undefined): string =>
  `A run of this schedule is still at work (task ${taskId ?? 'not begun yet'}); nothing was started.`;

/** Workflows of runs are named by the second; one that is due by itself stays free for that. */
async function freeSecond(tx: TaskStore, schedule: ScheduleRow, now: Date): Promise<string> {
  for (let second = Math.floor(now.getTime() / 1000); ; second += 1) {
    const due = new Date(second * 1000).toISOString();
    if (!isDue(clockOfRow(schedule), second * 1000) && !(await tx.run(schedule.id, due))) return due;
  }
}
