// `cowork stop`: asks the launcher to stop in order and waits until it has.
import { existsSync } from 'node:fs';
import { readConfig } from '../config.ts';
import { type Paths, pathsOf } from '../paths.ts';
import { endAllSandboxes } from '../sandbox/started.ts';
import { takeFileLock } from '../sqlite/file-lock.ts';
import { endLeftovers, endProcess } from './child-record.ts';
import { findRunning } from './running.ts';
import { notRunning } from './status.ts';
import { EXIT, guarded, type Terminal } from './terminal.ts';

/** Longer than every grace of its children together; a launcher that takes longer hangs. */
const PATIENCE_MS = 25_000;

export function stopCommand(terminal: Terminal): Promise<number> {
  return guarded(terminal, async () => {
    const paths = pathsOf(readConfig(terminal.env).home);
    const runtime = findRunning(paths);
    if (runtime) await endProcess(runtime, PATIENCE_MS);
    await endLeft(paths);
    if (!runtime) return notRunning(terminal);
    terminal.out('Stopped. Tasks go on from here at the next start.');
    return EXIT.done;
  });
}

/** Only a launcher that was killed leaves any: children, and sandboxes, which outlive them. Another start that is under way keeps its own. */
async function endLeft(paths: Paths): Promise<void> {
  const lock = existsSync(paths.launcherLockDb) ? takeFileLock(paths.launcherLockDb) : undefined;
  if (!lock) return;
  await endLeftovers(paths.childrenFile);
  await endAllSandboxes([paths.machines, paths.jails]);
  lock.release();
}
