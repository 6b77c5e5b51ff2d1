// An image in the cache: believed when its bytes are those that were put there, and read again when anybody has touched them.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kept, sign } from '../../src/sandbox/image/kept.ts';

const PARTS = ['kernel', 'root.erofs'];
let folder: string;
const at = (name: string): string => join(folder, name);
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-image-'));
  for (const part of PARTS) writeFileSync(at(part), `the ${part}`);
  await sign(folder, 'recipe', PARTS);
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is there, also when it is looked at again, or when a part of it is asked for', async () => {
  for (const parts of [PARTS, PARTS, ['kernel']]) expect(await kept(folder, parts)).toMatchObject({ recipe: 'recipe' });
  expect(existsSync(at('looked-at.json'))).toBe(true);
});

it('is not there when a part is other bytes, of the same size and with the old date, though it was looked at', async () => {
  expect(await kept(folder, PARTS)).toBeDefined();
  const { atime, mtime } = statSync(at('kernel'));
  writeFileSync(at('kernel'), 'the Kernel');
  utimesSync(at('kernel'), atime, mtime);
  expect(await kept(folder, PARTS)).toBeUndefined();
  expect(await kept(folder, ['root.erofs'])).toBeDefined();
});

it('is not there when a look of another day, of the future or of other bytes is all that speaks for it', async () => {
  await kept(folder, PARTS);
  const looks = JSON.parse(readFileSync(at('looked-at.json'), 'utf8')) as Record<string, { identity: string; at: number }>;
  writeFileSync(at('kernel'), 'the Kernel');
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(at('kernel'), { bigint: true });
  const identity = [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  const said = async (kernel: object): Promise<unknown> => {
    writeFileSync(at('looked-at.json'), JSON.stringify({ ...looks, kernel: { ...looks['kernel'], identity, ...kernel } }));
    return kept(folder, PARTS);
  };
  const day = 24 * 60 * 60_000;
  expect(await said({ at: Date.now() - day })).toBeUndefined();
  expect(await said({ at: Date.now() + day })).toBeUndefined();
  expect(await said({ sha256: 'other' })).toBeUndefined();
  // The same look, were it fresh, would be believed: so nothing was read.
  expect(await said({})).toBeDefined();
});

it('is not there without its signature, or without a part', async () => {
  rmSync(at('kernel'));
  expect(await kept(folder, PARTS)).toBeUndefined();
  rmSync(at('image.json'));
  expect(await kept(folder, ['root.erofs'])).toBeUndefined();
});
