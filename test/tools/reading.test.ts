// Reading tools on real files: what the model gets to see, page by page, and what it is told when it asks for the wrong thing.
import { linkSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Desk, openDesk } from './desk.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk({ Downloads: 'write', Photos: 'read' });
  const d = desk.folder('Downloads');
  mkdirSync(join(d, 'sub'));
  for (let i = 0; i < 450; i += 1) writeFileSync(join(d, 'sub', `n${String(i).padStart(3, '0')}.txt`), `line of ${i}\n`);
  writeFileSync(join(d, 'notes.md'), Array.from({ length: 2500 }, (_, i) => `line ${i + 1}`).join('\n') + '\n');
  writeFileSync(join(d, 'empty.txt'), '');
  writeFileSync(join(d, 'dot.png'), PNG);
  writeFileSync(join(d, 'blob.bin'), Buffer.from([0, 1, 2, 3, 0, 255, 254, 0]));
  writeFileSync(join(d, 'Rechnung März.txt'), 'Betrag: 12 €\nINVOICE 77\n');
  writeFileSync(join(d, 'two\nlines.txt'), 'x');
  symlinkSync('/etc/passwd', join(d, 'link'));
  linkSync(join(d, 'empty.txt'), join(desk.folder('Photos'), 'hard.txt'));
  utimesSync(join(d, 'notes.md'), new Date('2024-02-29T23:30:00Z'), new Date('2024-02-29T23:30:00Z'));
});
afterAll(() => desk.close());

describe('list_files', () => {
  it('gives totals first, sorted names, sizes and days in the zone of the user', async () => {
    const { text, isError, summary, origin } = await desk.said('list_files', { path: '/folders/Downloads' });
    const lines = text.split('\n');
    expect(lines[0]).toMatch(/^\/folders\/Downloads: 8 entries, \d+ kB$/);
    expect(text).toContain('notes.md · 24 kB · 2024-03-01');
    expect(text).toContain('link · link, not followed');
    expect(text).toContain('"two\\nlines.txt" · 1 byte');
    expect(text).toContain('sub/');
    expect(lines).toHaveLength(9);
    expect({ isError, summary, origin }).toEqual({ isError: false, summary: 'Looked at 8 entries in Downloads', origin: 'file' });
  });

  it('is paged without loss', async () => {
    const names: string[] = [];
    let offset: number | undefined = 0;
    for (let pages = 0; offset !== undefined && pages < 10; pages += 1) {
      const { text } = await desk.said('list_files', { path: '/folders/Downloads/sub', offset });
      names.push(...(text.match(/^n\d+\.txt/gm) ?? []));
      const next = /next offset (\d+)/.exec(text)?.[1];
      offset = next === undefined ? undefined : Number(next);
    }
    expect(names).toEqual(Array.from({ length: 450 }, (_, i) => `n${String(i).padStart(3, '0')}.txt`));
  });

  it('groups what is below when asked to go down', async () => {
    const { text } = await desk.said('list_files', { path: '/folders/Downloads', recursive: true, limit: 2000 });
    expect(text).toContain('\nsub/:\n  n000.txt · 10 bytes · ');
    expect(text).toMatch(/^\/folders\/Downloads: 458 entries/);
  });

  it('lists the open folders with their access', async () => {
    const { text } = await desk.said('list_files', { path: '/folders' });
    expect(text).toContain('Downloads/');
    expect(text).toContain('Access: Downloads write, Photos read');
  });
});

describe('read_file', () => {
  it('says path and line range, and where the next page begins', async () => {
    const first = await desk.said('read_file', { path: '/folders/Downloads/notes.md' });
    expect(first.text.split('\n', 2)).toEqual([
      expect.stringMatching(/^\/folders\/Downloads\/notes\.md \(24 kB, utf-?8\): lines 1–1,000 of 2,500; next offset 1000$/i),
      'line 1',
    ]);
    const last = await desk.said('read_file', { path: '/folders/Downloads/notes.md', offset: 2400 });
    expect(last.text).toMatch(/: lines 2,401–2,500 of 2,500\nline 2401\n/);
    expect(last.text).not.toContain('next offset');
    expect(last).toMatchObject({ origin: 'file', summary: 'Read Downloads/notes.md' });
  });

  it('says what a file is when its content cannot be shown as text', async () => {
    expect((await desk.said('read_file', { path: '/folders/Downloads/empty.txt' })).text).toMatch(/is empty\.$/);
    expect((await desk.said('read_file', { path: '/folders/Downloads/blob.bin' })).text).toMatch(/8 bytes\) is not text/);
    expect((await desk.said('read_file', { path: '/folders/Downloads/dot.png' })).text).toMatch(
      /image\/png, 70 bytes\)\n\[image\/png\]$/,
    );
  });
});

