// Who the children are: Temporal, worker and api, each as a spec that can be supervised, with the last thing it said.
import type { Config } from '../config.ts';
import { logFileOf, type Log } from '../log.ts';
import type { Paths } from '../paths.ts';
import { openRolledFile } from '../rolled-file.ts';
import type { Scrubber } from '../scrub.ts';
import { childEnvironment } from './child-environment.ts';
import { nodeChild } from './node-child.ts';
import type { Ports } from './ports.ts';
import { programFile } from './program.ts';
import type { ChildSpec } from './supervise.ts';
import { temporalServer, type TemporalServerOptions } from './temporal-server.ts';

/** Model calls and tools are told to stop and have this long; what is not done then goes on after the next start. */
const DRAIN_MS = 10_000;
/** Open event streams are cut; their readers come back by themselves. */
const API_GRACE_MS = 3_000;
/**
 * Room for young objects. The default, 16 MB, is filled once at start and then kept: 25 MB of an idle process. The worker gets more,
 * because it lists large folders. All of it from the beginning: loading a thousand modules makes much that lives for a moment.
 */
const YOUNG_MB = { worker: 4, api: 2 };

export interface CrewOptions {
  readonly config: Config;
  readonly env: NodeJS.ProcessEnv;
  /** Modules to run instead of the real ones (tests of supervision). */
  readonly programs?: { worker: string; api: string };
}

export interface Crew {
  readonly members: { spec: ChildSpec; tail: () => string }[];
  readonly temporal: TemporalServerOptions | undefined;
}

/** All children, started together: worker and api wait for Temporal by themselves, which saves its start-up time. */
export function crewOf(
  options: CrewOptions,
  own: { paths: Paths; ports: Ports; log: Log; scrubber: Scrubber; cli: string | undefined },
): Crew {
  const env = childEnvironment(options.config, options.env);
  const node = (name: 'worker' | 'api', file: string, graceMs: number): Crew['members'][number] => {
    const tail = lastLine();
    const onLine = (line: string): void => {
      tail.add(own.scrubber.scrub(line));
      own.log.info({ child: name, line }, 'child said');
    };
    return {
      spec: nodeChild({
        ...{ name, file, env, graceMs, onLine },
        logFile: logFileOf(own.paths.logs, name),
        nodeFlags: [`--min-semi-space-size=${YOUNG_MB[name]}`, `--max-semi-space-size=${YOUNG_MB[name]}`],
      }),
      tail: tail.get,
    };
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
