// The main path of a start: lock, home, Temporal CLI, ports, runtime file, children, ready. Every end of it is in order.
import type { Config } from '../config.ts';
import { CoworkError } from '../contract/errors.ts';
import { logFileOf, openLog, type Log } from '../log.ts';
import { pathsOf, type Paths } from '../paths.ts';
import { openRolledFile } from '../rolled-file.ts';
import { createScrubber, type Scrubber } from '../scrub.ts';
import { takeFileLock } from '../sqlite/file-lock.ts';
import { childEnvironment } from './child-environment.ts';
import { createChildRecord, endLeftovers } from './child-record.ts';
import { nodeChild } from './node-child.ts';
import { choosePorts, type Ports } from './ports.ts';
import { checkDatabases, prepareHome } from './prepare-home.ts';
import { identityOf } from './process-identity.ts';
import { programFile } from './program.ts';
import { addressOf, askReady } from './running.ts';
import { readRuntime, removeRuntime, type Runtime, writeRuntime } from './runtime.ts';
import { type ChildSpec, supervise, type Supervised } from './supervise.ts';
import { findTemporalCli } from './temporal-cli/find.ts';
import { keepHistories, temporalServer, type TemporalServerOptions } from './temporal-server.ts';
import { tokenOf } from './token.ts';
import { ownVersion } from './version.ts';

/** Model calls and tools are told to stop and have this long; what is not done then goes on after the next start. */
const DRAIN_MS = 10_000;
/** Open event streams are cut; their readers come back by themselves. */
const API_GRACE_MS = 3_000;
/** After this long with every child ready, a /readyz that still says no has something to tell the user. */
const READYZ_PATIENCE_MS = 5_000;

export interface LaunchOptions {
  readonly config: Config;
  readonly env: NodeJS.ProcessEnv;
  /** One line of progress, for people. */
  onProgress(line: string): void;
  /** Modules to run instead of the real ones (tests of supervision). */
  readonly programs?: { worker: string; api: string };
  readonly temporalArgs?: readonly string[];
}

export interface Product {
  readonly runtime: Runtime;
  readonly address: string;
  /** What /readyz said: `ready`, or why no task could start now. */
  readonly readiness: { ready: boolean; text: string };

  /** Resolves with the reason when a child is given up. The caller then stops the rest. */
  readonly failed: Promise<CoworkError>;
  /** api, worker (drains), Temporal; then the lock is free. `now` kills at once, also during a polite stop. */
  stop(how?: 'politely' | 'now'): Promise<void>;
}

/**
 * Starts everything and resolves when a task could start. On a throw nothing is left running. `signal` ends a start half-way.
 * @throws CoworkError whose detail is one sentence with a way out
 */
export async function launch(options: LaunchOptions, signal?: AbortSignal): Promise<Product> {
  const { config } = options;
  const paths = pathsOf(config.home);
  prepareHome(paths);
  const lock = takeFileLock(paths.launcherLockDb);
  if (!lock) throw new CoworkError('locked', holderOf(paths));
  const children: Supervised[] = [];
  const stop = stopInOrder(children, () => {
    removeRuntime(config.home);
    lock.release();
  });
  try {
    const scrubber = scrubberFor(config);
    const log = openLog({ folder: paths.logs, process: 'launcher', scrubber });
    const left = await endLeftovers(paths.childrenFile);
    if (left.length > 0) log.warn({ left }, 'ended what an earlier launcher left');
    checkDatabases(paths);
    const cli = await cliFor(options);
    const ports = await choosePorts(paths.portsFile, config);
    const runtime = describe(config, paths, ports);
    scrubber.add(runtime.token);
    writeRuntime(config.home, runtime);

    const crew = crewOf(options, { paths, ports, log, scrubber, cli });
    const record = createChildRecord(paths.childrenFile);
    for (const { spec, tail } of crew.members) children.push(supervise(spec, { log, record, tail }));
    signal?.throwIfAborted();
    await Promise.race([Promise.all(children.map((child) => child.ready)), aborted(signal)]);
    if (crew.temporal) void keepHistories(crew.temporal).catch((error: unknown) => log.warn({ error }, 'retention not set'));
    const readiness = await untilReadyz(addressOf(runtime), signal);
    log.info({ address: addressOf(runtime), readiness }, 'started');
    return {
      runtime,
      address: addressOf(runtime),
      readiness,
      failed: Promise.race(children.map((child) => child.givenUp)),
      stop,
    };
  } catch (error) {
    await stop(signal?.aborted === true ? 'politely' : 'now');
    throw error;
  }
}

