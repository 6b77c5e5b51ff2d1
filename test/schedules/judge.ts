// What must be true of a schedule's history, whatever happened to the product meanwhile: nothing lost, nothing doubled, each policy kept.
import type { ScheduleRun } from '../../src/contract/schedules.ts';
import type { Off, Told } from './story.ts';

const MINUTE = 60_000;
/** Later than this a due time counts as missed; on both sides of it lies a moment in which either is right. */
const LATE_MS = 60_000;
const MOMENT_MS = 20_000;

/** One sentence for each thing that is wrong. */
export function wrongs(told: Told, offs: readonly Off[]): string[] {
  return [...lostOrDoubled(told), ...unlawful(told, offs), ...byKind(told)].map((text) => `${told.kind.name}: ${text}`);
}

function lostOrDoubled({ schedule, runs, tasks, until }: Told): string[] {
  const wrong: string[] = [];
  const rows = Map.groupBy(runs, ({ due }) => Date.parse(due));
  for (const [due, same] of rows) if (same.length > 1) wrong.push(`two rows for ${new Date(due).toISOString()}`);
  const first = Math.floor(Date.parse(schedule.createdAt) / MINUTE) * MINUTE + MINUTE;
  // One that paused itself is not due any more.
  const last = schedule.paused ? Math.max(...rows.keys()) : until;
  for (let due = first; due <= last; due += MINUTE)
    if (!rows.has(due)) wrong.push(`nothing is known of ${new Date(due).toISOString()}`);
  const ofRows = runs.flatMap(({ taskId }) => taskId ?? []);
  if (new Set(ofRows).size !== ofRows.length) wrong.push('two rows name one task');
  const strange = tasks.filter((id) => !ofRows.includes(id));
  if (strange.length > 0) wrong.push(`tasks of no row: ${strange.join(', ')}`);
  for (const run of runs)
    if ((run.taskId !== undefined) !== ['running', 'finished', 'failed', 'killed'].includes(run.state))
      wrong.push(`${run.due} is ${run.state} ${run.taskId === undefined ? 'without' : 'with'} a task`);
  return wrong;
}

/** What was due while nothing could run, longer than a moment before it could again. */
function unlawful({ schedule, runs }: Told, offs: readonly Off[]): string[] {
  return offs.flatMap((off) => {
    const late = runs.filter(({ due }) => {
      const at = Date.parse(due);
      return at > off.from + MOMENT_MS && at < off.to - LATE_MS - MOMENT_MS;
    });
    const ran = late.filter(({ state }) => state !== 'missed' && state !== 'skipped');
    const most = schedule.misfire === 'skip' ? 0 : schedule.misfire === 'once' ? 1 : schedule.misfireMost;
    return ran.length > most
      ? [`${ran.length} of ${late.length} ran that were due while it was ${off.how}; at most ${most} may`]
      : [];
  });
}

function byKind({ kind, schedule, runs, until }: Told): string[] {
  const wrong: string[] = [];
  if (schedule.overlap !== 'allow' && sideBySide(runs, until)) wrong.push('two ran side by side');
  const ended = runs.filter(({ startedAt }) => startedAt !== undefined);
  if (kind.script === 'hangs' && ended.some(({ state }) => state !== 'killed' && state !== 'running'))
    wrong.push('a hung run did not end at its limit');
  // A hung run does not block the next, so there are three of them; then it has failed often enough.
  if (kind.script === 'hangs' || kind.script === 'broken') {
    const failed = runs.filter(({ state }) => state === 'failed' || state === 'killed').length;
    if (failed !== 3 || !schedule.paused || schedule.pausedReason === undefined)
      wrong.push(`it failed ${failed} times and is ${schedule.paused ? '' : 'not '}paused`);
  }
  if ((kind.script === 'quick' || kind.script === 'slow') && !runs.some(({ state }) => state === 'finished'))
    wrong.push('nothing finished');
  return wrong;
}

function sideBySide(runs: readonly ScheduleRun[], until: number): boolean {
  const spans = runs
    .filter(({ startedAt }) => startedAt !== undefined)
    .map(({ startedAt, endedAt }) => [Date.parse(startedAt!), endedAt === undefined ? until : Date.parse(endedAt)] as const)
    .sort((a, b) => a[0] - b[0]);
  return spans.some(([from], i) => i > 0 && from < spans[i - 1]![1]);
}
