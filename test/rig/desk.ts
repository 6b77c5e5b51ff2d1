// The desktop beside an api rig: the real grants, list of folders and requests over a desktop.db of their own; no Temporal, no model.
import { NO_NETWORK } from './no-network.ts';
import { NO_CRASH } from '../../src/contract/crash-points.ts';
import { createDesktopFolders, type DesktopFolders } from '../../src/desktop/folders.ts';
import { createMirror } from '../../src/desktop/mirror.ts';
import { createRequests } from '../../src/desktop/requests.ts';
import { type Desktop, openDesktop } from '../../src/desktop-files.ts';
import { makeFolders, pathsOf } from '../../src/paths.ts';
import type { Rig } from '../api/rig.ts';

export interface Desk extends Pick<Desktop, 'grants' | 'folderList' | 'changeSets'> {
  /** Tasks whose work was stopped. */
  readonly aborted: string[];
  /** Grants what the task was given, as the beginning of its run does. */
  settle(taskId: string): Promise<void>;
  /** Keeps answers that go on holding, as the one who applies a change does. */
  readonly remember: DesktopFolders['remember'];
  /** Away: wishes are kept. Back: they are carried out, as after a start of the worker. */
  away(): void;
  back(): Promise<void>;
  /** Ended, like the process; `openDesk` again is its next start. */
  close(): Promise<void>;
}

export async function openDesk(rig: Rig, home = `${rig.home}/state`): Promise<Desk> {
  const paths = pathsOf(home);
  makeFolders(paths);
  const desktop = await openDesktop({ network: NO_NETWORK, paths, deliverRoot: async () => `${rig.home}/delivered` });
  const { grants, folderList, changeSets, ledger } = desktop;
  const store = rig.workerStore;
  const aborted: string[] = [];
  const folders = createDesktopFolders({ store, grants, list: folderList, abort: (taskId) => void aborted.push(taskId) });
  const log = { error: (fields: object, text: string): void => void rig.logged.push(`${text} ${JSON.stringify(fields)}`) };
  const mirror = createMirror({ store, changeSets, now: () => rig.clock.now });
  const requests = createRequests({ store, changeSets, grants, folders, ledger, mirror, crash: NO_CRASH, log });
  let here = true;
  let working: Promise<void> = Promise.resolve();
  const drain = (): void => {
    if (here) working = requests.drain();
  };
  rig.worker.onDrain(drain);
  await folders.show();
  await requests.drainFolders();
  return {
    ...{ grants, folderList, changeSets, aborted },
    remember: (taskId, answers) => folders.remember(taskId, answers),
    settle: async (taskId) => void (await folders.settle(taskId)),
    away: () => void (here = false),
    async back() {
      here = true;
      await requests.drain();
    },
    async close() {
      here = false;
      await working;
      await ledger.close();
    },
  };
}
