// A schedule while it is being written: everything as typed.
import type { PostSchedule, Schedule } from '../../../contract/schedules.ts';
import { SCHEDULE_DEFAULTS } from '../../../contract/schedules.ts';
import type { Task } from '../../../contract/http.ts';
import type { Access, Budget, Mode } from '../../../contract/task.ts';
import { foldersAgain } from '../../state/folders-again.ts';

export interface Wish {
  readonly prompt: string;
  readonly name: string;
  readonly cadence: string;
  readonly timeZone: string;
  /** `standing`: those that are standing ones at each time. */
  readonly where: 'standing' | 'chosen' | 'none';
  readonly folders: readonly { readonly path: string; readonly access: Access }[];
  readonly mode: Mode;
  readonly maxUsd: string;
  /** Of it, only `maxUsd` is written here; the rest stays as it is. */
  readonly budget: Budget;
  readonly dailyMaxUsd: string;
  readonly limitMinutes: string;
  readonly misfire: Schedule['misfire'];
  readonly misfireMost: string;
  readonly overlap: Schedule['overlap'];
}

export const newWish = (given: Partial<Wish>): Wish => ({
  ...{ prompt: '', name: '', cadence: '', where: 'standing', folders: [], mode: 'ask', maxUsd: '', dailyMaxUsd: '' },
  budget: {},
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  misfire: SCHEDULE_DEFAULTS.misfire,
  misfireMost: String(SCHEDULE_DEFAULTS.misfireMost),
  limitMinutes: String(SCHEDULE_DEFAULTS.limitMinutes),
  overlap: SCHEDULE_DEFAULTS.overlap,
  ...given,
});

export const wishOf = (schedule: Schedule): Wish => ({
  ...{ prompt: schedule.prompt, name: schedule.name, cadence: schedule.cadence, timeZone: schedule.timeZone },
  where: !schedule.folders ? 'standing' : schedule.folders.length === 0 ? 'none' : 'chosen',
  folders: schedule.folders ?? [],
  mode: schedule.mode,
  maxUsd: typedOf(schedule.budget.maxUsd),
  budget: schedule.budget,
  dailyMaxUsd: typedOf(schedule.dailyMaxUsd),
  limitMinutes: String(schedule.limitMinutes),
  misfire: schedule.misfire,
  misfireMost: String(schedule.misfireMost),
  overlap: schedule.overlap,
});

/** The same job every week, at the hour at which it is asked for. */
export const weeklyOf = (task: Task, now = new Date()): Partial<Wish> => ({
  prompt: task.prompt,
  cadence: `every ${now.toLocaleDateString('en', { weekday: 'long' }).toLowerCase()} at ${now.getHours()}`,
  where: foldersAgain(task).length === 0 ? 'none' : 'chosen',
  folders: foldersAgain(task),
  mode: task.mode,
  maxUsd: typedOf(task.budget.maxUsd),
  budget: task.budget,
});

const typedOf = (number: number | undefined): string => (number === undefined ? '' : String(number));
const numberOf = (typed: string): number | undefined => (typed.trim() === '' ? undefined : Number(typed.replace(',', '.')));

/** What is sent of it; what is wrong in it the product says. */
export function bodyOf(wish: Wish): Omit<PostSchedule, 'folders' | 'dailyMaxUsd'> & {
  folders: NonNullable<PostSchedule['folders']> | undefined;
  dailyMaxUsd: number | undefined;
} {
  const maxUsd = numberOf(wish.maxUsd);
  const { maxUsd: _, ...unseen } = wish.budget;
  const limitMinutes = numberOf(wish.limitMinutes);
  const misfireMost = numberOf(wish.misfireMost);
  return {
    ...{ prompt: wish.prompt, cadence: wish.cadence.trim(), timeZone: wish.timeZone, mode: wish.mode },
    ...{ misfire: wish.misfire, overlap: wish.overlap },
    ...(wish.name.trim() === '' ? {} : { name: wish.name.trim() }),
    ...(limitMinutes === undefined ? {} : { limitMinutes }),
    ...(misfireMost === undefined ? {} : { misfireMost }),
    budget: { ...unseen, ...(maxUsd === undefined ? {} : { maxUsd }) },
    folders: wish.where === 'standing' ? undefined : wish.where === 'none' ? [] : [...wish.folders],
    dailyMaxUsd: numberOf(wish.dailyMaxUsd),
  };
}
