// The embedded Temporal server as a supervised child: its settings, when it serves, how long it keeps closed histories.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
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
  // The state of tasks that ended is otherwise kept in memory for an hour, up to 128,000 of them. Rarely are more than a hundred at work at once.
  ...['--dynamic-config-value', 'history.hostLevelCacheMaxSize=128'],
];
/** The default, 24 hours, would delete what a person may still want to look at on Monday. The store stays the record. */
const RETENTION = `${90 * 24 * 60 * 60}s`;
const POLL_MS = 40;
/** Far longer than any answer about a namespace takes. */
const CALL_MS = 5_000;
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
    mend: 'If its data is damaged: cowork doctor --rebuild-engine, then cowork start; the tasks are in tasks.db and go on from there.',
    spawn() {
      const child = spawn(options.cli, argumentsOf(options), { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
      forwardLines(child, (line) => options.onLine(line));
      return child;
    },
    async untilReady(_child, died) {
      while (!(await isServing(options, died))) {
        await sleep(POLL_MS, undefined, { signal: died });
      }
    },
  };
}

/** Keeps closed histories for 90 days. Safe to repeat; applies to what closes from now on. */
export async function keepHistories(options: TemporalServerOptions): Promise<void> {
  const body = JSON.stringify({ config: { workflowExecutionRetentionTtl: RETENTION } });
  const answer = await fetch(`${namespaceOf(options)}/update`, { method: 'POST', body, signal: AbortSignal.timeout(CALL_MS) });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}: ${await answer.text()}`);
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

/** It answers about the namespace: frontend and database are there. Over HTTP, because its own command takes longer than its start. */
async function isServing(options: TemporalServerOptions, died: AbortSignal): Promise<boolean> {
  try {
    const signal = AbortSignal.any([died, AbortSignal.timeout(CALL_MS)]);
    const answer = await fetch(namespaceOf(options), { signal });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

const namespaceOf = ({ httpPort, namespace }: TemporalServerOptions): string =>
  `http://127.0.0.1:${httpPort}/api/v1/namespaces/${encodeURIComponent(namespace)}`;
