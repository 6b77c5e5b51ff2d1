// list: sorted, paged, with totals over all; links shown and not followed; nothing hidden shows.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Listing } from '../../../src/files/port.ts';
import { type Computer, makeComputer, openDescriptors } from '../computer.ts';

let computer: Computer;
let root: string;
let before: number;

beforeEach(() => {
  computer = makeComputer();
  root = computer.grant('work/Mess').hostPath;
  before = openDescriptors();
});
afterEach(() => {
  expect(openDescriptors()).toBe(before);
  computer.remove();
});

const list = (
  query: Partial<{ path: string; recursive: boolean; offset: number; limit: number; signal: AbortSignal }> = {},
): Promise<Listing> => computer.reader.list('t1', { path: '/folders/Mess', recursive: false, offset: 0, limit: 1000, ...query });
const names = (listing: Listing): string[] => listing.entries.map((entry) => entry.path.slice('/folders/Mess/'.length));

describe('list', () => {
  it('shows each entry with kind, size and date, in order, and links as links', async () => {
    computer.file('work/Mess/b.txt', '12345');
    computer.file('work/Mess/.dot', 'x');
    computer.file('work/Mess/Übersicht — Ärger 漢字 🎉.txt', '');
    computer.file('work/Mess/a folder/inner.txt', 'inner');
    computer.file('secret/secret.txt', 'secret');
    symlinkSync('../../secret', join(root, 'out'));
    symlinkSync('nowhere', join(root, 'broken'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    utimesSync(join(root, 'b.txt'), 0, 0);
    const listing = await list({ recursive: true });
    expect(listing.entries.map(({ path, kind, bytes }) => [path.slice(14), kind, bytes])).toEqual([
      ['.dot', 'file', 1],
      ['a folder', 'folder', 0],
      ['a folder/inner.txt', 'file', 5],
      ['b.txt', 'file', 5],
      ['broken', 'link', 0],
      ['out', 'link', 0],
      ['pipe', 'other', 0],
      ['Übersicht — Ärger 漢字 🎉.txt', 'file', 0],
    ]);
    expect(listing).toMatchObject({ total: 8, totalBytes: 11, next: undefined, unreadable: [] });
    expect(listing.entries[3]?.modifiedAt).toBe('1970-01-01T00:00:00.000Z');
    expect(names(await list())).toEqual(['.dot', 'a folder', 'b.txt', 'broken', 'out', 'pipe', 'Übersicht — Ärger 漢字 🎉.txt']);
  });

  it('pages through everything exactly once', async () => {
    for (let i = 0; i < 95; i++) computer.file(`work/Mess/f${i % 7}/file-${i}.txt`, 'x');
    const all = names(await list({ recursive: true }));
    const paged: string[] = [];
    for (let offset: number | undefined = 0; offset !== undefined;) {
      const page: Listing = await list({ recursive: true, offset, limit: 10 });
      expect(page.total).toBe(102);
      paged.push(...names(page));
      offset = page.next;
    }
    expect(paged).toEqual(all);
    expect(await list({ offset: 500 })).toMatchObject({ entries: [], total: 7, next: undefined });
  });

  it('says dates that are before computers or after Date', async () => {
    for (const [name, stamp] of [
      ['old', '1901-12-31'],
      ['future', '2200-01-01'],
      ['now', '2024-02-29 12:00:00.5'],
    ] as const) {
      computer.file(`work/Mess/${name}`);
      execFileSync('touch', ['-d', `${stamp} UTC`, join(root, name)]);
    }
    const dates = (await list()).entries.map((entry) => entry.modifiedAt);
    expect(dates).toEqual(['2200-01-01T00:00:00.000Z', '2024-02-29T12:00:00.500Z', '1901-12-31T00:00:00.000Z']);
  });

  it('hides protected places and what undo needs, also from the totals', async () => {
    for (const path of ['.ssh/id', '.cowork-undo/c1/blob', 'sub/.aws/credentials', 'sub/pass.kdbx', 'sub/fine.txt'])
      computer.file(`work/Mess/${path}`, '1234');
    expect(await list({ recursive: true })).toMatchObject({ total: 2, totalBytes: 4, unreadable: [] });
    await expect(list({ path: '/folders/Mess/.ssh' })).rejects.toMatchObject({ code: 'sensitive_place' });
  });

  it('hides the product’s own home and browser profiles below a granted home folder', async () => {
    const home = computer.grant('users/me', 'write', 'Home').hostPath;
    mkdirSync(join(home, '.config', 'google-chrome'), { recursive: true });
    computer.file('users/me/.config/app/settings.json');
    computer.file('users/me/.bashrc');
    const listing = await list({ path: '/folders/Home', recursive: true });
    expect(listing.entries.map((e) => e.path.slice('/folders/Home/'.length))).toEqual([
      '.config',
      '.config/app',
      '.config/app/settings.json',
      '.local',
      '.local/share',
    ]);
  });

  it('names what it cannot look at and goes on with the rest (run as nobody)', () => {
    for (let path = root; path.startsWith(computer.base); path = dirname(path)) chmodSync(path, 0o755);
    computer.file('work/Mess/closed/x.txt');
    computer.file('work/Mess/open/y.txt');
    chmodSync(join(root, 'closed'), 0o700);
    const walk = JSON.stringify(new URL('../../../src/files/reader/walk-tree.ts', import.meta.url).href);
    const script = `import { walkTree } from ${walk}; import { lstatSync } from 'node:fs';
      const root = process.argv[1]; const { dev, ino } = lstatSync(root, { bigint: true });
      const place = { area: 'folder', root, rootId: { dev, ino }, modelRoot: '/folders/Mess', components: [], writable: true, modelPath: '/folders/Mess' };
      for (const seen of walkTree(place, { recursive: true, hidden: () => false }))
        console.log(seen.kind === 'entry' ? seen.components.join('/') : 'unreadable ' + seen.path);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script, root], {
      uid: 65534,
      gid: 65534,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual(['closed', 'unreadable /folders/Mess/closed', 'open', 'open/y.txt']);
  });

  it('names files whose names are no UTF-8, without opening them', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x66, 0xfc, 0x72])]), 'latin');
    computer.file('work/Mess/fine \ufffd.txt');
    const listing = await list();
    expect(names(listing)).toEqual(['fine \ufffd.txt']);
    expect(listing.unreadable).toEqual(['/folders/Mess/f\ufffdr: its name is not valid UTF-8']);
  });

  it('shows the areas and the folders of the task', async () => {
    computer.file('work/Mess/x');
    expect((await list({ path: '/' })).entries.map((e) => e.path)).toEqual(['/folders', '/outputs', '/scratch', '/uploads']);
    expect((await list({ path: '/folders' })).entries.map((e) => [e.path, e.kind])).toEqual([['/folders/Mess', 'folder']]);
    expect(await list({ path: '/scratch' })).toMatchObject({ entries: [], total: 0 });
  });

  it('refuses files, links and what is missing', async () => {
    computer.file('work/Mess/file.txt');
    symlinkSync('.', join(root, 'self'));
    await expect(list({ path: '/folders/Mess/file.txt' })).rejects.toMatchObject({
      code: 'not_a_folder',
      detail: expect.stringContaining('read_file'),
    });
    await expect(list({ path: '/folders/Mess/self' })).rejects.toMatchObject({ code: 'not_a_folder' });
    await expect(list({ path: '/folders/Mess/nothing' })).rejects.toMatchObject({ code: 'no_such_file' });
  });

  it('lets other work go on while it walks, stops when told, and does not fall into deep trees', async () => {
    for (let i = 0; i < 3000; i++) writeFileSync(join(root, `f${i}`), '');
    mkdirSync(join(root, ...Array.from({ length: 200 }, () => 'd')), { recursive: true });
    let ticks = 0;
    const ticker = setInterval(() => ticks++, 1);
    const whole = await list({ recursive: true, limit: 1 });
    clearInterval(ticker);
    expect(whole.total).toBe(3128);
    expect(whole.unreadable[0]).toContain('more than 128 folders deep');
    expect(ticks).toBeGreaterThan(0);
    const stop = new AbortController();
    const stopped = list({ recursive: true, signal: stop.signal });
    stop.abort(new Error('the user stopped it'));
    await expect(stopped).rejects.toThrow('the user stopped it');
  });
});
