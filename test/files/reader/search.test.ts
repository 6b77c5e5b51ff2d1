// search: names and contents, in order, in a thread that survives every pattern.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { SearchResult } from '../../../src/files/port.ts';
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

const search = (
  pattern: string,
  query: Partial<{
    path: string;
    glob: string;
    namesOnly: boolean;
    offset: number;
    limit: number;
    timeLimitMs: number;
    signal: AbortSignal;
  }> = {},
): Promise<SearchResult> =>
  computer.reader.search('t1', {
    path: '/folders/Mess',
    pattern,
    namesOnly: false,
    offset: 0,
    limit: 100,
    timeLimitMs: 20_000,
    ...query,
  });
const file = (name: string, content: string | Uint8Array): string => computer.file(`work/Mess/${name}`, content);
const hits = (result: SearchResult): string[] =>
  result.hits.map((hit) => `${hit.path.slice('/folders/Mess/'.length)}:${hit.line ?? 'name'}:${hit.text}`);

describe('search', () => {
  it('finds names and lines, in order, in every encoding', async () => {
    file('a/invoice.txt', 'nothing here\n  the Invoice of May\n');
    file('b.txt', Buffer.from('\ufeffone\r\ninvoice in utf-16\r\n', 'utf16le'));
    file('c.txt', Buffer.from('Rückzahlung der invoice: Köln', 'latin1'));
    file('d.bin', Buffer.from('\0\x01\x02invoice\0\0\xff', 'latin1'));
    expect(hits(await search('invoice'))).toEqual([
      'a/invoice.txt:name:invoice.txt',
      'a/invoice.txt:2:the Invoice of May',
      'b.txt:2:invoice in utf-16',
      'c.txt:1:Rückzahlung der invoice: Köln',
    ]);
    expect(await search('invoice')).toMatchObject({ incomplete: false, filesSearched: 3, next: undefined });
    expect(hits(await search('Invoice'))).toEqual(['a/invoice.txt:2:the Invoice of May']);
    expect(hits(await search('invoice', { namesOnly: true }))).toEqual(['a/invoice.txt:name:invoice.txt']);
  });

  it('takes regular expressions, and what is none as it stands', async () => {
    file('x.txt', 'call f(x[0]\ncosts 12.50 EUR\n');
    expect(hits(await search('\\d+\\.\\d{2} EUR'))).toEqual(['x.txt:2:costs 12.50 EUR']);
    expect(hits(await search('f(x[0'))).toEqual(['x.txt:1:call f(x[0]']);
  });

  it('does not mind how letters are composed', async () => {
    file(`${'Müller'.normalize('NFD')}.txt`, 'Käse'.normalize('NFD'));
    expect(hits(await search('Müller'.normalize('NFC')))).toHaveLength(1);
    expect(hits(await search('käse'.normalize('NFC')))).toHaveLength(1);
    expect(hits(await search('.', { namesOnly: true, glob: 'Mü*'.normalize('NFC') }))).toHaveLength(1);
  });

  it('keeps to the glob: of names without a slash, of paths with one', async () => {
    for (const name of ['a.md', 'sub/b.md', 'sub/c.txt', 'sub/deep/.d.md']) file(name, 'word');
    const found = async (glob: string): Promise<string[]> =>
      (await search('word', { glob })).hits.map((hit) => hit.path.slice(14));
    expect(await found('*.md')).toEqual(['a.md', 'sub/b.md', 'sub/deep/.d.md']);
    expect(await found('sub/*.md')).toEqual(['sub/b.md']);
    expect(await found('sub/**/*.{md,txt}')).toEqual(['sub/b.md', 'sub/c.txt', 'sub/deep/.d.md']);
    expect((await search('word', { path: '/folders/Mess/sub', glob: 'deep/*' })).hits).toHaveLength(1);
  });

  it('searches one file, or all folders at once', async () => {
    file('one.txt', 'word');
    file('two.txt', 'word');
    computer.grant('work/Other');
    computer.file('work/Other/three.txt', 'word');
    expect((await search('word', { path: '/folders/Mess/two.txt' })).hits.map((hit) => hit.path)).toEqual([
      '/folders/Mess/two.txt',
    ]);
    expect((await search('word', { path: '/folders' })).hits).toHaveLength(3);
    expect((await search('word', { path: '/' })).hits).toHaveLength(3);
  });

  it('pages, and says when there is more', async () => {
    for (let i = 10; i < 35; i++) file(`f${i}.txt`, 'word');
    const first = await search('word', { limit: 10 });
    expect(first).toMatchObject({ incomplete: true, next: 10 });
    const second = await search('word', { limit: 20, offset: 10 });
    expect(second).toMatchObject({ incomplete: false, next: undefined });
    expect([...first.hits, ...second.hits].map((hit) => hit.path)).toEqual(
      Array.from({ length: 25 }, (_, i) => `/folders/Mess/f${i + 10}.txt`),
    );
  });

  it('goes through no link and no pipe, and sees nothing that is protected', async () => {
    computer.file('secret/secret.txt', 'word');
    symlinkSync('../../secret', join(root, 'out'));
    symlinkSync('../../secret/secret.txt', join(root, 'file'));
    execFileSync('mkfifo', [join(root, 'word-pipe')]);
    for (const name of ['.ssh/word', '.cowork-undo/word', 'word.kdbx', 'fine.txt']) file(name, 'word');
    expect(hits(await search('word'))).toEqual(['fine.txt:1:word', 'word-pipe:name:word-pipe']);
  });

  it('refuses a place that is missing', async () => {
    await expect(search('x', { path: '/folders/Mess/nothing' })).rejects.toMatchObject({ code: 'no_such_file' });
    await expect(search('x', { path: '/folders/Nope' })).rejects.toMatchObject({ code: 'not_granted' });
  });

  it('shows the part of a long line in which it was found', async () => {
    file('min.js', `${'x'.repeat(50_000)}needle${'y'.repeat(50_000)}`);
    const [hit] = (await search('needle')).hits;
    expect(hit?.text).toContain('needle');
    expect(hit?.text.length).toBeLessThan(400);
  });
});

