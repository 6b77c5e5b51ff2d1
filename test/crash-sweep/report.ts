// What a sweep found, as JSON for the docs' tables: by point and victim, and by kind of work.
import { median } from '../../bench/quantile.ts';
import { saveResult, type Table } from '../../bench/results.ts';
import { CRASH_POINTS } from '../../src/contract/crash-points.ts';
import type { Restless } from './at-random.ts';
import { ageOf, chanceOf, isBad, nameOf, type Outcome, spotOf, WORKLOADS } from './case.ts';
import { MACHINE_VICTIMS, type Victim, VICTIMS } from './instance.ts';

/** Answers the files' paths. */
export function saveSweep(of: { outcomes: readonly Outcome[]; seed: number; seconds: number }): string[] {
  const { outcomes, seed, seconds } = of;
  const common = { command: `npm run crash-sweep -- --seed ${seed}`, seed };
  const struck = outcomes.filter((outcome) => outcome.struck);
  return [
    saveResult({
      ...{ ...common, name: 'crash-sweep', table: byPoint(struck, VICTIMS), details: outcomes },
      notes: [...notesOf(outcomes, seconds), ABOUT_TIMES],
    }),
    saveResult({ ...common, name: 'crash-sweep-work', table: byWork(struck) }),
  ];
}

/** The same of the form with machines. */
export function saveMachines(of: { outcomes: readonly Outcome[]; seed: number; seconds: number }): string[] {
  const { outcomes, seed, seconds } = of;
  const struck = outcomes.filter((outcome) => outcome.struck);
  return [
    saveResult({
      ...{ name: 'crash-sweep-machines', command: `npm run crash-sweep -- --machines --seed ${seed}`, seed, details: outcomes },
      table: byPoint(struck, ['worker', ...MACHINE_VICTIMS, 'all']),
      notes: [...notesOf(outcomes, seconds), ABOUT_TIMES],
    }),
  ];
}

/** What kills at random came to. */
export function saveRestless(restless: Restless, of: { seed: number; kills: number }): string {
  const command = `npm run crash-sweep -- --machines --only chance --kills ${of.kills} --seed ${of.seed}`;
  const { kills, cut, tasks, most, wrong, seconds } = restless;
  const rows: [string, string | number][] = [
    ['killed', inWords(kills)],
    ['tasks that ran commands meanwhile, two at a time; all ended', tasks],
    ['commands that were cut, and run again', cut],
    ['machines at once, those of ended tasks with them', most],
    [
      'effects lost or done twice, answers lost, gaps in events, two machines of one task, more machines than running tasks when the kills paused, anything left after `cowork stop` in the middle of a command',
      wrong.length,
    ],
    ['minutes', Math.round(seconds / 6) / 10],
  ];
  return saveResult({
    ...{ name: 'crash-sweep-random', command, seed: of.seed, details: restless },
    table: { head: ['', 'found'], rows },
    notes: ["The seed repeats victims and pauses; what meets what in which moment is the machine's."],
  });
}

const inWords = (kills: Restless['kills']): string =>
  Object.entries(kills)
    .map(([victim, times]) => `${victim} ${times}×`)
    .join(', ');

const headOf = (victims: readonly Victim[]): string[] => [
  'lost',
  'doubled',
  'questions kept',
  'answers paid again',
  ...(withMachines(victims) ? ['commands run again'] : []),
  ...victims.map((victim) => `${victim}: cases, p50 / max ms`),
];

const withMachines = (victims: readonly Victim[]): boolean => victims.includes('machine');

function byPoint(struck: readonly Outcome[], victims: readonly Victim[]): Table {
  const rows: { name: string; of: Outcome[] }[] = CRASH_POINTS.map((point) => ({
    name: point,
    of: struck.filter((o) => spotOf(o.case)?.point === point),
  }));
  rows.unshift({ name: 'while its machine starts', of: struck.filter((o) => ageOf(o.case)) });
  rows.push({ name: 'at a moment by chance', of: struck.filter((o) => chanceOf(o.case)) });
  rows.push({ name: 'all', of: [...struck] });
  return {
    head: ['killed at', ...headOf(victims)],
    rows: rows.filter(({ of }) => of.length > 0).map(({ name, of }) => [name, ...cells(of, victims)]),
  };
}

function byWork(struck: readonly Outcome[]): Table {
  const rows = WORKLOADS.map((work) => ({ name: work, of: struck.filter((o) => o.case.workload === work) }));
  return {
    head: ['while at', ...headOf(VICTIMS)],
    rows: rows.filter(({ of }) => of.length > 0).map(({ name, of }) => [name, ...cells(of, VICTIMS)]),
  };
}

function cells(of: readonly Outcome[], victims: readonly Victim[]): (string | number)[] {
  const open = of.filter((outcome) => outcome.approvalKept !== undefined);
  return [
    sum(of.map((outcome) => outcome.lost.length)),
    sum(of.map((outcome) => outcome.doubled.length)),
    open.length === 0 ? '–' : `${open.filter((outcome) => outcome.approvalKept).length} of ${open.length}`,
    sum(of.map((outcome) => outcome.paidAgain)),
    ...(withMachines(victims) ? [sum(of.map((outcome) => outcome.cut ?? 0))] : []),
    ...victims.map((victim) => timesOf(of.filter((outcome) => outcome.case.victim === victim))),
  ];
}

function timesOf(of: readonly Outcome[]): string {
  const ms = of.flatMap(({ firstEventMs }) => (firstEventMs === undefined ? [] : [firstEventMs]));
  if (ms.length === 0) return String(of.length);
  return `${of.length}, ${median(ms).toLocaleString('en-US')} / ${Math.max(...ms).toLocaleString('en-US')}`;
}

const ABOUT_TIMES =
  'Times are from the kill to the next event that a reader of the task sees; cases after which none follows by itself have none.';

function notesOf(outcomes: readonly Outcome[], seconds: number): string[] {
  const struck = outcomes.filter((outcome) => outcome.struck);
  const named = struck.filter(({ case: one }) => spotOf(one));
  const distinct = new Set(named.map(({ case: one }) => nameOf(one))).size;
  const missed = outcomes.filter((outcome) => !outcome.struck && spotOf(outcome.case)).map(({ case: one }) => nameOf(one));
  return [
    `${distinct} distinct cases at named points and ${struck.length - named.length} kills at ${struck.some(({ case: one }) => ageOf(one)) ? 'moments of a start' : 'a moment by chance'}, in ${Math.round(seconds / 60)} minutes; ${outcomes.filter(isBad).length} failed.`,
    ...(missed.length > 0 ? [`Not passed in two tries, so nobody was killed: ${missed.join('; ')}.`] : []),
  ];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
