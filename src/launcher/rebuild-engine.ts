// `cowork doctor --rebuild-engine`: sets the task engine's own data aside, so that the next start makes it anew from the task store.
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { readConfig } from '../config.ts';
import { CoworkError } from '../contract/errors.ts';
import { pathsOf, type Paths } from '../paths.ts';
import { takeFileLock } from '../sqlite/file-lock.ts';
import { livingLeftovers } from './child-record.ts';
import { findRunning } from './running.ts';
import { engineBytes, setEngineAside } from './set-engine-aside.ts';
import { EXIT, guarded, type Terminal } from './terminal.ts';

/** Stops nothing: it refuses while anything of this home runs. */
export function rebuildEngineCommand(options: { json: boolean }, terminal: Terminal): Promise<number> {
  return guarded(terminal, async () => {
    const config = readConfig(terminal.env);
    if (config.temporalAddress !== undefined)
      throw new CoworkError(
        'bad_config',
        `TEMPORAL_ADDRESS is set: the task engine is the server at ${config.temporalAddress}, which is not this program's to rebuild. Unset it to use the embedded one.`,
      );
    const paths = pathsOf(config.home);
    const { setAside, bytes, openTasks } = rebuild(paths);
    if (options.json) terminal.out(JSON.stringify({ setAside: setAside ?? null, openTasks }), 'as it is');
    else {
      terminal.out(
        setAside === undefined
          ? 'There is no data of the task engine: the next start makes it.'
          : `The task engine's data (${(bytes / 1e6).toFixed(1)} MB) was set aside in ${setAside}. Nothing was deleted.`,
      );
      terminal.out(`${goesOn(openTasks)} Start: cowork start`);
    }
    return EXIT.done;
  });
}

function rebuild(paths: Paths): { setAside: string | undefined; bytes: number; openTasks: number } {
  const running = (): CoworkError =>
    new CoworkError('locked', 'It is running. Stop it first: cowork stop. Then: cowork doctor --rebuild-engine');
  if (findRunning(paths)) throw running();
  if (!existsSync(paths.home)) return { setAside: undefined, bytes: 0, openTasks: 0 };
  const lock = takeFileLock(paths.launcherLockDb);
  if (!lock) throw running();
  try {
    // What a killed start left may still have the database open.
    if (livingLeftovers(paths.childrenFile).length > 0) throw running();
    const bytes = engineBytes(paths);
    return { bytes, setAside: setEngineAside(paths, new Date()), openTasks: countOpen(paths.tasksDb) };
  } finally {
    lock.release();
  }
}

function countOpen(file: string): number {
  if (!existsSync(file)) return 0;
  const database = new DatabaseSync(file, { readOnly: true, timeout: 1_000 });
  try {
    const row = database.prepare('select count(*) as n from tasks where finished_at is null').get();
    return Number(row?.['n'] ?? 0);
  } finally {
    database.close();
  }
}

const goesOn = (open: number): string =>
  open === 0
    ? 'No task is open.'
    : `${open === 1 ? '1 open task goes' : `${open} open tasks go`} on after ${open === 1 ? 'its' : 'their'} last finished step at the next start.`;
