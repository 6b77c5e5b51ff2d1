// What an agent may put on a schedule: no more than its own task may do. Everything is resolved before it is asked, so that the answer binds it.
import { CoworkError } from '../contract/errors.ts';
import type { ScheduleWish } from '../contract/schedule-wish.ts';
import { type Access, isWider, Mode } from '../contract/task.ts';
import type { ToolInput } from '../contract/tools.ts';
import { clockOf, dueAgain, previewOf } from '../schedules/preview.ts';
import type { TaskRow } from '../store/port.ts';

/** @throws CoworkError with what the model may correct */
export function wishOf(task: TaskRow, input: ToolInput<'schedule_task'>, at: { now: Date; timeZone: string }): ScheduleWish {
  const timeZone = input.time_zone ?? at.timeZone;
  const clock = clockOf({ cadence: input.when, timeZone });
  const now = at.now.getTime();
  dueAgain(clock, now);
  const { words, next } = previewOf(clock, now);
  const mode = input.mode ?? task.mode;
  if (Mode.options.indexOf(mode) > Mode.options.indexOf(task.mode))
    throw new CoworkError('invalid', `mode: this task's is ${task.mode}, so that of a schedule of it cannot be ${mode}.`);
  return {
    name: input.name ?? [...input.prompt.split('\n')[0]!].slice(0, 60).join(''),
    when: input.when.trim(),
    in_words: words,
    time_zone: timeZone,
    next_runs: next,
    prompt: input.prompt,
    folders: (input.folders ?? []).map((folder) => folderOf(task, folder)),
    mode,
    budget: { ...task.budget, ...(input.max_usd === undefined ? {} : { maxUsd: atMost(input.max_usd, task.budget.maxUsd) }) },
    ...(input.daily_max_usd === undefined ? {} : { daily_max_usd: input.daily_max_usd }),
    ...(task.tools === undefined ? {} : { tools: [...task.tools] }),
  };
}

/** Also when it is allowed: a folder may have been taken away while the question stood. */
export function stillHeld(task: TaskRow, wish: ScheduleWish): void {
  for (const { path, access } of wish.folders) {
    const held = task.folders.find((folder) => folder.path === path && folder.state === 'granted');
    if (!held || isWider(access, held.access))
      throw new CoworkError('not_granted', `${path} is not open to this task with access ${access} any more; nothing was saved.`);
  }
}

function folderOf(task: TaskRow, wanted: { path: string; access?: Access | undefined }): { path: string; access: Access } {
  const name = /^\/folders\/([^/]+)\/?$/.exec(wanted.path)?.[1];
  const held = task.folders.find((folder) => folder.state === 'granted' && folder.name === name);
  if (!held)
    throw new CoworkError(
      'not_granted',
      `${wanted.path} is no open folder of this task; give /folders/<name> as it is open here.`,
    );
  const access = wanted.access ?? held.access;
  if (isWider(access, held.access))
    throw new CoworkError(
      'invalid',
      `folders: this task may only ${held.access} in ${wanted.path}, so a schedule of it cannot ${access}.`,
    );
  return { path: held.path, access };
}

const atMost = (wanted: number, limit: number | undefined): number => Math.min(wanted, limit ?? Infinity);
