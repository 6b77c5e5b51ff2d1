// /schedules: what repeats a task. A row and an order to the engine; the row is what counts.
import { z } from 'zod';
import { CoworkError } from '../../contract/errors.ts';
import { newId } from '../../contract/ids.ts';
import {
  PatchSchedule,
  PostSchedule,
  PreviewSchedule,
  Schedule,
  SCHEDULE_DEFAULTS,
  SchedulePreview,
  ScheduleRun,
} from '../../contract/schedules.ts';
import { TOOL_INPUTS } from '../../contract/tools.ts';
import { clockOf, dueAgain, previewOf } from '../../schedules/preview.ts';
import { settleDue } from '../../schedules/record-due.ts';
import type { NewSchedule, SchedulePatch } from '../../store/schedule-port.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, pageBody, pageOf, PageQuery } from '../paging.ts';
import { json, type Route, route } from '../route.ts';
import { runView, scheduleOr404, scheduleView } from '../schedule-view.ts';
import { threadOr404 } from '../thread-view.ts';
import { titleOf } from './create-task.ts';

/** Each is looked at every minute, and nobody reads a longer list. */
const MOST = 500;
const WRONG = ['invalid', 'no_such_file', 'not_a_folder', 'sensitive_place', 'no_permission'] as const;

export const scheduleRoutes = (deps: ApiDeps): Route[] => {
  const { store, now } = deps;
  const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
  const foldersOf = (folders: NonNullable<PostSchedule['folders']>) =>
    Promise.all(folders.map(async (folder) => ({ ...folder, ...(await deps.files.checkFolder(folder.path)) })));

  return [
    route({
      method: 'get',
      path: '/schedules',
      summary: 'All schedules, oldest first; `missed` counts since somebody last looked at the history.',
      answers: { 200: { text: 'All of them', schema: listOf(Schedule) } },
      async handle() {
        const items = await Promise.all((await store.schedules()).map((row) => scheduleView(store, row, now())));
        return json({ status: 200, body: { items } });
      },
    }),
    route({
      method: 'post',
      path: '/schedules/preview',
      summary: 'Reads a cadence back in words, with the next five times. Saves nothing.',
      body: PreviewSchedule,
      answers: { 200: { text: 'What was understood', schema: SchedulePreview } },
      errors: ['invalid'],
      async handle({ body }) {
        const clock = clockOf({ cadence: body.cadence, timeZone: body.timeZone ?? ownZone() });
        return json({ status: 200, body: previewOf(clock, now().getTime()) });
      },
    }),
    route({
      method: 'post',
      path: '/schedules',
      summary: 'Makes a schedule. The named folders are the permission for them, in each of its runs.',
      body: PostSchedule,
      answers: { 201: { text: 'The schedule', schema: Schedule } },
      errors: WRONG,
      async handle({ body, once }) {
        const timeZone = body.timeZone ?? ownZone();
        const clock = clockOf({ cadence: body.cadence, timeZone });
        checkTools(body.tools);
        const folders = body.folders && (await foldersOf(body.folders));
        const { defaultMode } = await deps.settings.read();
        const answer = await once(async (tx) => {
          if (body.threadId !== undefined) await threadOr404(tx, body.threadId);
          dueAgain(clock, now().getTime());
          if ((await tx.schedules()).length >= MOST)
            throw new CoworkError('invalid', `There are ${MOST} schedules already; remove one first.`);
          const row = await tx.createSchedule({
            id: newId('s'),
            name: body.name ?? titleOf(body.prompt),
            ...{ cadence: body.cadence.trim(), parsed: clock.cadence, timeZone, prompt: body.prompt, folders },
            mode: body.mode ?? defaultMode,
            model: body.model,
            budget: body.budget ?? {},
            dailyMaxUsd: body.dailyMaxUsd,
            tools: body.tools,
            threadId: body.threadId,
            ...policyOf(body),
          });
          return { status: 201, body: await scheduleView(tx, row, now()) };
        });
        deps.outbox.wake();
        return json(answer);
      },
    }),
    route({
      method: 'get',
      path: '/schedules/{id}',
      summary: 'One schedule.',
      answers: { 200: { text: 'The schedule', schema: Schedule } },
      errors: ['not_found'],
      async handle({ params }) {
        const row = await scheduleOr404(store, params['id']);
        return json({ status: 200, body: await scheduleView(store, row, now()) });
      },
    }),
    route({
      method: 'patch',
      path: '/schedules/{id}',
      summary: 'Changes what is named, for the runs from now on.',
      body: PatchSchedule,
      answers: { 200: { text: 'The schedule', schema: Schedule } },
      errors: ['not_found', ...WRONG],
      async handle({ params, body }) {
        checkTools(body.tools ?? undefined);
        const folders = body.folders ? await foldersOf(body.folders) : body.folders;
        const { model } = await deps.settings.read();
        const view = await store.transaction(async (tx) => {
          const { id } = await scheduleOr404(tx, params['id']);
          const before = (await tx.lockSchedule(id))!;
          const { cadence, timeZone, folders: _, ...rest } = body;
          const patch: SchedulePatch = {
            ...rest,
            ...(folders === undefined ? {} : { folders }),
            ...(body.budget ? { budget: { ...before.budget, ...body.budget } } : {}),
          } as SchedulePatch;
          if (cadence !== undefined || timeZone !== undefined) {
            const given = { cadence: cadence ?? before.cadence, timeZone: timeZone ?? before.timeZone };
            const clock = clockOf(given);
            dueAgain(clock, now().getTime());
            // What the old times have missed is said before they are forgotten.
            await settleDue(tx, before, { now: now(), defaultModel: model });
            const at = now().toISOString();
            Object.assign(patch, given, { parsed: clock.cadence, activeFrom: at, accountedTo: at });
          }
          await tx.patchSchedule(id, patch);
          return scheduleView(tx, await scheduleOr404(tx, id), now());
        });
        deps.outbox.wake();
        return json({ status: 200, body: view });
      },
    }),
    route({
      method: 'delete',
      path: '/schedules/{id}',
      summary: 'Removes a schedule and its history. Its tasks stay, also the one that runs.',
      answers: { 204: { text: 'Gone' } },
      errors: ['not_found'],
      async handle({ params }) {
        await store.transaction(async (tx) => {
          const { id } = await scheduleOr404(tx, params['id']);
          await tx.deleteSchedule(id);
          // The computer with the folders forgets what was allowed for its runs.
          await tx.enqueueRequest({ taskId: '', kind: 'schedule_revoke', body: { scheduleId: id } });
        });
        deps.outbox.wake();
        deps.link.drain();
        return json({ status: 204 });
      },
    }),
    route({
      method: 'get',
      path: '/schedules/{id}/runs',
      summary: 'What became of each due time, the latest first.',
      query: PageQuery,
      answers: { 200: { text: 'A page of runs', schema: listOf(ScheduleRun) } },
      errors: ['not_found', 'invalid'],
      async handle({ params, query }) {
        const { id } = await scheduleOr404(store, params['id']);
        const { items, next } = pageBody(await store.runs(id, pageOf(query)));
        return json({ status: 200, body: { items: items.map(runView), ...(next === undefined ? {} : { next }) } });
      },
    }),
    route({
      method: 'post',
      path: '/schedules/{id}/seen',
      summary: 'Somebody has looked at the history: `missed` counts from now on.',
      body: z.strictObject({}),
      answers: { 200: { text: 'The schedule', schema: Schedule } },
      errors: ['not_found'],
      async handle({ params, once }) {
        const answer = await once(async (tx) => {
          const { id } = await scheduleOr404(tx, params['id']);
          await tx.patchSchedule(id, { seenAt: now().toISOString() });
          return { status: 200, body: await scheduleView(tx, await scheduleOr404(tx, id), now()) };
        });
        return json(answer);
      },
    }),
  ];
};

function policyOf(body: PostSchedule): Pick<NewSchedule, keyof typeof SCHEDULE_DEFAULTS> {
  const { misfire, misfireMost, windowMinutes, overlap, limitMinutes } = SCHEDULE_DEFAULTS;
  return {
    misfire: body.misfire ?? misfire,
    misfireMost: body.misfireMost ?? misfireMost,
    windowMinutes: body.windowMinutes ?? windowMinutes,
    overlap: body.overlap ?? overlap,
    limitMinutes: body.limitMinutes ?? limitMinutes,
  };
}

function checkTools(names: readonly string[] | undefined): void {
  const strange = names?.filter((name) => !(name in TOOL_INPUTS)) ?? [];
  if (strange.length > 0)
    throw new CoworkError(
      'invalid',
      `tools: there is no ${strange.join(', ')}. There are ${Object.keys(TOOL_INPUTS).sort().join(', ')}.`,
    );
}
