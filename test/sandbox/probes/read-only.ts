// Writing where nothing may be written, as root of the guest: shares mounted anew, in every way there is, and the disk that it was started from.
import { existsSync, lstatSync, mkdirSync, openSync, closeSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBatch } from './batch.ts';
import type { Place } from './place.ts';
import type { Probe, Tried } from './probe.ts';
import { readRecord } from '../../../src/sandbox/qemu/record.ts';
import { SPARE } from './rig.ts';

const SHARE = '/run/cowork/shares/share1';
const RAW = '/run/cowork/shares/share2';

interface Act {
  readonly what: string;
  /** Runs in the share. */
  readonly command: string;
  /** Whether it shows in the folder of the host. */
  readonly shows: (at: (name: string) => string) => boolean;
  /** Where nothing of it shows there. */
  readonly prints?: RegExp;
}
const text = (path: string): string => readFileSync(path, 'utf8');

const ACTS: Readonly<Record<string, Act>> = {
  create: { what: 'makes a file', command: 'echo x > new.txt', shows: (at) => existsSync(at('new.txt')) },
  append: { what: 'writes into a file', command: 'echo x >> append.txt', shows: (at) => text(at('append.txt')) !== 'alpha' },
  overwrite: {
    what: 'writes over the bytes of a file',
    command: 'printf X | dd of=overwrite.txt conv=notrunc status=none',
    shows: (at) => text(at('overwrite.txt')) !== 'alpha',
  },
  truncate: { what: 'shortens a file', command: 'truncate -s 0 truncate.txt', shows: (at) => text(at('truncate.txt')) === '' },
  empty: { what: 'empties a file by opening it', command: ': > empty.txt', shows: (at) => text(at('empty.txt')) === '' },
  delete: { what: 'deletes a file', command: 'rm -f delete.txt', shows: (at) => !existsSync(at('delete.txt')) },
  rename: { what: 'renames a file', command: 'mv rename.txt renamed.txt', shows: (at) => existsSync(at('renamed.txt')) },
  replace: {
    what: 'renames a file over another',
    command: 'mv -f replacing.txt replace.txt',
    shows: (at) => text(at('replace.txt')) === 'replacing',
  },
  mkdir: { what: 'makes a folder', command: 'mkdir made', shows: (at) => existsSync(at('made')) },
  rmdir: { what: 'deletes a folder', command: 'rmdir rmdir', shows: (at) => !existsSync(at('rmdir')) },
  link: {
    what: 'makes a symbolic link',
    command: 'ln -s /etc/passwd planted',
    shows: (at) => lstatSync(at('planted'), { throwIfNoEntry: false }) !== undefined,
  },
  hardlink: { what: 'makes a hard link', command: 'ln hardlink.txt hard.txt', shows: (at) => existsSync(at('hard.txt')) },
  chmod: {
    what: 'changes a mode',
    command: 'chmod 777 chmod.txt',
    shows: (at) => (lstatSync(at('chmod.txt')).mode & 0o777) === 0o777,
  },
  date: {
    what: 'changes a date',
    command: 'touch -d 2001-01-01 date.txt',
    shows: (at) => lstatSync(at('date.txt')).mtime.getFullYear() === 2001,
  },
  attribute: {
    what: 'sets an extended attribute',
    command: `python3 -c "import os; os.setxattr('attribute.txt', 'user.x', b'1'); print('it', 'is', 'set')"`,
    shows: () => false,
    prints: /it is set/,
  },
  bind: {
    what: 'writes through a second mount of the same share',
    command: `mkdir -p /tmp/bound && mount --bind ${SHARE} /tmp/bound && mount -o remount,bind,rw /tmp/bound; echo x > /tmp/bound/bound.txt; umount /tmp/bound`,
    shows: (at) => existsSync(at('bound.txt')),
  },
};
const FILES = [
  'append',
  'overwrite',
  'truncate',
  'empty',
  'delete',
  'rename',
  'replace',
  'hardlink',
  'chmod',
  'date',
  'attribute',
];

