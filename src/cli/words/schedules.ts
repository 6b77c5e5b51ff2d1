// What the terminal says about schedules.
import type { Misfire, Overlap, RunState } from '../../contract/schedules.ts';
import { count } from '../format/numbers.ts';
import type { Tone } from './tasks.ts';

export const RUN_STATE: Readonly<Record<RunState, { sign: string; word: string; tone: Tone }>> = {
  waiting: { sign: '○', word: 'waiting', tone: 'calm' },
  running: { sign: '●', word: 'working', tone: 'calm' },
  finished: { sign: '✓', word: 'finished', tone: 'good' },
  failed: { sign: '✗', word: 'failed', tone: 'bad' },
  killed: { sign: '■', word: 'killed', tone: 'bad' },
  skipped: { sign: '–', word: 'skipped', tone: 'calm' },
  missed: { sign: '!', word: 'missed', tone: 'accent' },
};

export const MISFIRE: Readonly<Record<Misfire, (most: number, back: string) => string>> = {
  skip: () => 'what was missed is left out',
  once: (_, back) => `what was missed in the last ${back} runs once, when this computer is back`,
  all: (most, back) => `of what was missed in the last ${back} the latest ${most} run, one after the other`,
};

export const OVERLAP: Readonly<Record<Overlap, string>> = {
  skip: 'while one is at work, the next is skipped',
  queue: 'while one is at work, one more waits',
  allow: 'runs may be at work side by side',
};

const hours = (minutes: number): string => (minutes % 60 === 0 ? count(minutes / 60, 'hour') : count(minutes, 'minute'));

export const words = {
  empty: 'No schedules yet. For example: cowork schedule add "every weekday at 9" "Sort my Downloads" --folder ~/Downloads',
  noRuns: 'Nothing was due so far.',
  readBack: (cadence: string, zone: string) => `${capital(cadence)} (${zone})`,
  next: 'Next:',
  never: (cadence: string) => (cadence.startsWith('once ') ? 'It is never due again.' : 'It is never due.'),
  save: 'Save this schedule?',
  notSaved: 'Nothing was saved.',
  saved: (id: string) => `Saved as ${id}. See it: cowork schedule show ${id}`,
  changed: 'Changed, for the runs from now on.',
  paused: 'Paused: nothing is due until you resume it. What is at work goes on.',
  resumed: 'It goes on. What was due meanwhile is not made up for.',
  removed: (name: string) => `The schedule "${name}" and its history are removed. Its tasks stay; one at work goes on.`,
  started: (task: string) => `Started. Stay with it: cowork watch ${task}`,
  waits: 'It waits for the run that is at work, and begins after it.',
  asksAgain: 'Its changes are asked about again, as its mode says.',
  missed: (n: number) => `${count(n, 'run')} missed since you last looked`,
  missedHint: (id: string) => `See them: cowork schedule history ${id}`,
  pausedItself: (why: string) => `Paused: ${why}`,
  isPaused: 'Paused',
  failures: (n: number) => `${count(n, 'failure')} in a row; after 3 it pauses itself`,
  limit: (minutes: number) => `a run is ended after ${hours(minutes)}, waits included`,
  back: hours,
  budget: (what: string) => `Budget: ${what}`,
  tools: (names: readonly string[]) => `Tools: only ${names.join(', ')}`,
  allowed: (path: string, tool: string, what: string, when: string) =>
    `allowed for each run in ${path} (${tool}): ${what} (since ${when})`,
  allowedHint: (id: string) => `Ask again: cowork schedule ask-again ${id}`,
  standingFolders: 'Folders: your standing folders, as they are at each run',
  noFolders: 'Folders: none',
  beyond: (n: number) => `${n} runs`,
  byHand: 'by hand',
  noSuch: (prefix: string) => `There is no schedule ${prefix}. See them: cowork schedule`,
  several: (prefix: string, ids: readonly string[]) => `More than one schedule begins with ${prefix}: ${ids.join(', ')}`,
  noSuchWord: (word: string) =>
    `There is no "cowork schedule ${word}". There are add, ls, show, edit, pause, resume, run, history, ask-again, rm.`,
  noSuchChoice: (option: string, typed: string, all: readonly string[]) =>
    `There is no ${option} "${typed}". There are ${all.join(', ')}.`,
  nothingToChange: 'Say what to change, such as --at "every day at 8" or --mode auto. See: cowork schedule edit --help',
} as const;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
