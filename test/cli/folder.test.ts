// `cowork folder` and the folders of `cowork run`, against the real api and the real list on this machine.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, realpathSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Folder, Task } from '../../src/contract/http.ts';
import { type Desk, openDesk } from '../rig/desk.ts';
import { type CliRig, openCliRig } from './cli-rig.ts';

let rig: CliRig;
let desk: Desk;
let path: string;
/** Only a computer that is away is not waited for. */
const limits = { folderWaitMs: 0 };
beforeEach(async () => {
  limits.folderWaitMs = 60_000;
  rig = await openCliRig(limits);
  desk = await openDesk(rig);
  path = realpathSync(rig.folder);
});
afterEach(async () => {
  await desk.close();
  await rig.close();
});

const folder = (...args: string[]) => rig.cowork(['folder', ...args]);
const json = async <T>(...args: string[]): Promise<T> => JSON.parse((await folder(...args, '--json')).out) as T;
const newTask = async (): Promise<Task> => {
  const { items } = (await rig.call<{ items: { id: string }[] }>('GET', '/tasks?limit=1')).body;
  return (await rig.call<Task>('GET', `/tasks/${items[0]?.id}`)).body;
};
async function allowAlways(kind: 'move' | 'create'): Promise<void> {
  const { id } = (await rig.call<Task>('POST', '/tasks', { body: { prompt: 'x', folders: [{ path }] } })).body;
  await desk.settle(id);
  const [grant] = await desk.grants.ofTask(id);
  await desk.remember(id, [{ scope: 'always', grantId: grant!.grantId, kind }]);
  await rig.store.finishTask(id, { status: 'completed' });
}