function holderOf(paths: Paths): string {
  const holder = readRuntime(paths.home);
  const way = 'Stop it with "cowork stop", or choose another folder with COWORK_HOME.';
  if (holder === undefined) return `Another start is under way for ${paths.home}. ${way}`;
  return `Already running for ${paths.home}: process ${holder.pid} since ${holder.startedAt}, at ${addressOf(holder)}. ${way}`;
}

function scrubberFor(config: Config): Scrubber {
  const scrubber = createScrubber();
  scrubber.add(config.modelKeyFromEnv);
  scrubber.add(config.token);
  return scrubber;
}

async function cliFor(options: LaunchOptions): Promise<string | undefined> {
  if (options.config.temporalAddress !== undefined) return undefined;
  const found = await findTemporalCli({
    explicit: options.config.temporalCli,
    env: options.env,
    onProgress: (line) => options.onProgress(line),
  });
  return found.path;
}

function describe(config: Config, paths: Paths, ports: Ports): Runtime {
  return {
    pid: process.pid,
    startTime: identityOf(process.pid)?.startTime ?? 'unknown',
    startedAt: new Date().toISOString(),
    version: ownVersion(),
    apiPort: ports.api,
    token: tokenOf(paths.tokenFile, config.token),
    temporalAddress: config.temporalAddress ?? `127.0.0.1:${ports.temporal}`,
    namespace: config.temporalNamespace,
    socketPath: paths.socket,
  };
}

interface Crew {
  readonly members: { spec: ChildSpec; tail: () => string }[];
  readonly temporal: TemporalServerOptions | undefined;
}

/** All children, started together: worker and api wait for Temporal by themselves, which saves its start-up time. */
function crewOf(
  options: LaunchOptions,
  own: { paths: Paths; ports: Ports; log: Log; scrubber: Scrubber; cli: string | undefined },
): Crew {
  const env = childEnvironment(options.config, options.env);
  const node = (name: 'worker' | 'api', file: string, graceMs: number): Crew['members'][number] => {
    const tail = lastLine();
    const onLine = (line: string): void => {
      tail.add(own.scrubber.scrub(line));
      own.log.info({ child: name, line }, 'child said');
    };
    return { spec: nodeChild({ name, file, env, graceMs, logFile: logFileOf(own.paths.logs, name), onLine }), tail: tail.get };
  };
  const members = [
    node('worker', options.programs?.worker ?? programFile('worker'), DRAIN_MS),
    node('api', options.programs?.api ?? programFile('api/main'), API_GRACE_MS),
  ];
  if (own.cli === undefined) return { members, temporal: undefined };

  const tail = lastLine();
  const output = openRolledFile(own.paths.logs, 'temporal');
  const temporal: TemporalServerOptions = {
    cli: own.cli,
    folder: own.paths.temporal,
    database: own.paths.temporalDb,
    port: own.ports.temporal,
    httpPort: own.ports.temporalHttp,
    metricsPort: own.ports.temporalMetrics,
    namespace: options.config.temporalNamespace,
    env: options.env,
    logFile: logFileOf(own.paths.logs, 'temporal'),
    extraArgs: options.temporalArgs ?? [],
    onLine(line) {
      tail.add(line);
      output.write(`${line}\n`);
    },
  };
  return { members: [{ spec: temporalServer(temporal), tail: tail.get }, ...members], temporal };
}

/** Remembers the last line that looks like a reason: of a thrown error its message, not its stack or members. */
function lastLine(): { add: (line: string) => void; get: () => string } {
  let last = '';
  return {
    add(line) {
      if (!/^(\s|[})\]]|Node\.js v)/.test(line)) last = line.trim().slice(0, 300);
    },
    get: () => last,
  };
}

/** Stops members one after the other, in the order that loses least: no new work, then work in hand, then the engine. */
function stopInOrder(children: readonly Supervised[], after: () => void): (how?: 'politely' | 'now') => Promise<void> {
  let stopping: Promise<void> | undefined;
  return (how = 'politely') => {
    if (how === 'now') for (const child of children) void child.stop('now');
    stopping ??= (async () => {
      for (const name of ['api', 'worker', 'temporal']) await children.find((child) => child.name === name)?.stop(how);
      after();
    })();
    return stopping;
  };
}

async function untilReadyz(address: string, signal?: AbortSignal): Promise<{ ready: boolean; text: string }> {
  const giveUpAt = performance.now() + READYZ_PATIENCE_MS;
  for (;;) {
    signal?.throwIfAborted();
    const answer = await askReady(address);
    if (answer.ready || performance.now() > giveUpAt) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new CoworkError('bad_config', 'Stopped before it was ready.')), {
      once: true,
    });
  });
}
