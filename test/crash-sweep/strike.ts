// One strike: waits for the moment, kills, lets the others go on, and says how soon the product was heard of again.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Case } from './case.ts';
import { ageOf, chanceOf, spotOf } from './case.ts';
import type { Standing } from './crash-control.ts';
import type { Instance } from './instance.ts';
import { machineBegun } from './machines-of.ts';

/** What a strike needs to know of the task that is under way. */
export interface Target {
  /** Undefined while the task is not there yet. */
  taskId(): string | undefined;
  /** Just before the kill, while the process stands still. */
  beforeKill?(): Promise<void> | void;
  /** Called when `cowork start` runs again, at another address perhaps. */
  onRestart(): void;
  /** Resolves when a reader sees an event after this number; with false when none follows by itself. */
  nextEvent?(after: number): Promise<boolean>;
  /** Instead of the first kill: something else happens at the first point. */
  atFirst?(): void;
}

export interface Struck {
  readonly firstEventMs?: number;
}

export interface Strike {
  /** Resolves when the victim is dead and all that was killed by the rig itself runs again; undefined when the point was not passed. */
  readonly struck: Promise<boolean>;
  /** Resolves when the product was heard of again. */
  readonly done: Promise<Struck | undefined>;
  /** The point will not be passed any more. */
  giveUp(): void;
}

/** Longer than anything takes on a busy machine. */
const PATIENCE_MS = 300_000;

/** Orders the stop at once, so the caller lets the work begin after this. */
export function strike(instance: Instance, one: Case, target: Target): Strike {
  const { control, rig } = instance;
  const givenUp = new AbortController();
  const struck = Promise.withResolvers<boolean>();
  const first = one.first?.at ?? spotOf(one);
  if (first) control.order(first);

  const moment = async (): Promise<Standing | undefined> => {
    const chance = chanceOf(one);
    if (chance) {
      await sleep(chance.afterMs, undefined, { signal: givenUp.signal }).catch(() => undefined);
      return givenUp.signal.aborted ? undefined : { goOn: () => undefined };
    }
    const age = ageOf(one);
    if (age) {
      if (!(await machineBegun(rig.home, givenUp.signal))) return undefined;
      await sleep(age.machineAgeMs);
      return { goOn: () => undefined };
    }
    if (!first) return aborted(givenUp.signal);
    const standing = await control.standing(PATIENCE_MS, givenUp.signal);
    if (!standing || !one.first) return standing;
    const spot = spotOf(one);
    if (spot) control.order(spot);
    if (target.atFirst) target.atFirst();
    else await kill(one.first.victim);
    standing.goOn();
    return spot ? control.standing(PATIENCE_MS, givenUp.signal) : aborted(givenUp.signal);
  };

  const kill = async (victim: Case['victim']): Promise<boolean> => {
    const died = await instance.strike(victim);
    if (victim !== 'all') return died;
    // Not awaited where a second point stops it half-way: then the start is not ready before that strike.
    restarting = rig.restart().then(() => target.onRestart());
    restarting.catch(() => undefined);
    return died;
  };
  let restarting: Promise<void> | undefined;

  const run = async (): Promise<Struck | undefined> => {
    const standing = await moment();
    if (!standing) {
      control.takeBack();
      struck.resolve(false);
      return undefined;
    }
    await target.beforeKill?.();
    const taskId = target.taskId();
    const seen = taskId === undefined ? 0 : instance.lastSeq(taskId);
    const at = performance.now();
    const half = restarting;
    const died = await kill(one.victim);
    standing.goOn();
    // A start that was killed half-way has failed, which is no fault; the one after it must not.
    if (one.victim === 'all') await half?.catch(() => undefined);
    await restarting;
    struck.resolve(died);
    if (!died) return undefined;
    if (!target.nextEvent) return {};
    const heard = await target.nextEvent(seen);
    return heard ? { firstEventMs: Math.round(performance.now() - at) } : {};
  };
  const done = run();
  done.catch((error: unknown) => struck.reject(error));
  struck.promise.catch(() => undefined);
  return { struck: struck.promise, done, giveUp: () => givenUp.abort() };
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
