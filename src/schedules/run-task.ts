// The task of a run: made with what the schedule says, told what was missed before it.
import { newId } from '../contract/ids.ts';
import { DEFAULT_BUDGET, standingFolders } from '../contract/task.ts';
import type { TaskStore } from '../store/port.ts';
import type { ScheduleRow } from '../store/schedule-port.ts';
import { offsetAt } from './zone.ts';

/** Behind what a person has just asked for. */
const PRIORITY = 4;
const DAY = 86_400_000;

export interface RunWork {
  readonly schedule: ScheduleRow;
  readonly due: string;
  readonly late: boolean;
  readonly now: Date;
  readonly defaultModel: string;
}

/** The task, or why there is none. The caller holds the schedule and records the answer in the same transaction. */
export async function makeRunTask(tx: TaskStore, work: RunWork): Promise<{ taskId: string } | { why: string }> {
  const { schedule, now } = work;
  const left = await leftToday(tx, schedule, now);
  if (left !== undefined && left <= 0)
    return { why: `the budget of ${schedule.dailyMaxUsd} $ a day for this schedule was used up` };
  const budget = { ...DEFAULT_BUDGET, ...schedule.budget };
  const task = await tx.createTask({
    id: newId('t'),
    title: schedule.name,
    prompt: schedule.prompt,
    model: schedule.model ?? work.defaultModel,
    mode: schedule.mode,
    budget: { ...budget, maxUsd: Math.min(budget.maxUsd ?? DEFAULT_BUDGET.maxUsd, left ?? Infinity) },
    folders: schedule.folders ?? standingFolders(await tx.folders()),
    attachments: [],
    priority: PRIORITY,
    scheduleId: schedule.id,
    ...(schedule.threadId === undefined ? {} : { threadId: schedule.threadId }),
    ...(schedule.tools === undefined ? {} : { tools: schedule.tools }),
  });
  await tellMissed(tx, work, task.id);
  return { taskId: task.id };
}

async function leftToday(tx: TaskStore, schedule: ScheduleRow, now: Date): Promise<number | undefined> {
  if (schedule.dailyMaxUsd === undefined) return undefined;
  const spent = await tx.scheduleSpent(schedule.id, midnight(schedule.timeZone, now).toISOString());
  // Those that work beside it may still use what they were given.
  let promised = 0;
  for (const { taskId } of await tx.openRuns(schedule.id)) {
    const task = taskId === undefined ? undefined : await tx.task(taskId);
    const used = task ? (await tx.family(task.id)).reduce((sum, { usd }) => sum + usd, 0) : 0;
    promised += Math.max(0, (task?.budget.maxUsd ?? 0) - used);
  }
  return schedule.dailyMaxUsd - spent - promised;
}

/** When this day began on the wall of the zone. */
function midnight(zone: string, now: Date): Date {
  const wall = now.getTime() + offsetAt(zone, now.getTime());
  const start = wall - (((wall % DAY) + DAY) % DAY);
  return new Date(start - offsetAt(zone, start - offsetAt(zone, now.getTime())));
}

async function tellMissed(tx: TaskStore, { schedule, late }: RunWork, taskId: string): Promise<void> {
  const count = await tx.tellMissed(schedule.id);
  const missed = `${count === 1 ? 'One run was' : `${count} runs were`} missed while this computer was off or asleep, or the product was stopped.`;
  const text = [...(count > 0 ? [missed] : []), ...(late ? ['This run was due then too, and is made up for now.'] : [])];
  if (text.length === 0) return;
  const action = `cowork schedule history ${schedule.id}`;
  await tx.append(taskId, { type: 'notice', level: 'warning', code: 'runs_missed', text: text.join(' '), action });
}
