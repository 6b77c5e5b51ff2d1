// Memory and open files of the product's processes over time: the first quarter against the last, of one and the same process. Of those that run on
// Node also what they hold after a collection, at the begin and at the end.
import { readdirSync, readFileSync } from 'node:fs';
import type { Living, ProcessOf } from '../rig/processes.ts';
import { residentInUse } from './in-use.ts';

const EVERY_MS = 1_000;
/** With fewer looks a quarter says nothing. */
const FEWEST = 40;

interface Sample {
  readonly atMs: number;
  readonly rssMb: number;
  readonly files: number;
}

export interface Growth {
  readonly process: ProcessOf;
  /** Looks at the process since the warm-up. */
  readonly samples: number;
  readonly rssMb: readonly [first: number, last: number];
  readonly files: readonly [first: number, last: number];
  /** After a collection. */
  readonly inUseMb?: readonly [first: number, last: number];
}

export interface GrowthWatch {
  /** What came before was the warm-up. */
  begin(): void;
  /** One line for each process that lived from `begin` to now. */
  end(): Promise<Growth[]>;
}

/** Looks once a second until `end`. Linux only. */
export function watchGrowth(pids: () => Living): GrowthWatch {
  const samples = new Map<string, { process: ProcessOf; seen: Sample[] }>();
  let began = 0;
  let first: Promise<Map<ProcessOf, number>> = Promise.resolve(new Map<ProcessOf, number>());
  const look = (): void => {
    for (const [name, identity] of Object.entries(pids())) {
      const sample = sampleOf(identity.pid);
      if (!sample) continue;
      const key = `${name} ${identity.pid} ${identity.startTime}`;
      const one = samples.get(key) ?? { process: name as ProcessOf, seen: [] };
      samples.set(key, one);
      one.seen.push(sample);
    }
  };
  const timer = setInterval(look, EVERY_MS).unref();
  return {
    begin() {
      began = performance.now();
      first = inUse(pids());
      first.catch(() => undefined);
    },
    async end() {
      clearInterval(timer);
      const ended = performance.now();
      const [before, after] = [await first, await inUse(pids())];
      return [...samples.values()].flatMap(({ process, seen }) => {
        const counted = seen.filter(({ atMs }) => atMs >= began);
        const lived = (counted.at(-1)?.atMs ?? 0) > ended - 5 * EVERY_MS && (counted[0]?.atMs ?? Infinity) < began + 5 * EVERY_MS;
        const [from, upto] = [before.get(process), after.get(process)];
        const held = from === undefined || upto === undefined ? {} : { inUseMb: [from, upto] as const };
        return lived && counted.length >= FEWEST ? [{ process, samples: counted.length, ...quarters(counted), ...held }] : [];
      });
    },
  };
}

/** One after the other: they would listen at the same port. */
async function inUse(living: Living): Promise<Map<ProcessOf, number>> {
  const found = new Map<ProcessOf, number>();
  for (const name of ['worker', 'api'] as const) {
    if (living[name]) found.set(name, await residentInUse(living[name].pid));
  }
  return found;
}

function quarters(seen: readonly Sample[]): Pick<Growth, 'rssMb' | 'files'> {
  const length = Math.floor(seen.length / 4);
  const first = seen.slice(0, length);
  const last = seen.slice(-length);
  const of = (part: 'rssMb' | 'files'): [number, number] => [median(first.map((s) => s[part])), median(last.map((s) => s[part]))];
  return { rssMb: of('rssMb'), files: of('files') };
}

function sampleOf(pid: number): Sample | undefined {
  try {
    const kb = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN);
    return { atMs: performance.now(), rssMb: Math.round(kb / 1024), files: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    // It has just ended.
    return undefined;
  }
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
