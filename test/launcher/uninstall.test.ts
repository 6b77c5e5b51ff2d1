// What uninstalling takes away of what undo keeps, on this disk and on others, and what it never touches.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLauncherCommand } from '../../src/launcher/product-commands.ts';
import { takeFileLock } from '../../src/sqlite/file-lock.ts';
import { pathsOf } from '../../src/paths.ts';
import { type Desk, openDesk } from '../files/changes/desk.ts';
import { type Disk, makeDisk, mayMount, removeDisk } from '../rig/disks.ts';
import { memoryTerminal } from './memory-terminal.ts';
import { bare } from './start-fixture.ts';

let base: string;
let desk: Desk;
let at: ((point: string) => void) | undefined;
beforeEach(() => {
  at = undefined;
  base = realpathSync(mkdtempSync(join(tmpdir(), 'cowork-uninstall-')));
});
afterEach(async () => {
  await desk.close().catch(() => undefined);
  rmSync(base, { recursive: true, force: true });
});

const open = async (also: Record<string, string> = {}): Promise<void> => {
  desk = await openDesk({ base, also, faults: (point) => at?.(point) });
  for (const name of ['a.txt', 'b.txt']) writeFileSync(desk.at(name), `content of ${name}`);
};
async function uninstall(): Promise<{ code: number; said: string }> {
  await desk.close();
  const env = {
    ...bare(),
    HOME: base,
    COWORK_HOME: desk.home,
    XDG_CONFIG_HOME: join(base, 'c'),
    XDG_CACHE_HOME: join(base, 'k'),
  };
  const terminal = memoryTerminal(env);
  return { code: await runLauncherCommand('uninstall', ['--yes'], terminal), said: terminal.output() };
}
/** A change that could be neither finished nor taken back: its room has the only copy of a.txt. */
async function getStuck(): Promise<string> {
  const set = await desk.freeze(
    { op: 'write', path: '/folders/d/a.txt', content: 'new' },
    { op: 'move', from: '/folders/d/b.txt', to: '/folders/d/c.txt', replace: false },
  );
  at = (point) => {
    if (point !== 'op:1') return;
    writeFileSync(desk.at('t'), 'of somebody else');
    renameSync(desk.at('t'), desk.at('a.txt'));
    throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'rename' });
  };
  expect(await desk.apply(set)).toMatchObject({ code: 'stuck' });
  at = undefined;
  return join(desk.home, 'files/kept', set.id);
}

describe('cowork uninstall', () => {
  it('says how many changes can then no longer be undone, and takes the home away', async () => {
    await open();
    await desk.run({ op: 'delete', path: '/folders/d/a.txt' });
    await desk.run({ op: 'delete', path: '/folders/d/b.txt' });
    const { code, said } = await uninstall();
    expect(code).toBe(0);
    expect(said).toContain('2 changes of 1 task can then no longer be undone.');
    expect(existsSync(desk.home)).toBe(false);
  });

  it('leaves what only a stuck change still has, and names the place', async () => {
    await open();
    const room = await getStuck();
    const { code, said } = await uninstall();
    expect(code).toBe(0);
    expect(said).toContain(`  ${room} (change `);
    expect(readdirSync(room).map((name) => readFileSync(join(room, name), 'utf8'))).toContain('content of a.txt');
    expect(readdirSync(desk.home)).toEqual(['files']);
    expect(readdirSync(join(desk.home, 'files', 'kept'))).toHaveLength(1);
  });

  it('keeps everything that was kept when desktop.db cannot be read, and says so', async () => {
    await open();
    const room = await getStuck();
    await desk.close();
    writeFileSync(pathsOf(desk.home).desktopDb, 'no database'.repeat(500));
    const { code, said } = await uninstall();
    expect(code).toBe(0);
    expect(said).toContain('cannot be read, so');
    expect(existsSync(room)).toBe(true);
    expect(existsSync(pathsOf(desk.home).desktopDb)).toBe(false);
  });

  it('leaves files in the home that are not its own', async () => {
    await open();
    writeFileSync(join(desk.home, 'thesis.md'), 'mine');
    const { said } = await uninstall();
    expect(said).toContain(`Left: ${join(desk.home, 'thesis.md')}`);
    expect(readdirSync(desk.home)).toEqual(['thesis.md']);
  });

  it('waits for nobody and deletes nothing while a start is under way', async () => {
    await open();
    const lock = takeFileLock(pathsOf(desk.home).launcherLockDb);
    expect(await uninstall()).toMatchObject({ code: 2, said: expect.stringContaining('It is running. Stop it first') });
    expect(existsSync(pathsOf(desk.home).desktopDb)).toBe(true);
    lock?.release();
  });

  (mayMount ? describe : describe.skip)('with a folder on another disk', () => {
    let usb: Disk;
    let store: string;
    beforeEach(async () => {
      usb = makeDisk(join(base, 'usb'));
      store = join(usb.path, '.cowork-undo');
      await open({ usb: usb.path });
      for (const name of ['x.txt', 'y.txt']) writeFileSync(join(usb.path, name), name);
    });
    afterEach(() => removeDisk(usb));

    it('takes its hidden folder there away, without a trace in the date', async () => {
      await desk.run({ op: 'delete', path: '/folders/usb/x.txt' });
      const { mtimeMs } = statSync(usb.path);
      const { said } = await uninstall();
      expect(said).toContain(`  ${store}: what undo needs of 1 change there`);
      expect(readdirSync(usb.path)).toEqual(['y.txt']);
      expect(statSync(usb.path).mtimeMs).toBe(mtimeMs);
    });

    it('leaves there what another installation keeps', async () => {
      await desk.run({ op: 'delete', path: '/folders/usb/x.txt' });
      mkdirSync(join(store, 'c0123456789a'));
      writeFileSync(join(store, 'c0123456789a', 'k1'), 'theirs');
      await uninstall();
      expect(readdirSync(store)).toEqual(['c0123456789a']);
    });

    it('names a hidden folder on a disk that is away', async () => {
      await desk.run({ op: 'delete', path: '/folders/usb/x.txt' });
      usb.unplug();
      const { code, said } = await uninstall();
      expect(code).toBe(0);
      expect(said).toContain(`when its disk is back: ${store}`);
    });
  });
});
