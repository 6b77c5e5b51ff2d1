// The main path of a start: lock, home, Temporal CLI, ports, runtime file, children, ready. Every end of it is in order.
import { sayDate } from '../cli/words/dates.ts';
import type { Config } from '../config.ts';
import { CoworkError } from '../contract/errors.ts';
import { type Log, logFileOf, openLog } from '../log.ts';
import { pathsOf, type Paths } from '../paths.ts';
import { createScrubber, type Scrubber } from '../scrub.ts';
import { takeFileLock } from '../sqlite/file-lock.ts';
import { createChildRecord, endLeftovers } from './child-record.ts';
import { crewOf, type CrewOptions } from './crew.ts';
import { isListening } from './listening.ts';
import { choosePorts, type Ports } from './ports.ts';
import { checkDatabases, prepareHome } from './prepare-home.ts';
import { identityOf } from '../process/process-identity.ts';
import { endAllSandboxes } from '../sandbox/started.ts';
import { addressOf, askReady } from './running.ts';
import { readRuntime, removeRuntime, type Runtime, writeRuntime } from './runtime.ts';
import { supervise, type Supervised } from './supervise.ts';
import { findTemporalCli, type FoundCli } from './temporal-cli/find.ts';
import { keepHistories } from './temporal-server.ts';
import { tryServer } from './temporal-trial.ts';
import { fitEngine } from './temporal-upgrade.ts';
import { tokenOf } from './token.ts';
import { rememberVersion, upgradeIfDue } from './upgrade.ts';
import { ownVersion } from './version.ts';
import { webAppFolder } from './web-app.ts';

/** After this long with every child ready, a /readyz that still says no has something to tell the user. */
const READYZ_PATIENCE_MS = 5_000;

export interface LaunchOptions extends CrewOptions {
  /** One line of progress, for people. */
  onProgress(line: string): void;
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
  const stop = stopInOrder(children, async () => {
    await endAllSandboxes([paths.machines, paths.jails]);
    removeRuntime(config.home);
    lock.release();
  });
  try {
    const scrubber = scrubberFor(config);
    const log = openLog({ folder: paths.logs, process: 'launcher', scrubber });
    const left = await endLeftovers(paths.childrenFile);
    if (left.length > 0) log.warn({ left }, 'ended what an earlier launcher left');
    checkDatabases(paths);
    await upgradeIfDue(paths, (line) => options.onProgress(line));
    const cli = await cliFor(options, signal);
    if (cli) await fit(options, { paths, cli, signal });
    // Children of a test serve no pages.
    const webFolder = options.programs ? undefined : await webApp(options, log, signal);
    const ports = await choosePorts(paths.portsFile, config);
    const runtime = { ...describe(config, paths, ports), ...(webFolder === undefined ? {} : { webFolder }) };
    scrubber.add(runtime.token);
    writeRuntime(config.home, runtime);

    const crew = crewOf(options, { paths, ports, log, scrubber, cli: cli?.path });
    const record = createChildRecord(paths.childrenFile);
    for (const { spec, tail } of crew.members) children.push(supervise(spec, { log, record, tail }));
    signal?.throwIfAborted();
    await Promise.race([Promise.all(children.map((child) => child.ready)), aborted(signal)]);
    if (crew.temporal) void keepHistories(crew.temporal).catch((error: unknown) => log.warn({ error }, 'retention not set'));
    try {
      rememberVersion(paths);
    } catch (error) {
      // Only a later upgrade's words and the name of its copy miss it.
      log.warn({ error }, 'the version was not written down');
    }
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
    await stop();
    throw error;
  }
}

/** What went wrong is in the log too: the page that says so sends people there. */
const webApp = (options: LaunchOptions, log: Log, signal: AbortSignal | undefined): Promise<string | undefined> =>
  webAppFolder({
    env: options.env,
    onProgress(line) {
      options.onProgress(line);
      log.info(line);
    },
    ...(signal ? { signal } : {}),
  });

/** The engine's data may be of another version of its server. */
async function fit(options: LaunchOptions, of: { paths: Paths; cli: FoundCli; signal: AbortSignal | undefined }): Promise<void> {
  const { paths, cli, signal } = of;
  const record = createChildRecord(paths.childrenFile);
  const { temporalNamespace: namespace } = options.config;
  await fitEngine({
    ...{ paths, server: cli.server, now: () => new Date() },
    onProgress: (line) => options.onProgress(line),
    trial: (database) =>
      tryServer({
        ...{ database, record, namespace, cli: cli.path, env: options.env, logFile: logFileOf(paths.logs, 'temporal') },
        ...(signal ? { signal } : {}),
      }),
  });
}

function holderOf(paths: Paths): string {
  const holder = readRuntime(paths.home);
  const way = 'Stop it with "cowork stop", or choose another folder with COWORK_HOME.';
  if (holder === undefined) return `Another start is under way for ${paths.home}. ${way}`;
  return `Already running for ${paths.home}: process ${holder.pid} since ${sayDate(holder.startedAt, new Date())}, at ${addressOf(holder)}. ${way}`;
}

function scrubberFor(config: Config): Scrubber {
  const scrubber = createScrubber();
  scrubber.add(config.modelKeyFromEnv);
  scrubber.add(config.token);
  return scrubber;
}

async function cliFor(options: LaunchOptions, signal: AbortSignal | undefined): Promise<FoundCli | undefined> {
  if (options.config.temporalAddress !== undefined) {
    await expectServer(options.config.temporalAddress);
    return undefined;
  }
  return findTemporalCli({
    explicit: options.config.temporalCli,
    env: options.env,
    onProgress: (line) => options.onProgress(line),
    ...(signal ? { signal } : {}),
  });
}

/** A server of somebody else that is not there would only show as a worker that is never ready. */
async function expectServer(address: string): Promise<void> {
  const { hostname, port } = new URL(`tcp://${address}`);
  if (await isListening({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) })) return;
  throw new CoworkError('engine_down', `TEMPORAL_ADDRESS: nothing answers at ${address}. Unset it to use the embedded server.`);
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

/** Stops members one after the other, in the order that loses least: no new work, then work in hand, then the engine. */
function stopInOrder(children: readonly Supervised[], after: () => Promise<void>): (how?: 'politely' | 'now') => Promise<void> {
  let stopping: Promise<void> | undefined;
  return (how = 'politely') => {
    if (how === 'now') for (const child of children) void child.stop('now');
    stopping ??= (async () => {
      for (const name of ['api', 'worker', 'temporal']) await children.find((child) => child.name === name)?.stop(how);
      await after();
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
