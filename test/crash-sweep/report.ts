// What a sweep found, as JSON for the docs' tables: by point and victim, and by kind of work.
import { median } from '../../bench/quantile.ts';
import { saveResult, type Table } from '../../bench/results.ts';
import { CRASH_POINTS } from '../../src/contract/crash-points.ts';
import { chanceOf, isBad, nameOf, type Outcome, spotOf, WORKLOADS } from './case.ts';
import { VICTIMS } from './instance.ts';

/** Answers the files' paths. */
export function saveSweep(of: { outcomes: readonly Outcome[]; seed: number; seconds: number }): string[] {
  const { outcomes, seed, seconds } = of;
  const common = { command: `npm run crash-sweep -- --seed ${seed}`, seed };
  const struck = outcomes.filter((outcome) => outcome.struck);
  return [
    saveResult({ ...common, name: 'crash-sweep', table: byPoint(struck), notes: notesOf(outcomes, seconds), details: outcomes }),
    saveResult({ ...common, name: 'crash-sweep-work', table: byWork(struck) }),
  ];
}

const HEAD = [
  'lost',
  'doubled',
  'questions kept',
  'answers paid again',
  ...VICTIMS.map((victim) => `${victim}: cases, p50 / max ms`),
];

function byPoint(struck: readonly Outcome[]): Table {
  const rows: { name: string; of: Outcome[] }[] = CRASH_POINTS.map((point) => ({
    name: point,
    of: struck.filter((o) => spotOf(o.case)?.point === point),
  }));
  rows.push({ name: 'at a moment by chance', of: struck.filter((o) => chanceOf(o.case)) });
  rows.push({ name: 'all', of: [...struck] });
  return {
    head: ['killed at', ...HEAD],
    rows: rows.filter(({ of }) => of.length > 0).map(({ name, of }) => [name, ...cells(of)]),
  };
}

function byWork(struck: readonly Outcome[]): Table {
  const rows = WORKLOADS.map((work) => ({ name: work, of: struck.filter((o) => o.case.workload === work) }));
  return {
    head: ['while at', ...HEAD],
    rows: rows.filter(({ of }) => of.length > 0).map(({ name, of }) => [name, ...cells(of)]),
  };
}

function cells(of: readonly Outcome[]): (string | number)[] {
  const open = of.filter((outcome) => outcome.approvalKept !== undefined);
  return [
    sum(of.map((outcome) => outcome.lost.length)),
    sum(of.map((outcome) => outcome.doubled.length)),
    open.length === 0 ? '–' : `${open.filter((outcome) => outcome.approvalKept).length} of ${open.length}`,
    sum(of.map((outcome) => outcome.paidAgain)),
    ...VICTIMS.map((victim) => timesOf(of.filter((outcome) => outcome.case.victim === victim))),
  ];
}

function timesOf(of: readonly Outcome[]): string {
  const ms = of.flatMap(({ firstEventMs }) => (firstEventMs === undefined ? [] : [firstEventMs]));
  if (ms.length === 0) return String(of.length);
  return `${of.length}, ${median(ms).toLocaleString('en-US')} / ${Math.max(...ms).toLocaleString('en-US')}`;
}

function notesOf(outcomes: readonly Outcome[], seconds: number): string[] {
  const struck = outcomes.filter((outcome) => outcome.struck);
  const named = struck.filter(({ case: one }) => spotOf(one));
  const distinct = new Set(named.map(({ case: one }) => nameOf(one))).size;
  const missed = outcomes.filter((outcome) => !outcome.struck && spotOf(outcome.case)).map(({ case: one }) => nameOf(one));
  return [
    `${distinct} distinct cases at named points and ${struck.length - named.length} kills at a moment by chance, in ${Math.round(seconds / 60)} minutes; ${outcomes.filter(isBad).length} failed.`,
    'Times are from the kill to the next event that a reader of the task sees; cases after which none follows by itself have none.',
    ...(missed.length > 0 ? [`Not passed in two tries, so nobody was killed: ${missed.join('; ')}.`] : []),
  ];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