/** Before the batch runs: files of its own for each act. */
function lay({ folder }: Place): void {
  if (existsSync(join(folder, 'rmdir'))) return;
  for (const name of FILES) writeFileSync(join(folder, `${name}.txt`), 'alpha');
  writeFileSync(join(folder, 'replacing.txt'), 'replacing');
  mkdirSync(join(folder, 'rmdir'));
}

const acts = createBatch(
  Object.fromEntries(Object.entries(ACTS).map(([id, { command }]) => [id, `cd ${SHARE} && ${command}`])),
  `mount -o remount,rw ${SHARE} 2>&1`,
);

async function act(place: Place, id: string): Promise<Tried> {
  if (!laid.has(place)) lay(place);
  laid.add(place);
  const said = await acts(place, id);
  const { shows, prints } = ACTS[id]!;
  const through = shows((name) => join(place.folder, name)) || (prints?.test(said) ?? false);
  return { through, said: said === '' ? 'no complaint' : said };
}
const laid = new WeakSet<Place>();

const inShares = Object.entries(ACTS).map(([id, { what }]): Probe => ({
  ...{ id: `ro-${id}`, group: 'read-only', needs: 'machine', what: `${what} in a share that it has mounted for writing` },
  ...{ expected: /Read-only file system/, without: 'readonly=on of the share in QEMU' },
  attempt: async (rig) => act(await rig.walled(), id),
  control: async (rig) => act(await rig.open(), id),
}));

/** The share is let go of, mounted with another version of its protocol, and given back as it was. */
const byHand = `umount -l /folders/Raw; umount ${RAW}; mkdir -p /tmp/raw
mount -t 9p -o rw,trans=virtio,version=9p2000.u,msize=65536,cache=none share2 /tmp/raw && echo x > /tmp/raw/raw.txt
umount /tmp/raw; mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=512000,cache=none,access=any share2 ${RAW}
mount -t tmpfs none /folders/Raw`;
async function raw(place: Place): Promise<Tried> {
  const said = await place.run(`(${byHand}) 2>&1`);
  return { through: existsSync(join(place.folder, '..', 'Raw', 'raw.txt')), said };
}

const MARK = 'written-by-a-guest';
/** As root, after the kernel was told that the drive may be written. */
async function writeDrive(place: Place, device: string, file: string): Promise<Tried> {
  const command = `blockdev --setrw ${device}; printf ${MARK} | dd of=${device} conv=notrunc,fsync status=none && echo taken`;
  const said = await place.run(`(${command}) 2>&1`);
  const bytes = Buffer.alloc(MARK.length);
  const fd = openSync(file, 'r');
  readSync(fd, bytes, 0, bytes.length, 0);
  closeSync(fd);
  return { through: bytes.toString() === MARK, said };
}

export const READ_ONLY: readonly Probe[] = [
  ...inShares,
  {
    ...{ id: 'ro-raw', group: 'read-only', needs: 'machine' },
    what: 'mounts a share by hand with an older protocol, without the layer above it, and writes',
    ...{ expected: /Read-only file system/, without: 'readonly=on of the share in QEMU' },
    attempt: async (rig) => raw(await rig.walled()),
    control: async (rig) => raw(await rig.open()),
  },
  {
    ...{ id: 'ro-drive', group: 'read-only', needs: 'machine', what: 'writes on the drive with the image' },
    ...{ expected: /Read-only|not permitted|denied/, without: 'readonly=on of the drive in QEMU' },
    async attempt(rig) {
      const place = await rig.walled();
      return writeDrive(place, '/dev/vda', join(readRecord(place.machine)!.image, 'root.erofs'));
    },
    async control(rig) {
      const place = await rig.open();
      return writeDrive(place, '/dev/vdc', join(place.machine, SPARE));
    },
  },
];
