// What the task store keeps of schedules: the row says what shall be, a run's row what became of one due time.
import type { Cadence, Misfire, Overlap, RunState, ScheduleAllowed } from '../contract/schedules.ts';
import type { Access, Budget, Mode } from '../contract/task.ts';
import type { Page } from './port.ts';

export interface ScheduleRow {
  readonly id: string;
  readonly name: string;
  /** As it was given. */
  readonly cadence: string;
  readonly parsed: Cadence;
  readonly timeZone: string;
  readonly prompt: string;
  readonly folders: readonly { readonly path: string; readonly access: Access }[] | undefined;
  readonly mode: Mode;
  readonly model: string | undefined;
  readonly budget: Budget;
  readonly dailyMaxUsd: number | undefined;
  readonly tools: readonly string[] | undefined;
  readonly misfire: Misfire;
  readonly misfireMost: number;
  readonly windowMinutes: number;
  readonly overlap: Overlap;
  readonly limitMinutes: number;
  readonly paused: boolean;
  readonly pausedReason: string | undefined;
  readonly failures: number;
  /** Mirror of what the desktop keeps. */
  readonly allowed: readonly ScheduleAllowed[];
  /** Nothing that was due up to here counts: made, gone on or changed then. */
  readonly activeFrom: string;
  /** Everything that was due up to here has a row, or is counted in one. */
  readonly accountedTo: string;
  /** The thread that hears of its runs. */
  readonly threadId: string | undefined;
  readonly seenAt: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type NewSchedule = Omit<
  ScheduleRow,
  | 'paused'
  | 'pausedReason'
  | 'failures'
  | 'allowed'
  | 'activeFrom'
  | 'accountedTo'
  | 'seenAt'
  | 'createdAt'
  | 'updatedAt'
  | 'threadId'
> & { readonly threadId?: string | undefined };
/** undefined members are left alone, null clears. */
export type SchedulePatch = {
  -readonly [K in Exclude<keyof ScheduleRow, 'id' | 'createdAt' | 'updatedAt'>]?: undefined extends ScheduleRow[K]
    ? ScheduleRow[K] | null
    : ScheduleRow[K];
};

export interface ScheduleRunRow {
  readonly scheduleId: string;
  /** The instant, ISO 8601, in UTC. */
  readonly due: string;
  /** The same on the wall of its time zone. */
  readonly dueKey: string;
  readonly state: RunState;
  readonly why: string | undefined;
  readonly byHand: boolean;
  /** It was decided more than a moment after its time. */
  readonly late: boolean;
  /** A task has said that it was missed. */
  readonly told: boolean;
  readonly count: number;
  readonly taskId: string | undefined;
  readonly usd: number | null | undefined;
  readonly recordedAt: string;
  readonly startedAt: string | undefined;
  readonly endedAt: string | undefined;
}
export type NewRun = Pick<ScheduleRunRow, 'scheduleId' | 'due' | 'dueKey' | 'state'> &
  Partial<Pick<ScheduleRunRow, 'why' | 'byHand' | 'late' | 'count' | 'taskId' | 'startedAt' | 'endedAt'>>;
export type RunPatch = Partial<Pick<ScheduleRunRow, 'state' | 'why' | 'taskId' | 'usd' | 'startedAt' | 'endedAt'>>;

export interface ScheduleStore {
  /** The row and the order to the engine, in one transaction. */
  createSchedule(schedule: NewSchedule): Promise<ScheduleRow>;
  schedule(id: string): Promise<ScheduleRow | undefined>;
  /** The same, held until the transaction ends: whoever decides about its runs does so alone. */
  lockSchedule(id: string): Promise<ScheduleRow | undefined>;
  /** Oldest first. */
  schedules(): Promise<ScheduleRow[]>;
  /** With the order to the engine when anything is named that it needs to know; false when there is no such schedule. */
  patchSchedule(id: string, patch: SchedulePatch): Promise<boolean>;
  /** The row with all its runs; its tasks stay. With the order to the engine. */
  deleteSchedule(id: string): Promise<void>;

  /** False when its due time, or the same on the wall, has a row. */
  putRun(run: NewRun): Promise<boolean>;
  patchRun(scheduleId: string, due: string, patch: RunPatch): Promise<void>;
  run(scheduleId: string, due: string): Promise<ScheduleRunRow | undefined>;
  /** The latest due first. */
  runs(scheduleId: string, query: { limit: number; cursor?: string }): Promise<Page<ScheduleRunRow>>;
  /** Waiting and running ones, of one schedule or all, in the order of their due times. */
  openRuns(scheduleId?: string): Promise<ScheduleRunRow[]>;
  /** Those whose due time lies in [from, to], in order. */
  runsBetween(scheduleId: string, from: string, to: string): Promise<ScheduleRunRow[]>;
  /** How many runs were recorded as missed after that time. */
  missedSince(scheduleId: string, since: string): Promise<number>;
  /** How many missed ones no task has told of; from now on they count as told. */
  tellMissed(scheduleId: string): Promise<number>;
  /** What the runs begun since then have cost so far, US dollars; unknown prices count as 0. */
  scheduleSpent(scheduleId: string, since: string): Promise<number>;
  /** Makes the workflow of a run look again; it is started if it is gone. */
  enqueueRun(scheduleId: string, due: string): Promise<void>;
  /** Makes the engine's schedule what the row says. */
  enqueueSchedule(scheduleId: string): Promise<void>;
}
