// read: text by lines in any usual encoding, images, PDF text; everything else is named and never opened as something it is not.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, symlinkSync, truncateSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { FileContent } from '../../../src/files/port.ts';
import { type Computer, makeComputer, openDescriptors } from '../computer.ts';
import { makePdf, makePng } from './sample-files.ts';

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

const read = (name: string, query: Partial<{ offset: number; limit: number; signal: AbortSignal }> = {}): Promise<FileContent> =>
  computer.reader.read('t1', { path: `/folders/Mess/${name}`, offset: 0, limit: 2000, ...query });
const file = (name: string, content: string | Uint8Array): string => computer.file(`work/Mess/${name}`, content);

describe('text', () => {
  it('comes by lines, with totals and the next offset', async () => {
    file('ten.txt', Array.from({ length: 10 }, (_, i) => `line ${i}`).join('\n') + '\n');
    expect(await read('ten.txt')).toEqual({
      kind: 'text',
      text: Array.from({ length: 10 }, (_, i) => `line ${i}`).join('\n'),
      firstLine: 0,
      lines: 10,
      totalLines: 10,
      bytes: 70,
      encoding: 'utf-8',
      next: undefined,
    });
    expect(await read('ten.txt', { offset: 3, limit: 2 })).toMatchObject({
      text: 'line 3\nline 4',
      firstLine: 3,
      lines: 2,
      totalLines: 10,
      next: 5,
    });
    await expect(read('ten.txt', { offset: 10 })).rejects.toMatchObject({
      code: 'invalid',
      detail: expect.stringContaining('10 lines'),
    });
    file('empty.txt', '');
    expect(await read('empty.txt')).toMatchObject({ kind: 'text', text: '', lines: 0, totalLines: 0, next: undefined });
    file('windows.txt', 'one\r\ntwo\r\n\r\nlast');
    expect(await read('windows.txt')).toMatchObject({ text: 'one\ntwo\n\nlast', totalLines: 4 });
  });

  it.each<[string, Buffer, string]>([
    ['utf-8', Buffer.from('Grüße 漢字 🎉'), 'utf-8'],
    ['utf-8 with mark', Buffer.from('\ufeffGrüße 漢字 🎉'), 'utf-8 with BOM'],
    ['utf-16le with mark', Buffer.from('\ufeffGrüße 漢字 🎉', 'utf16le'), 'utf-16le with BOM'],
    ['utf-16be with mark', Buffer.from('\ufeffGrüße 漢字 🎉', 'utf16le').swap16(), 'utf-16be with BOM'],
    ['utf-16le without', Buffer.from('Grüße, plain western text 🎉\r\n', 'utf16le'), 'utf-16le'],
    ['utf-16be without', Buffer.from('Grüße, plain western text 🎉\r\n', 'utf16le').swap16(), 'utf-16be'],
    ['latin1', Buffer.from('Grüße aus Köln, 5 \x80', 'latin1'), 'windows-1252'],
  ])('%s is recognised', async (_, bytes, encoding) => {
    file('text.txt', bytes);
    const content = await read('text.txt');
    expect(content).toMatchObject({ kind: 'text', encoding });
    expect((content as { text: string }).text).toMatch(/^Grüße/u);
    expect((content as { text: string }).text).not.toMatch(/\ufffd|\ufeff/u);
  });

  it('is put together rightly where characters and line ends meet the borders of pieces', async () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => `${'漢🎉é'.repeat(1 + (i % 7))}${i}`);
    file('long.txt', lines.join('\r\n'));
    const whole: string[] = [];
    for (let offset: number | undefined = 0; offset !== undefined;) {
      const page = (await read('long.txt', { offset, limit: 5000 })) as {
        text: string;
        totalLines: number;
        next: number | undefined;
      };
      expect(page.totalLines).toBe(40_000);
      whole.push(...page.text.split('\n'));
      offset = page.next;
    }
    expect(whole.length).toBe(40_000);
    expect(whole.findIndex((line, i) => line !== lines[i])).toBe(-1);
  });

  it('cuts long lines and full pages, and says so', async () => {
    file('min.js', `${'x'.repeat(5000)}\nshort\n`);
    const content = (await read('min.js')) as { text: string };
    expect(content.text).toContain('[line cut: showing 2000 of 5000 characters]\nshort');
    file('wide.txt', Array.from({ length: 200 }, () => 'y'.repeat(1000)).join('\n'));
    const page = await read('wide.txt');
    expect(page).toMatchObject({ lines: 79, next: 79, totalLines: 200 });
    file('one-line.json', `[${'"some value",'.repeat(400_000)}0]`);
    const parts = (await read('one-line.json')) as { text: string; totalLines: number };
    expect(parts.totalLines).toBeGreaterThan(3);
    expect(parts.text.length).toBeLessThan(20_000);
  });

  it('of any size costs no memory to speak of, and stops when told', async () => {
    const path = file('big.log', '');
    const fd = openSync(path, 'w');
    const chunk = Buffer.from('a line of a log file that is quite long, as they are\n'.repeat(20_000));
    for (let i = 0; i < 60; i++) writeSync(fd, chunk);
    closeSync(fd);
    let ticks = 0;
    const ticker = setInterval(() => ticks++, 1);
    const heapBefore = process.memoryUsage().arrayBuffers;
    expect(await read('big.log', { offset: 1_199_999, limit: 5 })).toMatchObject({ lines: 1, totalLines: 1_200_000 });
    clearInterval(ticker);
    expect(process.memoryUsage().arrayBuffers - heapBefore).toBeLessThan(60_000_000);
    expect(ticks).toBeGreaterThan(3);
    const stop = new AbortController();
    const stopped = read('big.log', { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('stop')), 20);
    await expect(stopped).rejects.toThrow('stop');
  });
});