describe('search_files', () => {
  it('gives path, line number and line', async () => {
    const { text, summary } = await desk.said('search_files', { path: '/folders/Downloads', pattern: 'invoice \\d+' });
    expect(text).toContain('/folders/Downloads/Rechnung März.txt:\n  2: INVOICE 77');
    expect(summary).toBe('Found 1 hit in Downloads');
  });

  it('is paged, and says when there is more', async () => {
    const first = await desk.said('search_files', { path: '/folders/Downloads/sub', pattern: 'line of' });
    expect(first.text).toMatch(/^Hits 1–100; .*there are more: next offset 100\./);
    const last = await desk.said('search_files', { path: '/folders/Downloads/sub', pattern: 'line of', offset: 400 });
    expect(last.text).toMatch(/^Hits 401–450; .*no more\./);
    expect((await desk.said('search_files', { path: '/folders/Downloads', pattern: 'nowhere at all' })).text).toMatch(
      /^No hits; /,
    );
  });

  it('finds names alone', async () => {
    const { text } = await desk.said('search_files', {
      path: '/folders/Downloads',
      pattern: 'n00',
      names_only: true,
      glob: '*.txt',
    });
    expect(text.split('\n').filter((line) => line.startsWith('/folders/Downloads/sub/n00'))).toHaveLength(10);
  });
});

describe('a wrong path', () => {
  it.each([
    ['list_files', '/folders/Download', /no permission|no such file/i, 'Downloads'],
    ['read_file', '/folders/Downloads/note.md', /There is no such file: .*Similar names: .*notes\.md/s, 'notes.md'],
    ['list_files', '/folders/Downloads/su', /There is no such file/, '/folders/Downloads/sub'],
    ['read_file', '/folders/Downloads/sub', /is a folder.*list_files/is, 'sub'],
    ['list_files', '/folders/Downloads/notes.md', /not a folder.*read_file/is, 'notes.md'],
    ['read_file', '/folders/Downloads/link', /./, 'link'],
    ['read_file', '/etc/passwd', /No permission/, '/folders/Downloads'],
    ['read_file', '/folders/Downloads/../../../etc/passwd', /path/i, '..'],
    ['search_files', '/folders/Downloads/gone', /no such file/i, 'gone'],
  ])('%s %s is an error result that helps', async (name, path, says, names) => {
    const result = await desk.said(name, name === 'search_files' ? { path, pattern: 'x' } : { path });
    expect(result.isError).toBe(true);
    expect(result.text).toMatch(says);
    expect(result.text).toContain(names);
    expect(result.text).not.toContain(desk.folder('Downloads'));
    expect(result.text).not.toContain('root:');
  });

  it('is thrown on when the call was stopped', async () => {
    const stopped = AbortSignal.abort(new DOMException('stopped', 'AbortError'));
    await expect(desk.call('search_files', { path: '/folders/Downloads', pattern: 'x' }, stopped)).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('create_artifact', () => {
  const draftOf = async (title: string) => {
    const outcome = await desk.call('create_artifact', { title, type: 'md', content: 'new' });
    return outcome.kind === 'changes' ? outcome.draft : [];
  };

  it('writes a new file', async () => {
    expect(await draftOf('Plan')).toEqual([{ op: 'write', path: '/outputs/Plan.md', content: 'new' }]);
  });

  it('keeps the version before under the next free number', async () => {
    writeFileSync(join(desk.outputs, 'Report.md'), 'old');
    expect((await draftOf('Report'))[0]).toEqual({
      op: 'move',
      from: '/outputs/Report.md',
      to: '/outputs/Report.v1.md',
      replace: false,
    });
    writeFileSync(join(desk.outputs, 'Report.v1.md'), 'older');
    expect(await draftOf('Report')).toEqual([
      { op: 'move', from: '/outputs/Report.md', to: '/outputs/Report.v2.md', replace: false },
      { op: 'write', path: '/outputs/Report.md', content: 'new' },
    ]);
  });
});