describe('limits', () => {
  it('a pattern that never ends is ended, with what was found before, and holds up nothing else', async () => {
    file('a.txt', `${'a'.repeat(25)} ok\n`.replace(' ok', ''));
    file('b.txt', `${'a'.repeat(60)}!\n`);
    let ticks = 0;
    const ticker = setInterval(() => ticks++, 5);
    const result = await search('^(a+)+$', { timeLimitMs: 1500 });
    clearInterval(ticker);
    expect(result.incomplete).toBe(true);
    expect(result.next).toBeUndefined();
    // Held up, there would be one at most.
    expect(ticks).toBeGreaterThan(2);
  });

  it('stops when told', async () => {
    file('b.txt', `${'a'.repeat(60)}!\n`);
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('the user stopped it')), 300);
    await expect(search('^(a+)+$', { signal: stop.signal })).rejects.toThrow('the user stopped it');
    const already = AbortSignal.abort(new Error('before it began'));
    await expect(search('x', { signal: already })).rejects.toThrow('before it began');
  });
});

describe('similar', () => {
  it('names what is near: entries, folders of the task, areas', async () => {
    file('Invoices/2024/May.pdf', 'x');
    file('Invoices/2024/March.pdf', 'x');
    file('other/unique name.txt', 'x');
    file('.ssh/Mai.pdf', 'x');
    const similar = (path: string): Promise<string[]> => computer.reader.similar('t1', path);
    expect((await similar('/folders/Mess/Invoices/2024/Mai.pdf'))[0]).toBe('/folders/Mess/Invoices/2024/May.pdf');
    expect(await similar('/folders/Mess/invoice/2024/May.pdf')).toContain('/folders/Mess/Invoices');
    expect(await similar('/folders/Mess/wrong/place/unique name.txt')).toEqual(['/folders/Mess/other/unique name.txt']);
    expect(await similar('/folders/Mes/x')).toEqual(['/folders/Mess']);
    expect(await similar('/folder/Mess/x')).toEqual(['/folders']);
    expect(await similar('/folders/Mess/zzzzzzzzzzz')).toEqual([]);
    expect(await similar('nonsense')).toEqual([]);
  });
});
