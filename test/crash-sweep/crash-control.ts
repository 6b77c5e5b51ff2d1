// The rig's hand on the product's crash points: orders one, waits until a process stands still there, and lets it go on.
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CrashPoint } from '../../src/contract/crash-points.ts';
import { type Armed, passedFile, type Reached, reachedFile } from '../../src/crash-stop.ts';
import { identityOf, signal } from '../../src/process/process-identity.ts';

export interface Spot {
  readonly point: CrashPoint;
  /** From 1. */
  readonly nth: number;
}

export interface Standing {
  /** SIGCONT; nothing when the process is dead. */
  goOn(): void;
}

export interface CrashControl {
  /** Value of COWORK_CRASH_AT. */
  readonly file: string;
  /** The process that passes this point for the nth time from now on stops there. Only one order stands at a time. */
  order(spot: Spot): void;
  /** Takes an order back that nobody has come to; false when somebody has. */
  takeBack(): boolean;
  /** The process that came to the ordered point and stands still; undefined when `given up` is aborted or time is over. */
  standing(limitMs: number, givenUp?: AbortSignal): Promise<Standing | undefined>;
  /** From now on every point that is passed is noted. */
  record(): void;
  /** What was passed since the last call, in order. */
  passed(): CrashPoint[];
  stopRecording(): void;
  remove(): void;
}

/** The rig waits for a moment of milliseconds; looking more often would take the processor from those it waits for. */
const LOOK_MS = 4;

export function createCrashControl(): CrashControl {
  const folder = mkdtempSync(join(tmpdir(), 'cowork-crash-at-'));
  const file = join(folder, 'order.json');
  let orders = 0;
  return {
    file,
    order(spot) {
      orders += 1;
      rmSync(reachedFile(file), { force: true });
      const armed: Armed = { ...spot, id: String(orders) };
      // Renamed into place: whoever reads it reads all of it.
      writeFileSync(`${file}.new`, JSON.stringify(armed));
      renameSync(`${file}.new`, file);
    },
    takeBack() {
      try {
        rmSync(file);
        return true;
      } catch {
        return false;
      }
    },
    async standing(limitMs, givenUp) {
      const limit = performance.now() + limitMs;
      while (performance.now() < limit) {
        const reached = read(reachedFile(file));
        if (reached && (isStopped(reached.pid) || !identityOf(reached.pid))) return standingOf(reached);
        if (givenUp?.aborted && !reached && !existsSync(`${file}.taken`)) return undefined;
        await sleep(LOOK_MS);
      }
      return undefined;
    },
    record: () => writeFileSync(passedFile(file), ''),
    passed() {
      const points = readFileSync(passedFile(file), 'utf8').split('\n').slice(0, -1) as CrashPoint[];
      truncateSync(passedFile(file));
      return points;
    },
    stopRecording: () => rmSync(passedFile(file), { force: true }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function read(file: string): Reached | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Reached;
  } catch {
    return undefined;
  }
}

function standingOf({ pid }: Reached): Standing {
  const identity = identityOf(pid);
  return { goOn: () => void (identity && signal(identity, 'SIGCONT')) };
}

/** Linux: the third field of /proc/pid/stat, behind the name in brackets. */
function isStopped(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) === 'T';
  } catch {
    return false;
  }
}