describe('other content', () => {
  it('images come as images, those that are too large as an error with the limit', async () => {
    const png = makePng(20, 10);
    file('picture.png', png);
    expect(await read('picture.png')).toEqual({
      kind: 'image',
      mediaType: 'image/png',
      data: png.toString('base64'),
      bytes: png.length,
    });
    file('named wrongly.txt', png);
    expect(await read('named wrongly.txt')).toMatchObject({ kind: 'image' });
    file('wide.png', makePng(9000, 1));
    await expect(read('wide.png')).rejects.toMatchObject({ code: 'too_large', detail: expect.stringContaining('9000 by 1') });
    file('heavy.png', Buffer.concat([png, Buffer.alloc(4_000_000)]));
    await expect(read('heavy.png')).rejects.toMatchObject({ code: 'too_large', detail: expect.stringContaining('3.8 MB') });
    file('broken.png', png.subarray(0, 10));
    expect(await read('broken.png')).toMatchObject({ kind: 'binary', mediaType: 'image/png' });
  });

  it('a PDF comes as its text, page by page', async () => {
    file('paper.pdf', makePdf(['First page says hello', 'Second page']));
    expect(await read('paper.pdf')).toMatchObject({
      kind: 'pdf',
      pages: 2,
      text: '--- page 1 of 2 ---\nFirst page says hello\n--- page 2 of 2 ---\nSecond page',
      totalLines: 4,
    });
    expect(await read('paper.pdf', { offset: 2, limit: 1 })).toMatchObject({ text: '--- page 2 of 2 ---', next: 3 });
    file('damaged.pdf', '%PDF-1.4 and then nothing that makes sense');
    await expect(read('damaged.pdf')).rejects.toMatchObject({ code: 'invalid', detail: expect.stringContaining('damaged') });
  });

  it('binary is said to be so, by its content', async () => {
    file('archive.txt', Buffer.from('PK\x03\x04\0\0\0\0rest', 'latin1'));
    expect(await read('archive.txt')).toEqual({ kind: 'binary', bytes: 12, mediaType: 'application/zip' });
    file('letter.docx', Buffer.from('PK\x03\x04\0\0\0\0rest', 'latin1'));
    expect(await read('letter.docx')).toMatchObject({ mediaType: expect.stringContaining('wordprocessingml') });
    file('noise', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)));
    expect(await read('noise')).toMatchObject({ kind: 'binary', mediaType: 'application/octet-stream' });
    const sparse = file('sparse.img', '');
    truncateSync(sparse, 3_000_000);
    expect(await read('sparse.img')).toMatchObject({ kind: 'binary', bytes: 3_000_000 });
  });

  it('pipes, sockets, folders, links and missing files are refused at once', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    await expect(read('pipe')).rejects.toMatchObject({ code: 'special_file' });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(root, 'socket'), resolve));
    await expect(read('socket')).rejects.toMatchObject({ code: 'special_file' });
    await new Promise((resolve) => server.close(resolve));
    file('dir/x.txt', 'x');
    await expect(read('dir')).rejects.toMatchObject({ code: 'is_a_folder' });
    await expect(read('')).rejects.toMatchObject({ code: 'is_a_folder' });
    await expect(read('dir/y.txt')).rejects.toMatchObject({
      code: 'no_such_file',
      detail: '/folders/Mess/dir/y.txt does not exist',
    });
    await expect(read('dir/x.txt/z')).rejects.toMatchObject({ code: 'not_a_folder' });
    symlinkSync('dir/x.txt', join(root, 'near'));
    await expect(read('near')).rejects.toMatchObject({
      code: 'special_file',
      detail: expect.stringContaining('points to /folders/Mess/dir/x.txt'),
    });
    symlinkSync('/etc/hostname', join(root, 'far'));
    const far = await read('far').catch((error: { detail: string }) => error.detail);
    expect(far).toBe('/folders/Mess/far is a link, and links are never followed');
  });
});
