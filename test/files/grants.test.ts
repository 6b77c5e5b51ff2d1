// Grants: one folder is one grant, names are free of clashes, a replaced folder is not the granted one.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openRoot } from '../../src/files/at.ts';
import { GRANTS, type GrantTables } from '../../src/files/grants-schema.ts';
import { createGrants, type GrantsOnDesk } from '../../src/files/grants.ts';
import { createProbe } from '../../src/files/probe.ts';
import { openDesktopDb } from '../../src/ledger/desktop-db.ts';
import type { OpenedSqlite } from '../../src/sqlite/dialect.ts';
import { type Computer, makeComputer } from './computer.ts';

let computer: Computer;
let opened: OpenedSqlite<GrantTables>;
let grants: GrantsOnDesk;
const host = (path: string): string => join(computer.base, path);

beforeEach(async () => {
  computer = makeComputer();
  for (const folder of ['work/Papers', 'other/Papers', 'third/papers', 'work/Fotos'])
    mkdirSync(host(folder), { recursive: true });
  opened = await openDesktopDb<GrantTables>(host('desktop.db'), [GRANTS]);
  grants = createGrants({
    db: opened.kysely,
    probe: createProbe({ home: computer.home, sensitive: computer.sensitive, userHome: computer.userHome }),
  });
});
afterEach(async () => {
  await opened.close();
  computer.remove();
});

describe('granting', () => {
  it('names a folder by its own name, with a number when that is taken, also by another case', async () => {
    const names = [];
    for (const path of ['work/Papers', 'other/Papers', 'third/papers'])
      names.push((await grants.grant('t1', { hostPath: host(path), access: 'write' })).name);
    expect(names).toEqual(['Papers', 'Papers-2', 'papers-3']);
    expect((await grants.grant('t2', { hostPath: host('other/Papers'), access: 'read' })).name).toBe('Papers');
    expect((await grants.ofTask('t1')).map((f) => f.name)).toEqual(['Papers', 'Papers-2', 'papers-3']);
  });

  it('the same folder again, by whatever path, changes the access and nothing else', async () => {
    const first = await grants.grant('t1', { hostPath: host('work/Papers'), access: 'write' });
    symlinkSync(host('work'), host('link'));
    const again = await grants.grant('t1', { hostPath: `${host('link')}/./Papers/`, access: 'read' });
    expect(again).toEqual({ ...first, access: 'read' });
    expect(await grants.ofTask('t1')).toEqual([again]);
    expect((await grants.grant('t2', { hostPath: host('work/Papers'), access: 'full' })).grantId).toBe(first.grantId);
  });

  it('refuses what the probe refuses', async () => {
    await expect(grants.grant('t1', { hostPath: '/', access: 'read' })).rejects.toMatchObject({ code: 'sensitive_place' });
    expect(await grants.ofTask('t1')).toEqual([]);
  });

  it('remembers which folder it was: another one in its place is gone, and is a grant of its own when granted', async () => {
    const first = await grants.grant('t1', { hostPath: host('work/Papers'), access: 'write' });
    renameSync(host('work/Papers'), host('work/Old'));
    mkdirSync(host('work/Papers'));
    const [root] = await grants.rootsOf('t1');
    expect(() => openRoot(root!.hostPath, root!.rootId)).toThrow(expect.objectContaining({ code: 'folder_gone' }));
    const second = await grants.grant('t1', { hostPath: host('work/Papers'), access: 'write' });
    expect(second.grantId).not.toBe(first.grantId);
    expect((await grants.grant('t2', { hostPath: host('work/Papers'), access: 'read' })).grantId).toBe(second.grantId);
  });

  it('knows its folder again when the disk came back under another device number, not when it is another disk', async () => {
    const { grantId } = await grants.grant('t1', { hostPath: host('work/Papers'), access: 'write' });
    const [{ rootId } = { rootId: undefined }] = await grants.rootsOf('t1');
    await opened.kysely.updateTable('grants').set({ dev: '424242' }).execute();
    expect((await grants.rootsOf('t1'))[0]?.rootId).toEqual(rootId);
    await opened.kysely.updateTable('grants').set({ dev: '424242' }).execute();
    expect((await grants.grant('t1', { hostPath: host('work/Papers'), access: 'write' })).grantId).toBe(grantId);
    await opened.kysely.updateTable('grants').set({ dev: '424242', born_ns: '1' }).execute();
    expect((await grants.rootsOf('t1'))[0]?.rootId.dev).toBe(424242n);
  });

  it('two at once of the same folder end as one', async () => {
    const both = await Promise.all(
      ['read', 'full'].map((access) => grants.grant('t1', { hostPath: host('work/Papers'), access: access as 'read' })),
    );
    expect(both[0]?.grantId).toBe(both[1]?.grantId);
    expect(await grants.ofTask('t1')).toHaveLength(1);
  });
});

describe('removing', () => {
  it('takes the folder and what was allowed in it for this task', async () => {
    const { grantId } = await grants.grant('t1', { hostPath: host('work/Papers'), access: 'write' });
    await grants.allowStanding('t1', { scope: 'task', tool: 'move_files', grantId, kind: 'move' });
    await grants.remove('t1', 'Papers');
    await grants.remove('t1', 'Papers');
    expect(await grants.ofTask('t1')).toEqual([]);
    await grants.grant('t1', { hostPath: host('work/Papers'), access: 'write' });
    expect(await grants.standing({ id: 't1' })).toEqual([]);
  });
});

describe('answers that go on holding', () => {
  it('for a task keep the greatest kind, per tool and folder, and go with it', async () => {
    const { grantId } = await grants.grant('t1', { hostPath: host('work/Papers'), access: 'write' });
    const allow = (kind: 'create' | 'move' | 'replace') =>
      grants.allowStanding('t1', { scope: 'task', tool: 'move_files', grantId, kind });
    await allow('move');
    await allow('create');
    expect(await grants.standing({ id: 't1' })).toEqual([{ scope: 'task', tool: 'move_files', grantId, kind: 'move' }]);
    await allow('replace');
    expect(await grants.standing({ id: 't1' })).toEqual([{ scope: 'task', tool: 'move_files', grantId, kind: 'replace' }]);
    expect(await grants.standing({ id: 't2' })).toEqual([]);
    await grants.forget('t1');
    expect(await grants.standing({ id: 't1' })).toEqual([]);
  });

  it('always ones hold for each task and outlive the one in which they were given', async () => {
    const { grantId } = await grants.grant('t1', { hostPath: host('work/Papers'), access: 'write' });
    for (const kind of ['move', 'create', 'move'] as const) await grants.allowStanding('t1', { scope: 'always', grantId, kind });
    await grants.forget('t1');
    const always = ['create', 'move'].map((kind) => ({ scope: 'always', grantId, kind }));
    for (const task of ['t1', 't2']) expect(await grants.standing({ id: task })).toEqual(expect.arrayContaining(always));
    expect(await grants.ofTask('t1')).toEqual([]);
  });

  it('are refused for a folder that the task does not have', async () => {
    const { grantId } = await grants.grant('t1', { hostPath: host('work/Papers'), access: 'write' });
    for (const answer of [{ scope: 'always' as const }, { scope: 'task' as const, tool: 'write_file' }])
      await expect(grants.allowStanding('t2', { ...answer, grantId, kind: 'create' })).rejects.toMatchObject({
        code: 'not_granted',
      });
    expect(await grants.standing({ id: 't2' })).toEqual([]);
  });
});
