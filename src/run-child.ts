// What the worker and the api both begin with: settings, places, what the launcher wrote, a log without secrets, keys, crash points.
import { type Config, readConfig } from './config.ts';
import type { CrashPoints } from './contract/crash-points.ts';
import { crashPoints } from './crash-stop.ts';
import { beChild, type ChildLife } from './launcher/child.ts';
import { readRuntime, type Runtime } from './launcher/runtime.ts';
import { type Log, openLog } from './log.ts';
import { type Paths, pathsOf } from './paths.ts';
import { createScrubber, type Scrubber } from './scrub.ts';
import { createModelKeys, type ModelKeys } from './secrets.ts';
import { createSettings, type SettingsFile } from './settings.ts';

export interface Child {
  readonly life: ChildLife;
  readonly config: Config;
  readonly paths: Paths;
  readonly runtime: Runtime;
  readonly scrubber: Scrubber;
  readonly log: Log;
  readonly settings: SettingsFile;
  readonly keys: ModelKeys;
  readonly crash: CrashPoints;
  readonly now: () => Date;
}

/** The whole life of a child's process, which ends with it. */
export async function runChild(name: 'worker' | 'api', work: (child: Child) => Promise<void>): Promise<never> {
  const life = beChild();
  try {
    await work(begin(name, life));
  } catch (error) {
    life.fail(error);
  }
  process.exit(0);
}

function begin(name: 'worker' | 'api', life: ChildLife): Child {
  const config = readConfig(process.env);
  const paths = pathsOf(config.home);
  const runtime = readRuntime(config.home);
  if (!runtime) throw new Error(`the ${name} is started by "cowork start", which writes the runtime file first`);
  const scrubber = createScrubber();
  scrubber.add(runtime.token);
  scrubber.add(config.modelKeyFromEnv);
  return {
    ...{ life, config, paths, runtime, scrubber },
    log: openLog({ folder: paths.logs, process: name, scrubber }),
    settings: createSettings({ home: config.home, env: process.env }),
    keys: createModelKeys(paths),
    crash: crashPoints(config.crashAt),
    now: () => new Date(),
  };
}
