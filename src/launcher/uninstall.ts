// `cowork uninstall`: names what it deletes, asks, deletes it. The user's files stay, also those that only a stuck change still has.
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { readConfig } from '../config.ts';
import { CoworkError } from '../contract/errors.ts';
import { homeStore } from '../files/changes/rooms.ts';
import { type Kept, keptForUndo, removeKept } from '../files/kept.ts';
import { cacheFolder, defaultHome, pathsOf, type Paths } from '../paths.ts';
import { createModelKeys } from '../secrets.ts';
import { endAllSandboxes } from '../sandbox/started.ts';
import { takeFileLock } from '../sqlite/file-lock.ts';
import { endLeftovers } from './child-record.ts';
import { removeHome } from './remove-home.ts';
import { findRunning } from './running.ts';
import { serviceCommand, serviceFile, serviceState } from './service/service.ts';
import { EXIT, guarded, type Terminal } from './terminal.ts';

export function uninstallCommand(options: { yes: boolean }, terminal: Terminal): Promise<number> {
  return guarded(terminal, async () => {
    const paths = pathsOf(readConfig(terminal.env).home);
    refuseRunning(findRunning(paths) !== undefined);
    const cache = cacheFolder(terminal.env);
    // All homes of a user share it, and of other homes than the usual one nobody knows who else is there.
    const hasCache = existsSync(cache) && paths.home === defaultHome(terminal.env);
    const keys = createModelKeys(paths);
    const installed = serviceState(terminal.env) === 'installed';
    const kept = lookAtKept(paths);
    const parts = [
      ...(existsSync(paths.home)
        ? [`${paths.home}: all tasks with their transcripts and results, settings, logs, and what undo needs`]
        : []),
      ...(kept?.stores ?? []).map(({ path, rooms }) => `${path}: what undo needs of ${counted(rooms.length, 'change')} there`),
      ...(hasCache
        ? [`${cache}: the Temporal CLI, the sandbox image and what else can be made again, in minutes and with network`]
        : []),
      ...(installed ? [`${serviceFile(terminal.env)}: the service`] : []),
      ...(keys.where() === 'keychain' ? ['the model key in the keychain'] : []),
    ];
    if (parts.length === 0) {
      terminal.out('There is nothing to delete.');
      return EXIT.done;
    }
    terminal.out('This deletes:');
    for (const part of parts) terminal.out(`  ${part}`);
    for (const line of consequences(paths, kept)) terminal.out(line);
    if (!options.yes && !(await terminal.confirm('Delete all of this?'))) {
      terminal.err(
        terminal.interactive
          ? 'Nothing was deleted.'
          : 'Nothing was deleted. To delete without being asked: cowork uninstall --yes',
      );
      return EXIT.refused;
    }
    if (installed) await serviceCommand('uninstall', terminal);
    if (existsSync(paths.home)) await removeData(paths, kept, terminal);
    await keys.remove();
    if (hasCache) await rm(cache, { recursive: true, force: true });
    else if (existsSync(cache)) terminal.out(`Left, because the home in the usual place may need it: ${cache}`);
    terminal.out('Deleted. The program itself goes with: npm uninstall -g durable-cowork');
    return EXIT.done;
  });
}

function refuseRunning(running: boolean): void {
  if (running) throw new CoworkError('locked', 'It is running. Stop it first: cowork stop');
}

/** Undefined when desktop.db is there and cannot be read: then nobody knows what is still needed. */
function lookAtKept(paths: Paths): Kept | undefined {
  if (!existsSync(paths.desktopDb)) return { undoable: 0, tasks: 0, stores: [], away: [], open: [] };
  try {
    return keptForUndo(paths.desktopDb);
  } catch {
    return undefined;
  }
}

/** What is lost by it, and what is not touched. */
function consequences(paths: Paths, kept: Kept | undefined): string[] {
  const stay = 'Delivered files (~/Cowork and your own folders) stay.';
  if (!kept)
    return [
      `Changes made in your folders can then no longer be undone. ${stay}`,
      `${paths.desktopDb} cannot be read, so ${homeStore(paths.home)} stays: it may hold the only copy of a file. So do folders named .cowork-undo that may be in your folders.`,
    ];
  const lost =
    kept.undoable === 0
      ? 'No change waits to be undone.'
      : `${counted(kept.undoable, 'change')} of ${counted(kept.tasks, 'task')} can then no longer be undone.`;
  const rooms = kept.open.flatMap((change) => change.rooms.map((room) => `  ${room} (change ${change.id})`));
  return [
    `${lost} ${stay}`,
    ...kept.away.map((path) => `Not there now, so left for you to delete when its disk is back: ${path}`),
    ...(rooms.length > 0
      ? [
          'These stay, because a change got stuck and they may hold the only copy of a file ("cowork doctor" says more):',
          ...rooms,
        ]
      : []),
  ];
}

/** Holding the launcher's lock, so that no start comes in between; with what a killed launcher left ended first. */
async function removeData(paths: Paths, kept: Kept | undefined, terminal: Terminal): Promise<void> {
  const lock = takeFileLock(paths.launcherLockDb);
  refuseRunning(lock === undefined);
  await endLeftovers(paths.childrenFile);
  await endAllSandboxes([paths.machines, paths.jails]);
  for (const store of kept?.stores ?? [])
    await removeKept(store).catch(() => terminal.err(`${store.path} could not be deleted; delete it yourself.`));
  const staying = kept ? kept.open.flatMap((change) => change.rooms) : [homeStore(paths.home)];
  lock?.release();
  for (const left of await removeHome(paths, staying)) terminal.out(`Left: ${left}`);
}

const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
