// The demo's folder is what it says: many files, real content, copies that are copies, dates that are old.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, inflateSync } from 'node:zlib';
import { extractText } from 'unpdf';
import { type MadeFile, makeMessyFolder, messyFiles } from '../../src/demo/messy-folder.ts';
import { differences, treeFacts } from '../../src/demo/tree-hash.ts';

let base: string;
let root: string;
const files = messyFiles();
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'messy-'));
  root = join(base, 'Downloads');
  await makeMessyFolder(root, files);
});
afterAll(() => rm(base, { recursive: true, force: true }));
const of = (type: string): MadeFile[] => files.filter((file) => file.path.endsWith(`.${type}`));

describe('the messy folder', () => {
  it('has at least 200 files of many types, in many scripts, all of them on the disk', async () => {
    expect(files.length).toBeGreaterThanOrEqual(200);
    expect(new Set(files.map((file) => file.path.slice(file.path.lastIndexOf('.')))).size).toBeGreaterThanOrEqual(10);
    const names = files.map((file) => file.path).join('');
    for (const script of ['Han', 'Cyrillic', 'Arabic', 'Hebrew', 'Greek', 'Devanagari', 'Hiragana'])
      expect(names).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'));
    expect(files.some((file) => file.path !== file.path.normalize('NFC'))).toBe(true);
    expect((await treeFacts(root)).files.size).toBe(files.length);
    expect((await stat(join(root, files[0]?.path ?? ''))).mtime).toEqual(files[0]?.changedAt);
  });

  it('has copies with the same bytes and otherwise no two files alike', () => {
    const byContent = Map.groupBy(files, (file) => file.content.toString('base64'));
    for (const alike of byContent.values()) {
      const originals = alike.filter((file) => file.copyOf === undefined);
      expect(originals).toHaveLength(1);
      for (const copy of alike.filter((file) => file.copyOf !== undefined)) expect(copy.copyOf).toBe(originals[0]?.path);
    }
    expect(files.filter((file) => file.copyOf !== undefined).length).toBeGreaterThanOrEqual(15);
  });

  it('is the same on every run', () => {
    expect(messyFiles()).toEqual(files);
  });

  it('has PDFs that a reader can read, PNGs whose sums are right, ZIPs that open', async () => {
    const document = of('pdf').find((file) => file.content.includes('Clause 3'));
    const { text } = await extractText(new Uint8Array(document?.content ?? []), { mergePages: true });
    expect(text).toContain('Clause 3');
    for (const { content } of of('png').slice(0, 5)) {
      const at = content.indexOf('IDAT', 0, 'latin1');
      const length = content.readUInt32BE(at - 4);
      expect(crc32(content.subarray(at, at + 4 + length))).toBe(content.readUInt32BE(at + 4 + length));
      const [width, height] = [content.readUInt32BE(16), content.readUInt32BE(20)];
      expect(inflateSync(content.subarray(at + 4, at + 4 + length))).toHaveLength(height * (width * 3 + 1));
    }
    const archive = join(root, of('zip')[0]?.path ?? '');
    const listed = execFileSync('python3', [
      '-c',
      'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(z.namelist())',
      archive,
    ]);
    expect(listed.toString()).toContain('inside');
  });
});

describe('the tree hash', () => {
  it.each([
    [
      'content',
      (path: string) =>
        readFile(path).then(async (bytes) => {
          const { atime, mtime } = await stat(path);
          await writeFile(path, Buffer.concat([bytes.subarray(1), Buffer.from('x')]));
          await utimes(path, atime, mtime);
        }),
    ],
    ['date', (path: string) => utimes(path, 1, 1)],
    ['mode', (path: string) => chmod(path, 0o600)],
    ['name', (path: string) => rename(path, `${path}2`)],
  ])('tells a changed %s', async (_what, change) => {
    const folder = await mkdtemp(join(base, 'tree-'));
    const file = join(folder, 'é.txt');
    await writeFile(file, 'hello');
    const before = await treeFacts(folder);
    expect((await treeFacts(folder)).hash).toBe(before.hash);
    await change(file);
    const after = await treeFacts(folder);
    expect(after.hash).not.toBe(before.hash);
    expect(differences(before, after).length).toBeGreaterThan(0);
  });
});
