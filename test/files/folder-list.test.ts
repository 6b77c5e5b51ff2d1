// The list of folders: a folder by its path and identity, never wider for a task than listed, gone everywhere when it is withdrawn.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createFolderList } from '../../src/files/folder-list.ts';
import { GRANTS, type GrantTables } from '../../src/files/grants-schema.ts';
import { createGrants, type GrantsOnDesk } from '../../src/files/grants.ts';
import type { FolderList } from '../../src/files/port.ts';
import { createProbe } from '../../src/files/probe.ts';
import { openDesktopDb } from '../../src/ledger/desktop-db.ts';
import type { OpenedSqlite } from '../../src/sqlite/dialect.ts';
import { type Computer, makeComputer } from './computer.ts';

let computer: Computer;
let opened: OpenedSqlite<GrantTables>;
let grants: GrantsOnDesk;
let list: FolderList;
const host = (path: string): string => join(computer.base, path);
const open = async (): Promise<void> => {
  opened = await openDesktopDb<GrantTables>(host('desktop.db'), [GRANTS]);
  const probe = createProbe({ home: computer.home, sensitive: computer.sensitive, userHome: computer.userHome });
  grants = createGrants({ db: opened.kysely, probe });
  list = createFolderList({ db: opened.kysely, probe });
};
const add = (path: string, access: 'read' | 'write' | 'full' = 'write', lower = false) =>
  list.add({ hostPath: host(path), access, lower });
const standing = (task: string, access: 'read' | 'write' | 'full', path = 'work/Papers') =>
  grants.grant(task, { hostPath: host(path), access, standing: true });
const named = (task: string, access: 'read' | 'write' | 'full', path = 'work/Papers') =>
  grants.grant(task, { hostPath: host(path), access });
const accessOf = async (task: string): Promise<string[]> => (await grants.ofTask(task)).map((folder) => folder.access);

beforeEach(async () => {
  computer = makeComputer();
  for (const folder of ['work/Papers', 'work/Fotos']) mkdirSync(host(folder), { recursive: true });
  await open();
});
afterEach(async () => {
  await opened.close();
  computer.remove();
});

describe('the list', () => {
  it('holds a folder once, however it is spelled, with what was said last; it is there after a restart', async () => {
    symlinkSync(host('work'), host('link'));
    expect(await add('work/Papers')).toBe(host('work/Papers'));
    expect(await list.add({ hostPath: `${host('link')}/./Papers/`, access: 'full', lower: false })).toBe(host('work/Papers'));
    await add('work/Fotos', 'read');
    await opened.close();
    await open();
    expect(await list.all()).toEqual([
      { path: host('work/Fotos'), access: 'read', always: [] },
      { path: host('work/Papers'), access: 'full', always: [] },
    ]);
  });

  it.each([
    ['work/none', 'no_such_file'],
    ['users/me/.ssh', 'sensitive_place'],
    ['desktop.db', 'not_a_folder'],
  ])('refuses what the probe refuses: %s', async (path, code) => {
    mkdirSync(host('users/me/.ssh'));
    await expect(add(path)).rejects.toMatchObject({ code });
    expect(await list.all()).toEqual([]);
  });

  it('names folders in which something is always allowed, standing or not, with each kind', async () => {
    const { grantId } = await named('t1', 'write');
    for (const kind of ['create', 'replace'] as const) await grants.allowStanding('t1', { scope: 'always', grantId, kind });
    const always = ['create', 'replace'].map((kind) => ({ kind, allowedAt: expect.any(String) }));
    expect(await list.all()).toEqual([{ path: host('work/Papers'), always }]);
    await add('work/Papers');
    expect(await list.all()).toEqual([{ path: host('work/Papers'), access: 'write', always }]);
  });
});

