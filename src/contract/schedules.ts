// Schedules: what repeats a task, as /schedules shows it, and each of its runs. OpenAPI is generated from these.
import { z } from 'zod';
import { ChangeKind, FolderRequest } from './http.ts';
import { Access, Budget, Mode } from './task.ts';

const Minutes = z.array(z.number().int().min(0).max(59)).min(1);
const Hours = z.array(z.number().int().min(0).max(23)).min(1);
/** 0 is Sunday. */
const Weekday = z.number().int().min(0).max(6);
const MonthDays = z.array(z.number().int().min(1).max(31)).min(1);

/** Which days. `either` is what a cron line with both fields means: a day of the month, or a weekday. */
export const CadenceDays = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('every') }),
  z.object({ kind: z.literal('weekdays'), weekdays: z.array(Weekday).min(1) }),
  z.object({ kind: z.literal('month_days'), days: MonthDays }),
  z.object({ kind: z.literal('last_day') }),
  /** The n-th such weekday of the month; 5 is the last. */
  z.object({ kind: z.literal('nth'), n: z.number().int().min(1).max(5), weekday: Weekday }),
  z.object({ kind: z.literal('either'), days: MonthDays, weekdays: z.array(Weekday).min(1) }),
  z.object({ kind: z.literal('date'), date: z.string() }),
]);
export type CadenceDays = z.infer<typeof CadenceDays>;

/** What a cadence comes to, whatever words it was given in. */
export const Cadence = z.object({
  days: CadenceDays,
  /** 1 is January; absent: all. */
  months: z.array(z.number().int().min(1).max(12)).optional(),
  /** Each one: these minutes of these hours. */
  times: z.array(z.object({ hours: Hours, minutes: Minutes })).min(1),
  /**
   * `clock`: times of the clock; one that a change of the clock leaves out is made up for right after, one that comes twice counts once.
   * `hours`: at least one in each hour; follows the hours that really pass.
   */
  follows: z.enum(['clock', 'hours']),
});
export type Cadence = z.infer<typeof Cadence>;

export const Misfire = z.enum(['skip', 'once', 'all']);
export type Misfire = z.infer<typeof Misfire>;
export const Overlap = z.enum(['skip', 'queue', 'allow']);
export type Overlap = z.infer<typeof Overlap>;

export const RunState = z.enum(['waiting', 'running', 'finished', 'failed', 'killed', 'skipped', 'missed']);
export type RunState = z.infer<typeof RunState>;
export const isOpenRun = (state: RunState): boolean => state === 'waiting' || state === 'running';

export const SCHEDULE_DEFAULTS = {
  misfire: 'once',
  misfireMost: 5,
  windowMinutes: 1440,
  overlap: 'skip',
  limitMinutes: 480,
} as const;
/** After this many failures in a row a schedule pauses itself. */
export const MOST_FAILURES = 3;

/** What people and agents may set. */
const Wish = z.strictObject({
  name: z.string().regex(/\S/, 'must not be empty').max(200),
  /** In plain words ("every weekday at 9", "first monday of the month at 9", "every 2 hours between 8 and 18", "once at 2030-12-01 09:00") or as a cron line of five fields. */
  cadence: z.string().regex(/\S/, 'must not be empty').max(500),
  /** IANA name; default: the computer's. */
  timeZone: z.string().min(1).max(100),
  prompt: z.string().regex(/\S/, 'must not be empty').max(200_000),
  /** Absent: the standing folders as they are at each run. */
  folders: z.array(FolderRequest).max(50),
  mode: Mode,
  model: z.string().min(1).max(200),
  /** Of one run. */
  budget: Budget,
  /** Most that all runs of one day may cost, US dollars; the day is the time zone's. */
  dailyMaxUsd: z.number().positive(),
  /** The only tools that a run is given; absent: all. */
  tools: z.array(z.string().min(1).max(100)).min(1).max(100),
  /** What was due while this computer was off or asleep: leave it out, run once, or run the latest `misfireMost` one after the other. */
  misfire: Misfire,
  misfireMost: z.number().int().min(1).max(50),
  /** What is due longer ago than this is missed whatever `misfire` says. */
  windowMinutes: z
    .number()
    .int()
    .min(1)
    .max(7 * 1440),
  /** When one is due while another still runs: leave it out, let one wait, or run both. */
  overlap: Overlap,
  /** A run that takes longer, waits included, is ended. */
  limitMinutes: z
    .number()
    .positive()
    .max(7 * 1440),
});

