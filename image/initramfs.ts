// The small first file system of the guest: the agent as /init, and the kernel modules that it loads. Format: cpio "newc", as the kernel reads it.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface CpioEntry {
  readonly path: string;
  readonly mode: number;
  readonly content?: Buffer;
}

const FOLDER = 0o040755;
const PROGRAM = 0o100755;
const FILE = 0o100644;

/** The kernel unpacks one archive after the other: modules come with the base, the agent with each build of it. */
export const agentArchive = (agent: Buffer): Buffer => packed([{ path: 'init', mode: PROGRAM, content: agent }]);

/** `modules` in the order in which they are to be loaded, without what they need: that is found in the kernel's own table. */
export function modulesArchive(modulesFolder: string, modules: readonly string[]): Buffer {
  const files = loadOrder(modulesFolder, modules);
  return packed([
    ...['dev', 'proc', 'sys', 'modules', 'new'].map((path) => ({ path, mode: FOLDER })),
    ...files.map((file) => ({
      path: `modules/${basename(file)}`,
      mode: FILE,
      content: readFileSync(join(modulesFolder, file)),
    })),
    { path: 'modules/order', mode: FILE, content: Buffer.from(files.map((file) => `${basename(file)}\n`).join('')) },
  ]);
}

const packed = (entries: readonly CpioEntry[]): Buffer => gzipSync(cpio(entries), { level: 9 });

/** Files below `folder` (one kernel's modules), each after all that it needs. @throws when the kernel has no such module, built in or not */
export function loadOrder(folder: string, wanted: readonly string[]): string[] {
  const needs = new Map<string, string[]>();
  for (const line of readFileSync(join(folder, 'modules.dep'), 'utf8').split('\n')) {
    const [file, rest] = line.split(':');
    if (file && rest !== undefined) needs.set(file, rest.trim().split(' ').filter(Boolean));
  }
  const builtIn = new Set(readFileSync(join(folder, 'modules.builtin'), 'utf8').split('\n').map(nameOf));
  const order: string[] = [];
  const add = (file: string): void => {
    if (order.includes(file)) return;
    // The table lists what is needed nearest first.
    for (const need of (needs.get(file) ?? []).toReversed()) add(need);
    order.push(file);
  };
  for (const name of wanted) {
    const file = [...needs.keys()].find((known) => nameOf(known) === name);
    if (file) add(file);
    else if (!builtIn.has(name)) throw new Error(`this kernel has no module ${name}`);
  }
  return order;
}

const nameOf = (file: string): string =>
  basename(file)
    .replace(/\.ko(\.xz|\.zst|\.gz)?$/, '')
    .replaceAll('-', '_');

export function cpio(entries: readonly CpioEntry[]): Buffer {
  const parts = [...entries.map((entry, n) => record(entry, n + 1)), record({ path: 'TRAILER!!!', mode: 0 }, 0)];
  return Buffer.concat(parts);
}

function record({ path, mode, content = Buffer.alloc(0) }: CpioEntry, ino: number): Buffer {
  const name = Buffer.from(`${path}\0`);
  const links = mode === FOLDER ? 2 : 1;
  const fields = [ino, mode, 0, 0, links, 0, content.length, 0, 0, 0, 0, name.length, 0];
  const head = Buffer.concat([Buffer.from(`070701${fields.map((n) => n.toString(16).padStart(8, '0')).join('')}`), name]);
  return Buffer.concat([padded(head), padded(content)]);
}

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

/** The one kernel's folder of modules below an unpacked kernel package. */
export function modulesFolderOf(tree: string): string {
  const folder = join(tree, 'lib', 'modules');
  const [release] = readdirSync(folder);
  if (release === undefined) throw new Error(`no kernel modules in ${folder}`);
  return join(folder, release);
}
