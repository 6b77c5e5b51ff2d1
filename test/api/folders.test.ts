// /folders: what stands in the list, who uses it, and that a wish is what the computer with the folders made of it.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Folder, Task } from '../../src/contract/http.ts';
import { type Desk, openDesk } from '../rig/desk.ts';
import { createTask, logOf } from '../store/contract/database.ts';
import { openRig, type Rig } from './rig.ts';

let rig: Rig;
let desk: Desk;
let path: string;
/** Only a desktop that is away is not waited for. */
const limits = { folderWaitMs: 0 };
beforeEach(async () => {
  limits.folderWaitMs = 60_000;
  rig = await openRig({ limits });
  desk = await openDesk(rig);
  path = await realpath(rig.folder);
});
afterEach(async () => {
  await desk.close();
  await rig.close();
});

interface Problem {
  code: string;
  detail: string;
}
const post = (body: object, key?: string) => rig.call<Folder & Problem>('POST', '/folders', { body, ...(key ? { key } : {}) });
const list = async () => (await rig.call<{ items: Folder[] }>('GET', '/folders')).body.items;
const patch = (id: string, access: string) => rig.call<Folder & Problem>('PATCH', `/folders/${id}`, { body: { access } });
const task = (body: object) => rig.call<Task>('POST', '/tasks', { body: { prompt: 'x', ...body } });
const foldersOf = async (id: string) => (await rig.call<Task>('GET', `/tasks/${id}`)).body.folders;
const allow = async (taskId: string, kind: 'create' | 'move' | 'replace') => {
  const [folder] = await desk.grants.ofTask(taskId);
  await desk.remember(taskId, [{ scope: 'always', grantId: folder!.grantId, kind }]);
};

