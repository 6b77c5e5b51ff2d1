// Crash points as the proof rig arms them (COWORK_CRASH_AT, tests only): at the named moment the process says so and stops itself.
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type CrashPoint, type CrashPoints, NO_CRASH } from './contract/crash-points.ts';

/** What the rig writes into the file that COWORK_CRASH_AT names. */
export interface Armed {
  /** Another id is another order: the passings are counted from one again. */
  readonly id: string;
  readonly point: CrashPoint;
  /** Stops when the point is passed for the nth time since the order was first seen, from 1. */
  readonly nth: number;
}

/** What the process leaves beside it before it stops: the order, and who to look for. */
export interface Reached extends Armed {
  readonly pid: number;
}

export const reachedFile = (file: string): string => `${file}.reached`;
/** While this file is there, every passing is added to it, a line each. */
export const passedFile = (file: string): string => `${file}.passed`;

/**
 * `file` is undefined in every start that is no test: then this is the function that does nothing. Else the file is looked at at each
 * point, so that one start serves many orders; a missing one orders nothing. SIGSTOP and not a kill, because the rig decides who dies
 * at this moment: this process, another one, or all. Whoever can write the file may as well send the signal.
 */
export function crashPoints(file: string | undefined): CrashPoints {
  if (file === undefined) return NO_CRASH;
  let counting: { id: string; left: number } | undefined;
  return (point) => {
    if (existsSync(passedFile(file))) appendFileSync(passedFile(file), `${point}\n`);
    const armed = orderIn(file);
    if (armed?.point !== point) return;
    if (counting?.id !== armed.id) counting = { id: armed.id, left: armed.nth };
    counting.left -= 1;
    if (counting.left > 0) return;
    try {
      // Taken away by the first process that comes here, so that nobody stops twice for one order.
      renameSync(file, `${file}.taken`);
    } catch {
      return;
    }
    const reached: Reached = { ...armed, pid: process.pid };
    writeFileSync(`${file}.taken`, JSON.stringify(reached));
    renameSync(`${file}.taken`, reachedFile(file));
    process.kill(process.pid, 'SIGSTOP');
  };
}

function orderIn(file: string): Armed | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Armed;
  } catch {
    return undefined;
  }
}
