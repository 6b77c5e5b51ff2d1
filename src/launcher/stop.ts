// `cowork stop`: asks the launcher to stop in order and waits until it has.
import { readConfig } from '../config.ts';
import { pathsOf } from '../paths.ts';
import { endAllMachines } from '../sandbox/qemu/machine.ts';
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
    if (!runtime) return notRunning(terminal);
    await endProcess(runtime, PATIENCE_MS);
    // Only a launcher that had to be killed leaves any.
    await endLeftovers(paths.childrenFile);
    await endAllMachines(paths.machines);
    terminal.out('Stopped. Tasks go on from here at the next start.');
    return EXIT.done;
  });
}