describe('a task gets from the list', () => {
  it('what it asks for, at most what is listed', async () => {
    await add('work/Papers', 'write');
    expect((await standing('t1', 'full')).access).toBe('write');
    expect((await standing('t2', 'read')).access).toBe('read');
    expect((await named('t3', 'full')).access).toBe('full');
  });

  it('nothing that is not listed', async () => {
    await expect(standing('t1', 'read')).rejects.toMatchObject({ code: 'not_granted' });
    expect(await grants.ofTask('t1')).toEqual([]);
  });

  it('nothing when another folder is in its place, until that one is given', async () => {
    await add('work/Papers');
    renameSync(host('work/Papers'), host('work/Old'));
    mkdirSync(host('work/Papers'));
    await expect(standing('t1', 'write')).rejects.toMatchObject({ code: 'folder_gone' });
    await add('work/Papers', 'read');
    expect((await standing('t1', 'write')).access).toBe('read');
    expect(await list.all()).toHaveLength(1);
  });

  it('nothing through a link that was put in its place', async () => {
    await add('work/Papers');
    rmSync(host('work/Papers'), { recursive: true });
    symlinkSync(host('work/Fotos'), host('work/Papers'));
    await expect(standing('t1', 'write')).rejects.toMatchObject({ code: 'not_granted' });
  });
});

describe('a narrower access', () => {
  it('holds in every task that may do more, and widens none', async () => {
    await add('work/Papers', 'full');
    await standing('t1', 'full');
    await named('t2', 'read');
    await named('t3', 'write');
    await list.set({ hostPath: host('work/Papers'), access: 'write' });
    expect([await accessOf('t1'), await accessOf('t2'), await accessOf('t3')]).toEqual([['write'], ['read'], ['write']]);
    expect(await list.all()).toMatchObject([{ access: 'write' }]);
    await list.set({ hostPath: host('work/Papers'), access: 'full' });
    expect(await accessOf('t1')).toEqual(['write']);
  });

  it('holds while the folder cannot be looked at', async () => {
    await add('work/Papers');
    await standing('t1', 'write');
    renameSync(host('work/Papers'), host('work/unplugged'));
    await list.set({ hostPath: host('work/Papers'), access: 'read' });
    expect(await accessOf('t1')).toEqual(['read']);
  });

  it('is not for a folder that does not stand in the list', async () => {
    await named('t1', 'write');
    await expect(list.set({ hostPath: host('work/Papers'), access: 'read' })).rejects.toMatchObject({ code: 'not_granted' });
    expect(await accessOf('t1')).toEqual(['write']);
  });

  it('of a folder that is given again reaches tasks only where that was meant', async () => {
    await add('work/Papers', 'full');
    await standing('t1', 'full');
    await add('work/Papers', 'read');
    expect(await accessOf('t1')).toEqual(['full']);
    await add('work/Papers', 'read', true);
    expect(await accessOf('t1')).toEqual(['read']);
  });
});

describe('taking back', () => {
  it('a folder takes it from every task, with every answer in it, and nothing of another folder', async () => {
    await add('work/Papers');
    await add('work/Fotos');
    const { grantId } = await named('t1', 'full');
    const other = await standing('t1', 'write', 'work/Fotos');
    for (const id of [grantId, other.grantId]) {
      await grants.allowStanding('t1', { scope: 'always', grantId: id, kind: 'move' });
      await grants.allowStanding('t1', { scope: 'task', tool: 'x', grantId: id, kind: 'move' });
    }
    await standing('t2', 'write');
    await list.withdraw(host('work/Papers'));
    await list.withdraw(host('work/Papers'));
    expect((await grants.ofTask('t1')).map((folder) => folder.name)).toEqual(['Fotos']);
    expect(await grants.ofTask('t2')).toEqual([]);
    expect((await grants.standing({ id: 't1' })).map((answer) => answer.grantId)).toEqual([other.grantId, other.grantId]);
    expect((await list.all()).map((folder) => folder.path)).toEqual([host('work/Fotos')]);
  });

  it('an answer takes those that cover it, and leaves smaller ones and other folders', async () => {
    for (const path of ['work/Papers', 'work/Fotos']) {
      const { grantId } = await named('t1', 'full', path);
      for (const kind of ['create', 'move', 'replace'] as const)
        await grants.allowStanding('t1', { scope: 'always', grantId, kind });
    }
    await list.revoke({ hostPath: host('work/Papers'), kind: 'move' });
    const kinds = (await list.all()).map((folder) => folder.always.map((answer) => answer.kind));
    expect(kinds).toEqual([['create', 'move', 'replace'], ['create']]);
  });
});
