// How large each bench is: in full, in the quick form that only shows that it works, and as the command line says.
import { parseArgs } from 'node:util';

export interface AllSizes {
  steps: {
    /** Steps of the one long task with a reading tool, and of the one with an effect in each step. */
    read: number;
    effect: number;
    /** Steps with one call and with several in turn. */
    parallel: number;
    /** Steps of the engines beside: they keep the whole conversation, and plain Temporal needs a fifth of a second for each. */
    beside: number;
    /** Short tasks, for what a task costs as a whole. */
    tasks: number;
    stepsOfTask: number;
  };
  throughput: { tasks: readonly number[]; steps: number };
  events: { subscribers: readonly number[]; writes: number; steps: number };
  hydrate: { events: number; runs: number };
  'change-sets': { files: readonly number[]; runs: number };
  tree: { files: number; runs: number };
  start: { rounds: number; steps: number; idleMs: number };
  tokens: { steps: number; bytes: number };
  sandbox: {
    /** Starts from power-on, and from the picture without folders and with them. */
    powerOns: number;
    starts: number;
    commands: number;
    shares: number;
    fetches: number;
    /** Files of one fetch, and of the renaming script. */
    files: number;
    renames: number;
    streams: number;
    streamBytes: number;
    requests: number;
    /** What a command holds in memory, and how long after it is looked again. */
    heldMb: number;
    afterMs: number;
  };
}
export type BenchName = keyof AllSizes;

const FULL: AllSizes = {
  steps: { read: 10_020, effect: 10_020, parallel: 120, beside: 1_020, tasks: 30, stepsOfTask: 10 },
  throughput: { tasks: [1, 10, 100], steps: 30 },
  events: { subscribers: [1, 50], writes: 200, steps: 50 },
  hydrate: { events: 10_000, runs: 10 },
  'change-sets': { files: [10, 1_000, 10_000], runs: 5 },
  tree: { files: 100_000, runs: 3 },
  start: { rounds: 10, steps: 100, idleMs: 5_000 },
  tokens: { steps: 300, bytes: 6_000 },
  sandbox: {
    ...{ powerOns: 5, starts: 10, commands: 300, shares: 50, fetches: 5, files: 1_000, renames: 10_000 },
    ...{ streams: 100, streamBytes: 1_000_000, requests: 1_000, heldMb: 400, afterMs: 10_000 },
  },
};

const QUICK: AllSizes = {
  steps: { read: 22, effect: 10, parallel: 8, beside: 21, tasks: 3, stepsOfTask: 3 },
  throughput: { tasks: [1, 4], steps: 4 },
  events: { subscribers: [1, 5], writes: 10, steps: 4 },
  hydrate: { events: 1_200, runs: 2 },
  'change-sets': { files: [10, 200], runs: 2 },
  tree: { files: 1_000, runs: 2 },
  start: { rounds: 1, steps: 5, idleMs: 500 },
  tokens: { steps: 24, bytes: 30_000 },
  sandbox: {
    ...{ powerOns: 1, starts: 1, commands: 20, shares: 3, fetches: 1, files: 50, renames: 100 },
    ...{ streams: 10, streamBytes: 100_000, requests: 20, heldMb: 100, afterMs: 500 },
  },
};

interface Asked<N extends BenchName> {
  readonly sizes: AllSizes[N];
  /** Only the full form is what the docs' tables are made of. */
  readonly full: boolean;
  /** Whatever is drawn at random follows from it. */
  readonly seed: number;
  /** Folder for the result, when it is not the usual one. */
  readonly results: string | undefined;
}

/** `--quick`, `--seed=N`, `--results=FOLDER`, and any size by name: `--read=300`, `--files=10,100`. Throws at a word that it does not know. */
export function asked<N extends BenchName>(name: N, args: readonly string[]): Asked<N> {
  const names = Object.keys(FULL[name]);
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean' },
      ...Object.fromEntries([...names, 'seed', 'results'].map((option) => [option, { type: 'string' }] as const)),
    },
  }) as { values: Record<string, string | boolean | undefined> };
  const usual = values['quick'] === true ? QUICK[name] : FULL[name];
  const given = names.filter((option) => values[option] !== undefined);
  const own = given.map((option) => [option, sizeOf(option, String(values[option]), usual)] as const);
  return {
    sizes: { ...usual, ...Object.fromEntries(own) },
    full: values['quick'] !== true && given.length === 0,
    seed: values['seed'] === undefined ? 1 : whole('seed', String(values['seed'])),
    results: values['results'] === undefined ? undefined : String(values['results']),
  };
}

function sizeOf(option: string, text: string, usual: object): number | number[] {
  const isList = Array.isArray((usual as Record<string, unknown>)[option]);
  return isList ? text.split(',').map((part) => whole(option, part)) : whole(option, text);
}

function whole(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${option} must be a whole number from 1, not "${text}"`);
  return value;
}
