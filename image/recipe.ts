// What the sandbox image is made from. The hash over all of it names the result: another recipe is another image.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const HERE = import.meta.dirname;
/** Debian's name of the release; its packages' exact versions stand in the image's own manifest. */
export const SUITE = 'bookworm';
/** The Python that this release has, for which the wheels were chosen. */
export const PYTHON = '3.11';

/** Kernel modules that the guest loads, in this order, each after those that it needs. */
export const MODULES = [
  'virtio_pci',
  'virtio_blk',
  'virtio_console',
  'virtio_balloon',
  'virtio_rng',
  // Asked for by name and not as a symbol, so the kernel's table does not list it.
  'crc32c_generic',
  'erofs',
  'ext4',
  'overlay',
  '9p',
  '9pnet_virtio',
] as const;

/** Names of Debian packages; lines that begin with # are for the reader. */
export const packages = (): string[] => linesOf('packages.txt');

const linesOf = (file: string): string[] =>
  readFileSync(join(HERE, file), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** Sixteen hex digits over every file of the recipe, in the order of their names. */
export function recipeHash(): string {
  const hash = createHash('sha256');
  for (const name of filesOf('.'))
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(HERE, name)))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}

const filesOf = (folder: string): string[] =>
  readdirSync(join(HERE, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(HERE.length + 1))
    .sort();
