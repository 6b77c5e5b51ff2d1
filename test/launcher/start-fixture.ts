// Starts the launcher with small children in a process of its own, as a person would, and watches it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endLeftovers } from '../../src/launcher/child-record.ts';
import { findTemporalCli } from '../../src/launcher/temporal-cli/find.ts';
import { pathsOf } from '../../src/paths.ts';

export interface Home {
  readonly path: string;
  readonly trace: string;
  /** What the fixture children wrote, line by line. */
  traced(): string[];
  remove(): Promise<void>;
}

export function makeHome(): Home {
  const folder = mkdtempSync(join(tmpdir(), 'cowork-launch-'));
  const path = join(folder, 'home');
  const trace = join(folder, 'trace');
  return {
    path,
    trace,
    traced: () => (existsSync(trace) ? readFileSync(trace, 'utf8').split('\n').slice(0, -1) : []),
    async remove() {
      if (existsSync(pathsOf(path).childrenFile)) await endLeftovers(pathsOf(path).childrenFile);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Launched {
  readonly process: ChildProcess;
  output(): string;
  /** Waits until the output has the text; fails with the output when the process ends before. */
  says(text: string): Promise<void>;
  /** Exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
}

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The Temporal CLI that the machine has, so that tests do not depend on how it came there. */
export const temporalCli = async (): Promise<string> =>
  (await findTemporalCli({ explicit: process.env['COWORK_TEMPORAL_CLI'], env: process.env, onProgress: () => undefined })).path;

export async function launchFixture(home: Home, env: NodeJS.ProcessEnv = {}): Promise<Launched> {
  return watch(
    spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script('./fixtures/start.ts')], {
      env: {
        ...bare(),
        COWORK_HOME: home.path,
        COWORK_PORT: '0',
        COWORK_TEMPORAL_CLI: await temporalCli(),
        FIXTURE_TRACE: home.trace,
        ...env,
      },
    }),
  );
}

/** The environment without what this run of the tests has set for itself. */
export function bare(): NodeJS.ProcessEnv {
  const ours = /^(COWORK_|ANTHROPIC_|TEMPORAL_|NODE_|DATABASE_URL|npm_|https?_proxy$|no_proxy$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

export function watch(child: ChildProcess): Launched {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'close').then(([code, name]) => (name ?? code) as number | string);
  return {
    process: child,
    output: () => output,
    ended,
    async says(text) {
      while (!output.includes(text)) {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`ended (${child.exitCode ?? child.signalCode}) without saying "${text}":\n${output}`);
        await sleep(20);
      }
    },
  };
}

/** Polls until the condition holds; the test's own time limit ends it otherwise. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20);
}
