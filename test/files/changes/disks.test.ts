// Other disks and failing ones: moves between volumes, full, read-only and unplugged disks. Rolled back whole, each with its code.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChangesDb } from '../../../src/files/changes/schema.ts';
import type { DraftOp } from '../../../src/files/port.ts';
import { type Disk, makeDisk, mayMount, removeDisk } from '../../rig/disks.ts';
import { type Desk, openDesk, TASK, treeOf } from './desk.ts';

let base: string;
let desk: Desk;
let usb: Disk;
let small: Disk;
let at: ((point: string) => void) | undefined;

const open = (): Promise<Desk> => openDesk({ base, also: { usb: usb.path, small: small.path }, faults: (point) => at?.(point) });
const d = (path: string): string => `/folders/d/${path}`;
const u = (path: string): string => `/folders/usb/${path}`;
const s = (path: string): string => `/folders/small/${path}`;
const move = (from: string, to: string, replace = false): DraftOp => ({ op: 'move', from, to, replace });

(mayMount ? describe : describe.skip)('disks', () => {
  beforeEach(async () => {
    at = undefined;
    base = realpathSync(mkdtempSync(join(tmpdir(), 'cowork-disks-')));
    usb = makeDisk(join(base, 'usb'));
    small = makeDisk(join(base, 'small'), '600k');
    desk = await open();
    mkdirSync(desk.at('photos/2019'), { recursive: true });
    writeFileSync(desk.at('a.txt'), 'alpha');
    writeFileSync(desk.at('photos/1.jpg'), Buffer.alloc(100_000, 1));
    writeFileSync(desk.at('photos/2019/2.jpg'), Buffer.alloc(50_000, 2));
    symlinkSync('../1.jpg', desk.at('photos/2019/link'));
    chmodSync(desk.at('photos/1.jpg'), 0o640);
    utimesSync(desk.at('photos/1.jpg'), 1e9, 1e9 + 0.123456);
    utimesSync(desk.at('photos/2019'), 1e9, 1e9 + 5);
    writeFileSync(join(usb.path, 'b.txt'), 'beta');
    mkdirSync(join(usb.path, 'box'));
  });
  afterEach(async () => {
    at = undefined;
    await desk.close().catch(() => {});
    removeDisk(usb);
    removeDisk(small);
    await desk.remove();
  });

  const trees = (): string[][] => [treeOf(desk.folder), treeOf(usb.path), treeOf(small.path)];

  describe('another volume', () => {
    it('keeps what it needs in a hidden folder of its own, which goes when nothing is kept', async () => {
      const before = trees();
      await desk.run({ op: 'delete', path: u('b.txt') }, { op: 'write', path: u('box/new.txt'), content: 'n' });
      expect(readdirSync(join(usb.path, '.cowork-undo'))).toHaveLength(1);
      expect(readdirSync(join(desk.home, 'files/kept')).length).toBe(0);
      await desk.undo();
      expect(trees()).toEqual(before);
      await desk.sets.prune({ olderThanMs: -1, maxBytes: 0, openTasks: [] });
      expect(existsSync(join(usb.path, '.cowork-undo'))).toBe(false);
      expect(trees()).toEqual(before);
    });

    it('shares that folder with other installations: at start only what is known to be its own is swept', async () => {
      const store = join(usb.path, '.cowork-undo');
      const theirs = join(store, 'c0123456789a');
      await desk.run({ op: 'delete', path: u('b.txt') });
      mkdirSync(theirs);
      writeFileSync(join(theirs, 'k1'), 'the only copy of theirs');
      // The process ends between staging and the row of the set: what it staged lies there, and only the note that the room is ours.
      at = (point) => {
        if (point === 'staged') throw new Error('the process ends here');
      };
      await expect(desk.freeze({ op: 'write', path: u('box/new.txt'), content: 'n' })).rejects.toThrow('ends here');
      const db = desk.ledger.db as unknown as ChangesDb;
      const lost = await db
        .selectFrom('change_parts')
        .select('set_id')
        .where('part', '=', 'room')
        .where('set_id', 'not in', db.selectFrom('change_sets').select('id'))
        .executeTakeFirstOrThrow();
      mkdirSync(join(store, lost.set_id));
      writeFileSync(join(store, lost.set_id, 's1'), 'n');
      await desk.close();
      desk = await open();
      await desk.sets.recover();
      expect(readFileSync(join(theirs, 'k1'), 'utf8')).toBe('the only copy of theirs');
      expect(existsSync(join(store, lost.set_id))).toBe(false);
      expect(readdirSync(store)).toHaveLength(2);
    });

    it('is swept when its disk comes back after the task was deleted', async () => {
      await desk.run({ op: 'delete', path: u('b.txt') });
      usb.unplug();
      await desk.sets.forget(TASK);
      usb.plug();
      await desk.close();
      desk = await open();
      await desk.sets.recover();
      expect(existsSync(join(usb.path, '.cowork-undo'))).toBe(false);
    });

    it('leaves no trace of a plain move but the move', async () => {
      await desk.run(move(u('b.txt'), u('box/b.txt')));
      expect(existsSync(join(usb.path, '.cowork-undo'))).toBe(false);
    });

    it('takes files and folders by verified copy, with mode, dates and links, and undo brings the very files back', async () => {
      const before = trees();
      const photos = treeOf(desk.at('photos'));
      const set = await desk.freeze(move(d('photos'), u('box/photos')), move(d('a.txt'), u('b.txt'), true));
      expect(set.facts).toMatchObject({ leaves: [d('photos'), d('a.txt')], deletes: [u('b.txt')] });
      expect(trees()).toEqual(before);
      expect((await desk.apply(set)).kind).toBe('applied');
      expect(treeOf(join(usb.path, 'box/photos'))).toEqual(photos);
      expect(readFileSync(join(usb.path, 'b.txt'), 'utf8')).toBe('alpha');
      expect(existsSync(desk.at('photos'))).toBe(false);
      expect((await desk.undo()).results[0]).toMatchObject({ state: 'undone', conflicts: [] });
      expect(trees()).toEqual(before);
      await desk.undo({ redo: true });
      expect(treeOf(join(usb.path, 'box/photos'))).toEqual(photos);
      await desk.undo();
      expect(trees()).toEqual(before);
    });

    it('is left when it is stopped while it copies: that is no change by somebody else', async () => {
      const before = trees();
      const set = await desk.freeze(move(d('photos'), u('box/photos')));
      expect(await desk.apply(set, { signal: AbortSignal.abort() })).toEqual({ kind: 'cancelled' });
      expect(trees()).toEqual(before);
      expect((await desk.apply(set)).kind).toBe('applied');
    });

    it('swaps with it', async () => {
      const before = trees();
      await desk.run(move(d('a.txt'), u('b.txt')), move(u('b.txt'), d('a.txt')));
      expect([readFileSync(desk.at('a.txt'), 'utf8'), readFileSync(join(usb.path, 'b.txt'), 'utf8')]).toEqual(['beta', 'alpha']);
      await desk.undo();
      expect(trees()).toEqual(before);
    });

    it('mounted inside a grant has a store of its own', async () => {
      const inner = makeDisk(desk.at('inner'));
      try {
        writeFileSync(join(inner.path, 'x.txt'), 'x');
        await desk.run({ op: 'delete', path: d('inner/x.txt') }, { op: 'delete', path: d('a.txt') });
        expect(readdirSync(join(inner.path, '.cowork-undo'))).toHaveLength(1);
        await expect(desk.freeze({ op: 'delete', path: d('inner') })).rejects.toBeDefined();
        await desk.undo();
        expect(readFileSync(join(inner.path, 'x.txt'), 'utf8')).toBe('x');
      } finally {
        removeDisk(inner);
      }
    });
  });

  describe('rolled back whole', () => {
    it('when the other disk has no room: found before anything is decided', async () => {
      const before = trees();
      writeFileSync(desk.at('big'), Buffer.alloc(2_000_000));
      const set = await desk.freeze(move(d('a.txt'), d('photos/a.txt')), move(d('big'), s('big')));
      const now = trees();
      expect(await desk.apply(set)).toMatchObject({ kind: 'failed', code: 'disk_full' });
      expect(trees()).toEqual(now);
      expect(before[1]).toEqual(now[1]);
      expect(existsSync(join(small.path, '.cowork-undo'))).toBe(false);
    });

    it('when there is no room for new content: refused at freezing, nothing left behind', async () => {
      const before = trees();
      await expect(desk.freeze({ op: 'write', path: s('big'), content: 'x'.repeat(2_000_000) })).rejects.toMatchObject({
        code: 'disk_full',
      });
      expect(trees()).toEqual(before);
      expect(existsSync(join(small.path, '.cowork-undo'))).toBe(false);
    });

    const errors: [string, string][] = [
      ['ENOSPC', 'disk_full'],
      ['EDQUOT', 'disk_full'],
      ['EACCES', 'no_permission'],
      ['EPERM', 'no_permission'],
      ['EROFS', 'read_only'],
      ['EXDEV', 'cross_device'],
      ['EIO', 'io_error'],
    ];
    it.each(errors)('on %s half-way', async (errno, code) => {
      const before = trees();
      const set = await desk.freeze(
        move(d('a.txt'), d('photos/a.txt')),
        { op: 'write', path: d('photos/1.jpg'), content: 'x' },
        { op: 'delete', path: d('photos/2019') },
        move(u('b.txt'), u('box/b.txt')),
      );
      let once = true;
      at = (point) => {
        if (point !== 'op:3' || !once) return;
        once = false;
        throw Object.assign(new Error(errno), { code: errno, syscall: 'rename' });
      };
      expect(await desk.apply(set)).toMatchObject({ kind: 'failed', code, result: { summary: `failed ${code}` } });
      expect(trees()).toEqual(before);
      expect(await desk.sets.get(set.id)).toMatchObject({ state: 'failed' });
    });

    it('when the disk turns read-only in the middle: as far as it can, and the rest when it takes writes again', async () => {
      const before = trees();
      const set = await desk.freeze(
        move(d('a.txt'), d('photos/a.txt')),
        move(u('b.txt'), u('crate/b.txt')),
        move(u('box'), u('crate')),
      );
      at = (point) => {
        if (point === 'op:2') usb.readOnly(true);
      };
      const outcome = await desk.apply(set);
      expect(outcome).toMatchObject({ kind: 'failed', code: 'stuck' });
      expect(readFileSync(desk.at('a.txt'), 'utf8')).toBe('alpha');
      usb.readOnly(false);
      at = undefined;
      await desk.close();
      desk = await open();
      expect(await desk.sets.recover()).toMatchObject([{ id: set.id, state: 'failed' }]);
      expect(trees()).toEqual(before);
    });

    it('when the drive is unplugged in the middle: finished when it is back', async () => {
      const before = trees();
      const set = await desk.freeze(move(d('a.txt'), d('photos/a.txt')), move(u('b.txt'), u('box/b.txt')));
      await desk.close();
      usb.unplug();
      desk = await open().catch(() => desk);
      expect(await desk.apply(set)).toMatchObject({ kind: 'failed', code: 'folder_gone' });
      usb.plug();
      expect(trees()).toEqual(before);
    });
  });
});

describe('without permission', () => {
  it('a folder that takes no names fails the whole set, and one that stops to take them makes undo wait for it (run as nobody)', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cowork-nobody-')));
    const child = new URL('./nobody-child.ts', import.meta.url).pathname;
    execFileSync('chown', ['65534:65534', folder]);
    chmodSync(folder, 0o700);
    const said = execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', child, folder], {
      uid: 65534,
      gid: 65534,
      env: {},
    });
    execFileSync('rm', ['-rf', folder]);
    expect(JSON.parse(said.toString())).toEqual({
      uid: 65534,
      moved: { kind: 'failed', code: 'no_permission', same: true },
      replaced: { kind: 'failed', code: 'no_permission', same: true },
      foreign: { kind: 'applied' },
      foreignUndone: true,
      unreadable: 'no_permission',
      stuck: {
        code: 'stuck',
        still: ['failed', [{ path: d('closed/c'), reason: 'may not be opened by this user' }]],
        mended: 'undone',
        same: true,
      },
      attributes: { closed: 'applied', opened: 'applied', shut: ['755', '555'], undone: ['undone', true] },
    });
  });
});
