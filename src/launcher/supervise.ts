// Keeps one child alive: starts it, waits until it is ready, starts it again when it dies, gives up when it never gets ready.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { CoworkError, type ErrorCode, isCoworkError } from '../contract/errors.ts';
import type { Log, ProcessName } from '../log.ts';
import type { ChildRecord } from './child-record.ts';
import { identityOf, signal } from '../process/process-identity.ts';

export interface ChildSpec {
  readonly name: ProcessName;
  spawn(): ChildProcess;
  /** Resolves when this child serves; throws a CoworkError when a restart would not help. Aborted when the child dies. */
  untilReady(child: ChildProcess, died: AbortSignal): Promise<void>;
  /** Time between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  readonly logFile: string;
  /** What a person can do when it never gets ready. */
  readonly mend?: string;
}

export interface Supervised {
  readonly name: ProcessName;
  /** The first time that it is ready. Rejects with the reason when the child is given up before. */
  readonly ready: Promise<void>;
  /** Resolves with the reason when it is given up, never otherwise. */
  readonly givenUp: Promise<CoworkError>;
  /** Ends the child for good; resolves when it is gone. A second call joins; `now` kills at once. */
  stop(how?: 'politely' | 'now'): Promise<void>;
}

/** The reasons are beside the numbers. */
export const PACE = {
  /** A child that was at work is started again at once: somebody waits for it. */
  firstWaitMs: 50,
  /** A machine short of memory or disk gets air between attempts. */
  mostWaitMs: 5_000,
  /** Five deaths before ever being ready are no accident. */
  deathsAllowed: 5,
  /** Alive and silent: four times what the slowest machine needed. */
  readyWithinMs: 60_000,
  /** Who lived this long ended for a new reason, so waiting starts from the beginning. */
  settledMs: 10_000,
};

export function supervise(
  spec: ChildSpec,
  deps: { log: Log; record: ChildRecord; tail: () => string; pace?: typeof PACE },
): Supervised {
  const pace = deps.pace ?? PACE;
  const ended = new AbortController();
  const ready = Promise.withResolvers<void>();
  const givenUp = Promise.withResolvers<CoworkError>();
  ready.promise.catch(() => undefined);
  let child: ChildProcess | undefined;
  let stopped: Promise<void> | undefined;

  const life = keepAlive();

  return {
    name: spec.name,
    ready: ready.promise,
    givenUp: givenUp.promise,
    stop(how = 'politely') {
      if (how === 'now') kill(child, 'SIGKILL');
      stopped ??= (async () => {
        ended.abort();
        if (how === 'politely') kill(child, 'SIGTERM');
        const killLater = setTimeout(() => kill(child, 'SIGKILL'), spec.graceMs);
        await life;
        clearTimeout(killLater);
      })();
      return stopped;
    },
  };

  async function keepAlive(): Promise<void> {
    for (let inVain = 0, quick = 0; !ended.signal.aborted;) {
      const bornAt = performance.now();
      const { wasReady, why, refusal } = await liveOnce();
      if (ended.signal.aborted) return;
      inVain = wasReady ? 0 : inVain + 1;
      quick = performance.now() - bornAt > pace.settledMs ? 0 : quick + 1;
      deps.log.warn({ child: spec.name, why, wasReady, inVain }, 'child ended');
      if (refusal || inVain >= pace.deathsAllowed) return giveUp(refusal ?? inVainError(inVain, why));
      const waitMs = Math.min(pace.firstWaitMs * 2 ** Math.max(0, quick - 1), pace.mostWaitMs);
      await sleep(waitMs, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  }

  /** One life, from spawn to exit. Never throws. */
  async function liveOnce(): Promise<{ wasReady: boolean; why: string; refusal?: CoworkError }> {
    const died = new AbortController();
    const mine = spec.spawn();
    child = mine;
    const exit = exitOf(mine);
    // Recorded in the same turn as spawned: whoever kills us now leaves nothing unknown behind.
    deps.record.set(spec.name, mine.pid);
    if (ended.signal.aborted) kill(mine, 'SIGKILL');
    deps.log.info({ child: spec.name, childPid: mine.pid }, 'child started');

    let wasReady = false;
    let refusal: CoworkError | undefined;
    const tooLate = setTimeout(() => kill(mine, 'SIGKILL'), pace.readyWithinMs);
    const readiness = spec.untilReady(mine, died.signal).then(
      () => {
        wasReady = true;
        clearTimeout(tooLate);
        ready.resolve();
      },
      (error: unknown) => {
        if (isCoworkError(error)) refusal = error;
        kill(mine, 'SIGKILL');
      },
    );
    const why = await exit;
    clearTimeout(tooLate);
    died.abort();
    await readiness;
    deps.record.set(spec.name, undefined);
    return { wasReady, why, ...(refusal ? { refusal } : {}) };
  }

  function giveUp(reason: CoworkError): void {
    ready.reject(reason);
    givenUp.resolve(reason);
  }

  function inVainError(deaths: number, why: string): CoworkError {
    const last = deps.tail();
    return new CoworkError(
      'internal',
      `The ${spec.name} ended ${deaths} times before it was ready (${why}${last ? `: ${last}` : ''}). Log: ${spec.logFile}${spec.mend === undefined ? '' : `. ${spec.mend}`}`,
    );
  }
}

/** Kills by pid and start time: the number alone may belong to somebody else by now. */
function kill(child: ChildProcess | undefined, name: NodeJS.Signals): void {
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const identity = identityOf(child.pid);
  if (identity) signal(identity, name);
}

/** In words how it ended; also for a program that could not be started at all. */
async function exitOf(child: ChildProcess): Promise<string> {
  try {
    const [code, name] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return name === null ? `exit code ${code}` : `signal ${name}`;
  } catch (error) {
    return Error.isError(error) ? error.message : String(error);
  }
}

/** A refusal that a child sent over its channel, as the error it was there. */
export const refusalOf = (message: { code: string; detail: string }): CoworkError =>
  new CoworkError(message.code as ErrorCode, message.detail);
