// The embedded Temporal server as a supervised child: its settings, when it serves, how long it keeps closed histories.
import { execFile, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isListening } from './listening.ts';
import { forwardLines } from './node-child.ts';
import type { ChildSpec } from './supervise.ts';

/**
 * Measured on 2 cores (docs/DESIGN.md): WAL doubles concurrent throughput, FULL survives power loss, and 100 transfer polls a second
 * instead of 20 take a sequential activity from 103 to about 25 ms; 1000 starves the single SQLite connection.
 */
const SETTINGS = [
  ...['--sqlite-pragma', 'journal_mode=wal'],
  ...['--sqlite-pragma', 'synchronous=full'],
  ...['--dynamic-config-value', 'history.transferProcessorMaxPollRPS=100'],
];
/** The default, 24 hours, would delete what a person may still want to look at on Monday. The store stays the record. */
const RETENTION = '90d';
const POLL_MS = 40;
/** It has nothing to drain: every acknowledged change is on disk. */
const GRACE_MS = 3_000;

export interface TemporalServerOptions {
  readonly cli: string;
  /** Folder for its database; also its HOME, so that no settings of the user's own Temporal reach it. */
  readonly folder: string;
  readonly database: string;
  readonly port: number;
  readonly httpPort: number;
  readonly metricsPort: number;
  readonly namespace: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  onLine(line: string): void;
}

export function temporalServer(options: TemporalServerOptions): ChildSpec {
  const env = bareEnvironment(options);
  return {
    name: 'temporal',
    graceMs: GRACE_MS,
    logFile: options.logFile,
    spawn() {
      const child = spawn(options.cli, argumentsOf(options), { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
      forwardLines(child, (line) => options.onLine(line));
      return child;
    },
    async untilReady(_child, died) {
      while (!(await isListening({ host: '127.0.0.1', port: options.port })) || !(await isServing(options, died))) {
        await sleep(POLL_MS, undefined, { signal: died });
      }
    },
  };
}

/** Keeps closed histories for 90 days. Safe to repeat; applies to what closes from now on. */
export async function keepHistories(options: TemporalServerOptions): Promise<void> {
  await operator(options, ['operator', 'namespace', 'update', '--namespace', options.namespace, '--retention', RETENTION]);
}

function argumentsOf(options: TemporalServerOptions): string[] {
  return [
    ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--db-filename', options.database],
    ...['--port', String(options.port), '--http-port', String(options.httpPort), '--metrics-port', String(options.metricsPort)],
    ...['--namespace', options.namespace, '--log-level', 'warn', '--log-format', 'json'],
    ...SETTINGS,
  ];
}

/** It calls nobody and needs no key: it gets none. */
function bareEnvironment(options: TemporalServerOptions): NodeJS.ProcessEnv {
  const kept = ['PATH', 'TMPDIR', 'LANG', 'TZ', 'SystemRoot', 'TEMP'].map((name) => [name, options.env[name]] as const);
  return { ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)), HOME: options.folder };
}

async function isServing(options: TemporalServerOptions, died: AbortSignal): Promise<boolean> {
  try {
    return (await operator(options, ['operator', 'cluster', 'health'], died)).includes('SERVING');
  } catch {
    return false;
  }
}

async function operator(options: TemporalServerOptions, args: readonly string[], signal?: AbortSignal): Promise<string> {
  const { stdout } = await promisify(execFile)(
    options.cli,
    [...args, '--address', `127.0.0.1:${options.port}`, '--command-timeout', '5s'],
    { env: bareEnvironment(options), ...(signal ? { signal } : {}) },
  );
  return stdout;
}
