// Requests to the desktop: what is about folders does not wait behind an undo, a refusal ends a wish, and what failed for no fault of it stays.
import { NO_NETWORK } from '../rig/no-network.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_CRASH } from '../../src/contract/crash-points.ts';
import { createDesktopFolders } from '../../src/desktop/folders.ts';
import { createMirror } from '../../src/desktop/mirror.ts';
import { createRequests, type Requests } from '../../src/desktop/requests.ts';
import { type Desktop, openDesktop } from '../../src/desktop-files.ts';
import { makeFolders, pathsOf } from '../../src/paths.ts';
import { openTaskStore } from '../../src/store/open-task-store.ts';
import type { TaskStore } from '../../src/store/port.ts';
import { createTask } from '../store/contract/database.ts';

let base: string;
let store: TaskStore;
let desktop: Desktop;
let requests: Requests;
/** What the list throws once, before it is itself again. */
let broken: Error | undefined;
/** An undo of very many files: it ends when the test says so. */
let finishUndo: () => void;
let undoing: Promise<void>;

beforeEach(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'cowork-requests-')));
  const paths = pathsOf(join(base, 'home'));
  makeFolders(paths);
  mkdirSync(join(base, 'Papers'));
  store = await openTaskStore(paths.tasksDb);
  desktop = await openDesktop({ network: NO_NETWORK, paths, deliverRoot: async () => join(base, 'delivered') });
  const { grants, ledger } = desktop;
  undoing = new Promise((resolve) => (finishUndo = resolve));
  const changeSets = {
    ...desktop.changeSets,
    undo: async (...wish: Parameters<Desktop['changeSets']['undo']>) => {
      await undoing;
      return desktop.changeSets.undo(...wish);
    },
  };
  broken = undefined;
  const list = {
    ...desktop.folderList,
    async withdraw(path: string) {
      const error = broken;
      broken = undefined;
      if (error) throw error;
      await desktop.folderList.withdraw(path);
    },
  };
  const folders = createDesktopFolders({ store, grants, list, abort: () => undefined });
  const mirror = createMirror({ store, changeSets, now: () => new Date() });
  const log = { error: () => undefined };
  requests = createRequests({ store, changeSets, grants, folders, ledger, mirror, crash: NO_CRASH, log });
});
afterEach(async () => {
  finishUndo();
  await requests.drain();
  await store.close();
  await desktop.ledger.close();
  rmSync(base, { recursive: true, force: true });
});

const path = (): string => join(base, 'Papers');
const stateOf = async (id: string) => (await store.request(id))?.state;
const wish = (kind: 'folder_add' | 'folder_withdraw', body: object) =>
  store.enqueueRequest({ taskId: '', kind, body: { ...body } });

describe('the requests', () => {
  it('about folders are carried out while an undo takes its time', async () => {
    const { id: taskId } = await createTask(store);
    const undo = await store.enqueueRequest({ taskId, kind: 'undo', body: {} });
    const drained = requests.drain();
    const add = await wish('folder_add', { path: path(), access: 'write', lower: false });
    await requests.drainFolders();
    expect([await stateOf(undo), await stateOf(add)]).toEqual(['pending', 'done']);
    finishUndo();
    await drained;
    expect(await stateOf(undo)).toBe('done');
  });

  it('end with the reason when they are refused', async () => {
    const add = await wish('folder_add', { path: join(base, 'none'), access: 'write', lower: false });
    const strange = await wish('folder_add', { path: path(), access: 'everything' });
    await requests.drain();
    expect((await store.request(add))?.error).toMatchObject({ code: 'no_such_file' });
    expect((await store.request(strange))?.error).toMatchObject({ code: 'invalid' });
    expect(await store.folders()).toEqual([]);
  });

  it('about folders are tried again when something broke: a folder that was taken away does not stay', async () => {
    await wish('folder_add', { path: path(), access: 'write', lower: false });
    await requests.drain();
    broken = new Error('the disk had a moment');
    const withdraw = await wish('folder_withdraw', { path: path() });
    await requests.drain();
    expect([await stateOf(withdraw), (await store.folders()).length]).toEqual(['pending', 1]);
    await requests.drain();
    expect([await stateOf(withdraw), (await store.folders()).length]).toEqual(['done', 0]);
  });
});

describe('a task', () => {
  it('loses what it had when the folder cannot be given again as it is wished now', async () => {
    const { id } = await createTask(store, { folders: [{ path: path(), access: 'full' }] });
    await store.enqueueRequest({ taskId: id, kind: 'folders', body: {} });
    await requests.drain();
    expect(await desktop.grants.ofTask(id)).toMatchObject([{ access: 'full' }]);
    renameSync(path(), join(base, 'Elsewhere'));
    const [folder] = (await store.task(id))!.folders;
    await store.patchTask(id, { folders: [{ ...folder!, access: 'read', state: 'requested' }] });
    await store.enqueueRequest({ taskId: id, kind: 'folders', body: {} });
    await requests.drain();
    expect((await store.task(id))?.folders).toMatchObject([{ state: 'refused' }]);
    expect(await desktop.grants.ofTask(id)).toEqual([]);
  });

  it('keeps no folder that was taken away in the moment in which it was given', async () => {
    const { id } = await createTask(store, { folders: [{ path: path(), access: 'write' }] });
    await desktop.grants.grant(id, { hostPath: path(), access: 'write' });
    await store.patchTask(id, { folders: [{ path: path(), access: 'write', state: 'removed' }] });
    await store.enqueueRequest({ taskId: id, kind: 'folders', body: {} });
    await requests.drain();
    expect(await desktop.grants.ofTask(id)).toEqual([]);
    expect((await store.task(id))?.folders).toEqual([]);
  });
});
