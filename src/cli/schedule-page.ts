// Schedules and their runs as lines of a terminal.
import type { Schedule, SchedulePreview, ScheduleRun } from '../contract/schedules.ts';
import type { Budget } from '../contract/task.ts';
import type { Cli } from './context.ts';
import { type Column, table } from './format/table.ts';
import { wrap } from './format/text.ts';
import type { Style } from './terminal.ts';
import { sayDate } from './words/dates.ts';
import { COVERS } from './words/folders.ts';
import { MISFIRE, OVERLAP, RUN_STATE, words } from './words/schedules.ts';
import { ACCESS, MODE } from './words/tasks.ts';

type Seen = Pick<Cli, 'terminal' | 'now'>;

/** The cadence in words and when it is due next, on the clock of its own zone. */
export function previewLines({ words: cadence, timeZone, next }: SchedulePreview): string[] {
  return [
    words.readBack(cadence, timeZone),
    ...(next.length === 0 ? [words.never(cadence)] : [words.next, ...next.map((iso) => `  ${onItsClock(iso)}`)]),
  ];
}

/** "Mon 30 Nov 2026 09:00", as the clock of the zone shows it, wherever this computer is. */
function onItsClock(iso: string): string {
  const day = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return `${day.format(new Date(`${iso.slice(0, 10)}T00:00Z`)).replace(',', '')} ${iso.slice(11, 16)}`;
}

export function scheduleTable(schedules: readonly Schedule[], { terminal, now }: Seen): string[] {
  if (schedules.length === 0) return [words.empty];
  const [head = '', ...rows] = table(schedules, listColumns(terminal.style, now()), terminal.columns());
  const missed = schedules.filter((schedule) => schedule.missed > 0);
  const hints = missed.map(({ id, name, missed: n }) =>
    terminal.style.accent(`${name}: ${words.missed(n)}. ${words.missedHint(id)}`),
  );
  return [terminal.style.dim(head), ...rows, ...(hints.length > 0 ? ['', ...hints] : [])];
}

const listColumns = (style: Style, now: Date): Column<Schedule>[] => [
  { head: 'Schedule', cell: ({ id }) => id },
  { head: 'When', cell: (schedule) => schedule.words, flexible: 'end' },
  { head: 'Next', cell: ({ paused, next }) => (paused ? words.isPaused : next[0] === undefined ? '' : sayDate(next[0], now)) },
  {
    head: 'Last',
    cell: ({ lastRun }) => (lastRun ? `${RUN_STATE[lastRun.state].sign} ${RUN_STATE[lastRun.state].word}` : ''),
    paint: (text, { lastRun }) => (lastRun ? style[RUN_STATE[lastRun.state].tone](text) : text),
    from: 70,
  },
  { head: 'Name', cell: ({ name }) => name.replaceAll('\n', ' '), from: 50 },
];

export function schedulePage(schedule: Schedule, { terminal, now }: Seen): string[] {
  const { style } = terminal;
  const width = terminal.columns();
  const back = words.back(schedule.windowMinutes);
  const lines = [
    ...(schedule.paused ? [schedule.pausedReason ? words.pausedItself(schedule.pausedReason) : words.isPaused] : []),
    ...(schedule.missed > 0 ? [`${words.missed(schedule.missed)}. ${words.missedHint(schedule.id)}`] : []),
    ...(schedule.failures > 0 ? [words.failures(schedule.failures)] : []),
    `Job: ${schedule.prompt}`,
    ...folderLines(schedule),
    `Mode: ${MODE[schedule.mode]}`,
    ...(schedule.model === undefined ? [] : [`Model: ${schedule.model}`]),
    ...budgetLines(schedule),
    ...(schedule.tools === undefined ? [] : [words.tools(schedule.tools)]),
    `If missed: ${MISFIRE[schedule.misfire](schedule.misfireMost, back)}`,
    `Overlap: ${OVERLAP[schedule.overlap]}; ${words.limit(schedule.limitMinutes)}`,
    ...schedule.allowed.map(({ path, tool, kind, allowedAt }) =>
      words.allowed(path, tool, COVERS[kind], sayDate(allowedAt, now())),
    ),
    ...(schedule.allowed.length > 0 ? [words.allowedHint(schedule.id)] : []),
  ];
  return [
    style.bold(schedule.name),
    ...(schedule.paused ? [words.readBack(schedule.words, schedule.timeZone)] : previewLines(schedule)),
    '',
    ...lines.flatMap((line) => wrap(line, width, '  ')),
  ];
}

/** None where nothing is limited. */
export function budgetLines({ budget, dailyMaxUsd }: { budget: Budget; dailyMaxUsd?: number | undefined }): string[] {
  const { maxUsd, maxSteps, maxMinutes } = budget;
  const limits = [
    ...(maxUsd === undefined ? [] : [`${maxUsd} $ a run`]),
    ...(maxSteps === undefined ? [] : [`${maxSteps} steps a run`]),
    ...(maxMinutes === undefined ? [] : [`${maxMinutes} minutes a run`]),
    ...(dailyMaxUsd === undefined ? [] : [`${dailyMaxUsd} $ a day`]),
  ];
  return limits.length === 0 ? [] : [words.budget(limits.join(', '))];
}

function folderLines({ folders }: Schedule): string[] {
  if (folders === undefined) return [words.standingFolders];
  if (folders.length === 0) return [words.noFolders];
  return folders.map(({ path, access }) => `Folder: ${path} (${ACCESS[access]})`);
}

export function runTable(runs: readonly ScheduleRun[], { terminal, now }: Seen): string[] {
  if (runs.length === 0) return [words.noRuns];
  const { style } = terminal;
  const columns: Column<ScheduleRun>[] = [
    { head: 'Due', cell: ({ due, byHand }) => `${sayDate(due, now())}${byHand ? `, ${words.byHand}` : ''}` },
    {
      head: 'What came of it',
      cell: ({ state, count }) =>
        `${RUN_STATE[state].sign} ${RUN_STATE[state].word}${count > 1 ? ` (${words.beyond(count)})` : ''}`,
      paint: (text, { state }) => style[RUN_STATE[state].tone](text),
    },
    { head: 'Cost', cell: ({ usd }) => (usd === undefined ? '' : usd === null ? '?' : `${usd.toFixed(2)} $`), align: 'right' },
    { head: 'Task', cell: ({ taskId }) => taskId ?? '' },
    { head: 'Why', cell: ({ why }) => why ?? '', flexible: 'end', from: 70 },
  ];
  const [head = '', ...rows] = table(runs, columns, terminal.columns());
  return [style.dim(head), ...rows];
}