describe('POST /folders', () => {
  it('makes a standing folder, by its real path, with access write', async () => {
    await symlink(rig.folder, join(rig.home, 'link'));
    const made = await post({ path: join(rig.home, 'link') });
    expect(made).toMatchObject({ status: 201, body: { path, access: 'write', tasks: [], always: [] } });
    expect(await list()).toEqual([made.body]);
    expect((await rig.call('GET', `/folders/${made.body.id}`)).body).toEqual(made.body);
    expect(await desk.folderList.all()).toEqual([{ path, access: 'write', always: [] }]);
  });

  it('is the same one for the same folder; without an access it keeps what it has', async () => {
    const { id } = (await post({ path, access: 'full' })).body;
    expect((await post({ path: `${path}/.` })).body).toMatchObject({ id, access: 'full' });
    expect((await post({ path, access: 'read' })).body).toMatchObject({ id, access: 'read' });
    expect(await list()).toHaveLength(1);
  });

  it('answers the same key with the same folder, also when it is gone by then', async () => {
    const first = await post({ path }, 'k1');
    await rm(rig.folder, { recursive: true });
    expect(await post({ path }, 'k1')).toMatchObject({ status: 201, body: { id: first.body.id } });
    expect((await post({ path, access: 'read' }, 'k1')).body.code).toBe('idempotency_mismatch');
    expect((await post({ path }, 'k2')).body.code).toBe('no_such_file');
  });

  it('refuses what POST /tasks refuses, in the same words', async () => {
    await mkdir(join(rig.home, '.ssh'));
    await writeFile(join(rig.home, 'file'), '');
    for (const name of ['none', 'file', '.ssh']) {
      const folder = { path: join(rig.home, name) };
      const [asFolder, inTask] = [
        await post(folder),
        await rig.call<Problem>('POST', '/tasks', { body: { prompt: 'x', folders: [folder] } }),
      ];
      expect(asFolder.status).toBe(422);
      expect(asFolder.body).toEqual(inTask.body);
    }
    expect(await list()).toEqual([]);
  });

  it('is what the desktop says, whatever the api thought', async () => {
    desk.away();
    const answer = post({ path });
    while ((await rig.store.pendingRequests()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await rm(rig.folder, { recursive: true });
    await desk.back();
    expect(await answer).toMatchObject({ status: 422, body: { code: 'no_such_file' } });
    expect(await list()).toEqual([]);
  });
});

describe('without the computer with the folders', () => {
  it('a wish is written down, said to wait, and done when it is back', async () => {
    desk.away();
    limits.folderWaitMs = 100;
    const waiting = { kind: 'desktop', text: expect.stringContaining('your computer') };
    const asked = await post({ path }, 'k');
    expect(asked).toMatchObject({ status: 202, body: { path, waitingFor: waiting } });
    expect(asked.body.access).toBeUndefined();
    expect((await task({})).body.folders).toEqual([]);
    await desk.back();
    limits.folderWaitMs = 60_000;
    expect(await post({ path }, 'k')).toMatchObject({ status: 201, body: { access: 'write' } });
    desk.away();
    limits.folderWaitMs = 100;
    expect(await patch(asked.body.id, 'read')).toMatchObject({ status: 202, body: { access: 'write', waitingFor: waiting } });
    expect(await rig.call('DELETE', `/folders/${asked.body.id}`)).toMatchObject({ status: 202, body: { waitingFor: waiting } });
    await desk.back();
    expect(await list()).toEqual([]);
  }, 240_000);

  it('a folder that was taken away is not given to a task that was made in between', async () => {
    const { id } = (await post({ path })).body;
    desk.away();
    limits.folderWaitMs = 100;
    await rig.call('DELETE', `/folders/${id}`);
    const made = (await task({})).body;
    expect(made.folders).toMatchObject([{ path, state: 'requested', standing: true }]);
    await desk.close();
    desk = await openDesk(rig);
    await desk.settle(made.id);
    expect(await desk.grants.ofTask(made.id)).toEqual([]);
    expect((await foldersOf(made.id)).filter((folder) => folder.state !== 'removed')).toEqual([]);
  }, 240_000);
});

describe('a task', () => {
  it('that is given no folders gets the standing ones, shown like named ones', async () => {
    await post({ path, access: 'read' });
    const { id, folders } = (await task({})).body;
    expect(folders).toEqual([{ path, access: 'read', state: 'requested', standing: true }]);
    await desk.settle(id);
    expect(await foldersOf(id)).toEqual([{ path, access: 'read', name: 'Downloads', state: 'granted', standing: true }]);
    expect(await list()).toMatchObject([{ tasks: [{ taskId: id, access: 'read', name: 'Downloads' }] }]);
  });

  it('that names folders gets exactly these, also none', async () => {
    await post({ path });
    await mkdir(join(rig.home, 'other'));
    expect((await task({ folders: [] })).body.folders).toEqual([]);
    const named = (await task({ folders: [{ path: join(rig.home, 'other') }] })).body.folders;
    expect(named).toEqual([{ path: await realpath(join(rig.home, 'other')), access: 'write', state: 'requested' }]);
  });

  it('gets no more from the list than stands there when it begins', async () => {
    const { id: folderId } = (await post({ path, access: 'full' })).body;
    const { id } = (await task({})).body;
    // As if a server had written more into the task than the list gives.
    await rig.store.patchTask(id, { folders: [{ path, access: 'full', state: 'requested', standing: true }] });
    await desk.folderList.set({ hostPath: path, access: 'read' });
    await desk.settle(id);
    expect(await desk.grants.ofTask(id)).toMatchObject([{ access: 'read' }]);
    expect((await rig.call('GET', `/folders/${folderId}`)).status).toBe(200);
  });

  it('that names a standing folder itself may have more', async () => {
    await post({ path, access: 'read' });
    const { id } = (await task({})).body;
    await desk.settle(id);
    const { body } = await rig.call<Task>('PATCH', `/tasks/${id}`, { body: { folders: [{ path, access: 'full' }] } });
    expect(body.folders).toEqual([{ path, access: 'full', name: 'Downloads', state: 'requested' }]);
    await desk.settle(id);
    expect(await desk.grants.ofTask(id)).toMatchObject([{ access: 'full' }]);
  });
});

describe('PATCH /folders/{id}', () => {
  it('lowers every open task that may do more, at once, and widens none', async () => {
    const { id } = (await post({ path, access: 'full' })).body;
    const [standing, reading] = [(await task({})).body.id, (await task({ folders: [{ path, access: 'read' }] })).body.id];
    const done = (await createTask(rig.store, { folders: [{ path, access: 'full' }] })).id;
    await rig.store.finishTask(done, { status: 'completed' });
    for (const one of [standing, reading]) await desk.settle(one);
    expect(await patch(id, 'write')).toMatchObject({ status: 200, body: { access: 'write' } });
    expect(await foldersOf(standing)).toMatchObject([{ access: 'write', state: 'granted' }]);
    expect(await foldersOf(reading)).toMatchObject([{ access: 'read' }]);
    expect(await foldersOf(done)).toMatchObject([{ access: 'full' }]);
    expect((await logOf(rig.store, standing)).filter((type) => type === 'folders_changed')).toHaveLength(2);
    expect(await desk.grants.ofTask(standing)).toMatchObject([{ access: 'write' }]);
    await patch(id, 'full');
    expect(await foldersOf(standing)).toMatchObject([{ access: 'write' }]);
    expect((await task({})).body.folders).toMatchObject([{ access: 'full' }]);
    expect(desk.aborted).toEqual([]);
  });

  it('knows only standing folders', async () => {
    await task({ folders: [{ path }] });
    const [{ id } = { id: '' }] = await list();
    expect(await patch(id, 'read')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await patch('fnone', 'read')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await patch(id, 'all')).status).toBe(422);
  });
});

describe('DELETE /folders/{id}', () => {
  it('takes it from every unfinished task, however that got it, stops their work, and with it what is always allowed', async () => {
    const { id } = (await post({ path })).body;
    const tasks = [(await task({})).body.id, (await task({ folders: [{ path, access: 'full' }] })).body.id];
    for (const one of tasks) await desk.settle(one);
    const waits = (await task({})).body.id;
    await allow(tasks[0]!, 'move');
    await rig.outbox.drain();
    expect(await rig.call('DELETE', `/folders/${id}`)).toMatchObject({ status: 204, body: '' });
    expect(desk.aborted.toSorted()).toEqual([...tasks, waits].toSorted());
    for (const one of [...tasks, waits]) {
      expect(await desk.grants.ofTask(one)).toEqual([]);
      expect((await foldersOf(one)).filter((folder) => folder.state !== 'removed')).toEqual([]);
    }
    expect((await rig.store.outbox(10)).map((order) => ('taskId' in order ? order.taskId : ''))).toEqual(
      expect.arrayContaining(tasks),
    );
    expect(await list()).toEqual([]);
    expect(await desk.folderList.all()).toEqual([]);
    expect((await rig.call('DELETE', `/folders/${id}`)).status).toBe(404);
  });

  it('also for one that only a task was given', async () => {
    const { id } = (await task({ folders: [{ path }] })).body;
    await desk.settle(id);
    const [folder] = await list();
    expect(folder?.access).toBeUndefined();
    expect((await rig.call('DELETE', `/folders/${folder?.id}`)).status).toBe(204);
    expect(await desk.grants.ofTask(id)).toEqual([]);
  });
});

describe('what is always allowed', () => {
  it('is listed, survives a restart, and is taken back one by one', async () => {
    const { id } = (await task({ folders: [{ path }] })).body;
    await desk.settle(id);
    for (const kind of ['create', 'move', 'replace'] as const) await allow(id, kind);
    await desk.close();
    desk = await openDesk(rig);
    await rig.store.finishTask(id, { status: 'completed' });
    const kinds = ({ always }: Folder) => always.map((answer) => answer.kind);
    const [folder] = await list();
    expect(kinds(folder!)).toEqual(['create', 'move', 'replace']);
    const revoke = (kind: string) => rig.call<Folder>('DELETE', `/folders/${folder?.id}/always/${kind}`);
    const less = await revoke('move');
    expect(less.status).toBe(200);
    expect(kinds(less.body)).toEqual(['create']);
    expect(await revoke('everything')).toMatchObject({ status: 422, body: { code: 'invalid' } });
    expect(kinds((await revoke('create')).body)).toEqual([]);
    expect(await list()).toEqual([]);
  });
});