export const PostSchedule = Wish.partial()
  .required({ cadence: true, prompt: true })
  /** The thread that hears of its runs. */
  .extend({ threadId: z.string().optional() });
export type PostSchedule = z.infer<typeof PostSchedule>;
/** null takes away what need not be there. */
export const PatchSchedule = Wish.partial().extend({
  folders: Wish.shape.folders.nullable().optional(),
  model: Wish.shape.model.nullable().optional(),
  dailyMaxUsd: Wish.shape.dailyMaxUsd.nullable().optional(),
  tools: Wish.shape.tools.nullable().optional(),
});
export type PatchSchedule = z.infer<typeof PatchSchedule>;

export const PreviewSchedule = z.strictObject({ cadence: Wish.shape.cadence, timeZone: Wish.shape.timeZone.optional() });
export const SchedulePreview = z.object({
  /** The cadence read back. */
  words: z.string(),
  timeZone: z.string(),
  /** The next five, ISO 8601 with the offset of the time zone; fewer when there are no more. */
  next: z.array(z.string()),
});
export type SchedulePreview = z.infer<typeof SchedulePreview>;

/** An answer for each run of the schedule: this tool may change files in this folder, up to this kind. */
export const ScheduleAllowed = z.object({ path: z.string(), tool: z.string(), kind: ChangeKind, allowedAt: z.string() });
export type ScheduleAllowed = z.infer<typeof ScheduleAllowed>;

export const Schedule = SchedulePreview.extend({
  id: z.string(),
  name: z.string(),
  cadence: z.string(),
  prompt: z.string(),
  folders: z.array(z.object({ path: z.string(), access: Access })).optional(),
  mode: Mode,
  model: z.string().optional(),
  budget: Budget,
  dailyMaxUsd: z.number().optional(),
  tools: z.array(z.string()).optional(),
  misfire: Misfire,
  misfireMost: z.number().int(),
  windowMinutes: z.number().int(),
  overlap: Overlap,
  limitMinutes: z.number(),
  paused: z.boolean(),
  /** Why, when it paused itself. */
  pausedReason: z.string().optional(),
  /** Failures in a row. */
  failures: z.number().int(),
  /** Runs that were missed since somebody last looked at its history. */
  missed: z.number().int(),
  /** The one that runs now, or else the newest. */
  lastRun: z.object({ state: RunState, due: z.string(), taskId: z.string().optional() }).optional(),
  /** The thread that hears of its runs. */
  threadId: z.string().optional(),
  /** What was allowed for each run; DELETE /schedules/{id}/allowed takes it back. */
  allowed: z.array(ScheduleAllowed),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Schedule = z.infer<typeof Schedule>;

export const ScheduleRun = z.object({
  scheduleId: z.string(),
  /** When it was due, ISO 8601. */
  due: z.string(),
  state: RunState,
  /** Why it is in this state, where that is not plain. */
  why: z.string().optional(),
  /** True when a person asked for it. */
  byHand: z.boolean(),
  /** How many due times this line stands for: one, but for those that were missed beyond the window. */
  count: z.number().int(),
  taskId: z.string().optional(),
  /** US dollars; null: price unknown; absent: no model was called. */
  usd: z.number().nullable().optional(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
});
export type ScheduleRun = z.infer<typeof ScheduleRun>;
