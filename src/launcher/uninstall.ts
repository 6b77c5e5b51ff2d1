// `cowork uninstall`: names what it deletes, asks, deletes it. What was delivered to the user's folders stays.
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { readConfig } from '../config.ts';
import { CoworkError } from '../contract/errors.ts';
import { cacheFolder, pathsOf } from '../paths.ts';
import { createModelKeys } from '../secrets.ts';
import { findRunning } from './running.ts';
import { serviceCommand, serviceFile, serviceState } from './service/service.ts';
import { EXIT, guarded, type Terminal } from './terminal.ts';

export function uninstallCommand(options: { yes: boolean }, terminal: Terminal): Promise<number> {
  return guarded(terminal, async () => {
    const paths = pathsOf(readConfig(terminal.env).home);
    if (findRunning(paths)) throw new CoworkError('locked', 'It is running. Stop it first: cowork stop');
    const cache = cacheFolder(terminal.env);
    const keys = createModelKeys(paths);
    const installed = serviceState(terminal.env) === 'installed';
    const parts = [
      ...(existsSync(paths.home) ? [`${paths.home}: all tasks with their transcripts, settings, logs, and what undo needs`] : []),
      ...(existsSync(cache) ? [`${cache}: the Temporal CLI and other things that can be fetched again`] : []),
      ...(installed ? [`${serviceFile(terminal.env)}: the service`] : []),
      ...(keys.where() === 'keychain' ? ['the model key in the keychain'] : []),
    ];
    if (parts.length === 0) {
      terminal.out('There is nothing to delete.');
      return EXIT.done;
    }
    terminal.out('This deletes:');
    for (const part of parts) terminal.out(`  ${part}`);
    terminal.out(
      'Changes made in your folders can then no longer be undone. Delivered files (~/Cowork and your own folders) stay.',
    );
    if (!options.yes && !(await terminal.confirm('Delete all of this?'))) {
      terminal.err(
        terminal.interactive
          ? 'Nothing was deleted.'
          : 'Nothing was deleted. To delete without being asked: cowork uninstall --yes',
      );
      return EXIT.refused;
    }
    if (installed) await serviceCommand('uninstall', terminal);
    await keys.remove();
    await rm(paths.home, { recursive: true, force: true });
    await rm(cache, { recursive: true, force: true });
    terminal.out('Deleted. The program itself goes with: npm uninstall -g durable-cowork');
    return EXIT.done;
  });
}