describe('cowork folder', () => {
  it('teaches by an example while there is nothing', async () => {
    expect(await folder()).toMatchObject({ code: 0, out: expect.stringContaining('cowork folder add ~/Downloads') });
    expect(await json('ls')).toEqual([]);
  });

  it('adds, lists, changes and removes', async () => {
    expect(await folder('add', 'Downloads:full')).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${path} (may change and delete)`),
    });
    expect((await folder()).out).toContain(`${path} (may change and delete)`);
    expect(await json<Folder[]>()).toMatchObject([{ path, access: 'full' }]);
    expect(await json<Folder>('set', `${path}:read`)).toMatchObject({ path, access: 'read' });
    expect((await folder('rm', 'Downloads')).out).toContain(`${path} is taken away`);
    expect(await json('ls')).toEqual([]);
  });

  it('names the accesses there are when a folder is followed by a word that is none', async () => {
    const wrong = { code: 2, err: 'There is no access "exec". There are read, write, full.\n' };
    expect(await folder('add', 'Downloads:exec')).toMatchObject(wrong);
    expect(await rig.cowork(['run', 'x', '--folder', 'Downloads:exec'])).toMatchObject(wrong);
    expect((await folder('set', 'Downloads:exec')).err).toContain('cowork folder set Downloads:read, :write or :full');
  });

  it('adds with access write, and again without changing what it has', async () => {
    expect(await json<Folder>('add', 'Downloads')).toMatchObject({ access: 'write' });
    await folder('set', 'Downloads:read');
    expect(await json<Folder>('add', 'Downloads')).toMatchObject({ access: 'read' });
  });

  it('says that a folder was there, and what may be done in it now instead of before', async () => {
    await folder('add', 'Downloads');
    expect((await folder('add', 'Downloads')).out.replaceAll(/\s+/g, ' ')).toBe(
      `${path} was already there (may change, asks before deleting). `,
    );
    expect((await folder('add', 'Downloads:read')).out.replaceAll(/\s+/g, ' ')).toBe(
      `${path} was already there; now may read (was: may change, asks before deleting). `,
    );
  });

  it('is found by its name alone where that fits one, and none of that name is here', async () => {
    for (const place of ['a/My scans', 'b/My scans', 'c/Receipts']) {
      mkdirSync(join(rig.home, place), { recursive: true });
      await folder('add', place);
    }
    const [a, b] = ['a', 'b'].map((one) => join(realpathSync(rig.home), one, 'My scans'));
    expect((await json<Folder>('set', 'Receipts:read')).access).toBe('read');
    expect(await folder('rm', 'My scans')).toMatchObject({
      code: 2,
      err: `More than one folder is called My scans: '${a}', '${b}'\n`,
    });
    expect((await folder('set', 'My scans')).err).toContain("cowork folder set 'My scans:read', :write or :full");
    mkdirSync(join(rig.home, 'Receipts'));
    expect((await folder('rm', 'Receipts')).code).toBe(2);
    rmdirSync(join(rig.home, 'Receipts'));
    expect((await folder('rm', 'Receipts')).code).toBe(0);
  });

  it('removes by id, and what is not on the disk any more', async () => {
    const { id } = await json<Folder>('add', 'Downloads');
    expect((await folder('rm', id)).code).toBe(0);
    await folder('add', 'Downloads');
    rmdirSync(path);
    expect((await folder('rm', 'Downloads')).code).toBe(0);
  });

  it('lists what is always allowed, and asks again', async () => {
    await allowAlways('create');
    await allowAlways('move');
    const { out } = await folder('ls');
    expect(out).toContain(`${path} (only for tasks that name it)`);
    expect(out).toContain('always allowed: new files (since');
    expect(out).toContain('always allowed: new files and moves (since');
    expect((await folder('ask-again', path, 'move')).out).toContain('still always allowed: new files.');
    expect((await folder('ask-again', path)).out).toContain('every change is asked about again');
    expect(await folder('ask-again', path)).toMatchObject({ code: 2 });
  });

  it('says who uses it', async () => {
    await rig.cowork(['run', 'x', '--folder', path, '--detach']);
    expect((await folder()).out).toContain('used by 1 task now');
  });

  it('says what is wrong with a word, exit 2', async () => {
    writeFileSync(join(rig.home, 'file'), '');
    mkdirSync(join(rig.home, '.ssh'));
    for (const args of [
      ['add'],
      ['add', 'nowhere'],
      ['add', 'file'],
      ['add', '.ssh'],
      ['set', 'Downloads'],
      ['set', 'Downloads:read'],
      ['rm', 'Downloads'],
      ['ask-again', 'Downloads', 'everything'],
      ['paint', 'Downloads'],
    ])
      expect({ args, code: (await folder(...args)).code }).toEqual({ args, code: 2 });
  });

  it('says that it waits for the computer, exit 3', async () => {
    desk.away();
    limits.folderWaitMs = 100;
    expect(await folder('add', 'Downloads')).toMatchObject({ code: 3, out: expect.stringContaining('as soon as it is back') });
    expect(await json('ls')).toEqual([]);
    await desk.back();
    expect(await json('ls')).toMatchObject([{ path }]);
  });

  it('is exit 4 while nothing runs', async () => {
    rig.running = false;
    expect((await folder()).code).toBe(4);
  });
});

describe('cowork run', () => {
  it('without a folder uses the standing ones and says so', async () => {
    await folder('add', 'Downloads:read');
    const { err } = await rig.cowork(['run', 'x', '--detach']);
    expect(err).toContain(`Uses your standing folders: ${path} (may read)`);
    expect((await newTask()).folders).toMatchObject([{ path, access: 'read' }]);
  });

  it('with a folder, or none, uses exactly that', async () => {
    await folder('add', 'Downloads');
    mkdirSync(join(rig.home, 'other'));
    const { err } = await rig.cowork(['run', 'x', '--folder', 'other', '--detach']);
    expect(err).not.toContain('standing');
    expect((await newTask()).folders).toMatchObject([{ path: realpathSync(join(rig.home, 'other')) }]);
    rig.clock.now = new Date(rig.clock.now.getTime() + 1000);
    await rig.cowork(['run', 'x', '--no-folders', '--detach']);
    expect((await newTask()).folders).toEqual([]);
  });
});
