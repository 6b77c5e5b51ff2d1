// Schedules over Temporal: its Schedules start one workflow at each due time, also late. What comes of it is decided in the store.
import {
  type CalendarSpec,
  type Client,
  ScheduleOverlapPolicy,
  type ScheduleSpec,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
} from '@temporalio/client';
import { AGENT_QUEUE, engineScheduleId, NUDGE, runWorkflowId } from '../contract/ids.ts';
import type { Calendar } from '../schedules/calendars.ts';
import type { EngineSpec } from '../schedules/engine-spec.ts';
import type { EngineSchedule, ScheduleEngine } from './schedule-engine.ts';
import { isNotFound } from './temporal-errors.ts';

/** Longer than any list of ours reaches; each single time is the first of an interval as long as this. */
const SINGLE_MS = 20_000 * 86_400_000;
const PREFIX = engineScheduleId('');

export interface CallTemporal {
  readonly client: Pick<Client, 'schedule' | 'workflow'>;
  /** With a deadline, and with errors in our words. */
  readonly call: <T>(work: () => Promise<T>) => Promise<T>;
}

export function temporalSchedules({ client, call }: CallTemporal): ScheduleEngine {
  const handle = (scheduleId: string) => client.schedule.getHandle(engineScheduleId(scheduleId));
  const orNothing = <T>(work: () => Promise<T>): Promise<T | undefined> =>
    call(work).catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });

  return {
    async put(schedule) {
      const before = await orNothing(() => handle(schedule.id).describe());
      if (!before) {
        await call(() => client.schedule.create({ scheduleId: engineScheduleId(schedule.id), ...optionsOf(schedule) }));
        return true;
      }
      if (before.state.note === schedule.mark) return false;
      await call(() => handle(schedule.id).update(() => optionsOf(schedule)));
      return true;
    },
    remove: async (scheduleId) => void (await orNothing(() => handle(scheduleId).delete())),
    list: () =>
      call(async () => {
        const all: { id: string; mark: string }[] = [];
        for await (const { scheduleId, state } of client.schedule.list())
          if (scheduleId.startsWith(PREFIX)) all.push({ id: scheduleId.slice(PREFIX.length), mark: state.note ?? '' });
        return all;
      }),
    async makeUp(scheduleId, start, end) {
      await call(() => handle(scheduleId).backfill({ start, end, overlap: ScheduleOverlapPolicy.ALLOW_ALL }));
    },
    async nudgeRun(scheduleId, due) {
      const workflow = client.workflow.getHandle(runWorkflowId(scheduleId, due));
      return (await orNothing(() => workflow.signal(NUDGE).then(() => true))) ? 'sent' : 'not_found';
    },
    async startRun(scheduleId, due) {
      await call(() =>
        client.workflow.start('scheduledRun', {
          workflowId: runWorkflowId(scheduleId, due),
          taskQueue: AGENT_QUEUE,
          args: [{ scheduleId, due }],
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
          workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
          workflowTaskTimeout: '3 seconds',
          staticSummary: scheduleId,
        }),
      );
    },
  };
}

function optionsOf(schedule: EngineSchedule) {
  const { id, mark, spec, paused, windowMs } = schedule;
  return {
    spec: specOf(spec),
    action: {
      type: 'startWorkflow' as const,
      workflowType: 'scheduledRun',
      workflowId: engineScheduleId(id),
      taskQueue: AGENT_QUEUE,
      // Ids only: anybody on this machine may read Temporal's page, and write there.
      args: [{ scheduleId: id }],
      workflowTaskTimeout: '3 seconds' as const,
    },
    // Every due time comes to us, late ones too and beside others: what then happens is our rule, with its row.
    policies: { overlap: ScheduleOverlapPolicy.ALLOW_ALL, catchupWindow: windowMs },
    state: { paused, note: mark },
  };
}

export const specOf = ({ zone, calendars, single }: EngineSpec): ScheduleSpec => ({
  timezone: zone,
  calendars: calendars.map(calendarOf),
  intervals: single.map((at) => ({ every: SINGLE_MS, offset: at % SINGLE_MS })),
});

const MONTH_NAMES = [
  ...(['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE'] as const),
  ...(['JULY', 'AUGUST', 'SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER'] as const),
];
const DAY_NAMES = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;

const calendarOf = ({ years, months, days, weekdays, hours, minutes }: Calendar): CalendarSpec => ({
  minute: ranges(minutes),
  hour: ranges(hours),
  ...(days ? { dayOfMonth: ranges(days) } : {}),
  ...(months ? { month: months.map((month) => MONTH_NAMES[month - 1]!) } : {}),
  ...(weekdays ? { dayOfWeek: weekdays.map((weekday) => DAY_NAMES[weekday]!) } : {}),
  ...(years ? { year: ranges(years) } : {}),
});

/** Neighbours as one range: a list of a hundred years would be a hundred entries. */
function ranges(values: readonly number[]): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const value of [...values].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && value === last.end + 1) last.end = value;
    else found.push({ start: value, end: value });
  }
  return found;
}
