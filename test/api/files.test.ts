// Files in and out of the product: uploads as they stream, outputs by range, folders for the picker.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dispositionOf } from '../../src/api/disposition.ts';
import type { Output } from '../../src/contract/task.ts';
import { openRig, ORIGIN, type Rig, TOKEN } from './rig.ts';
import { anOutput, createTask } from '../store/contract/database.ts';

let rig: Rig;
beforeEach(async () => void (rig = await openRig({ limits: { uploadBytes: 100_000 } })));
afterEach(() => rig.close());

const uploads = (): Promise<string[]> => readdir(join(rig.home, 'state', 'files', 'uploads')).catch(() => []);
const form = (content: string | Uint8Array<ArrayBuffer>, name = 'report.pdf', type = 'application/pdf'): FormData => {
  const data = new FormData();
  data.set('note', 'a field beside it');
  data.set('file', new Blob([content], { type }), name);
  return data;
};
interface Upload {
  id: string;
  name: string;
  bytes: number;
  type: string;
}
const upload = (body: FormData, key?: string) => rig.call<Upload>('POST', '/uploads', { body, ...(key ? { key } : {}) });

describe('an upload', () => {
  it('is on disk and known when it is answered, and can be attached', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    const { status, body } = await upload(form(bytes, 'Grüße 😀.pdf'));
    expect({ status, body }).toEqual({
      status: 201,
      body: { id: body.id, name: 'Grüße 😀.pdf', bytes: 60_000, type: 'application/pdf' },
    });
    expect(await readFile(join(rig.home, 'state', 'files', 'uploads', body.id))).toEqual(Buffer.from(bytes));
    expect(await rig.store.upload(body.id)).toEqual(body);
    const made = await rig.call<{ id: string }>('POST', '/tasks', { body: { prompt: 'x', attachments: [body.id] } });
    expect(made).toMatchObject({ status: 201, body: { attachments: [{ id: body.id, name: 'Grüße 😀.pdf', bytes: 60_000 }] } });
    // The same job again, with the same file.
    const again = await rig.call('POST', '/tasks', { body: { prompt: 'x', attachments: [body.id] } });
    expect(again).toMatchObject({ status: 201, body: { attachments: [{ id: body.id }] } });
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\a.txt', 'a.txt'],
    ['..', 'file'],
    ['a\u0007b.txt', 'ab.txt'],
    [`${'写'.repeat(100)}.pdf`, `${'写'.repeat(65)}.pdf`],
    [`${'x'.repeat(300)}.tar.gz`, `${'x'.repeat(197)}.gz`],
  ])('with the name %j is called %j', async (name, called) => {
    expect((await upload(form('x', name))).body.name).toBe(called);
  });

  it('of just the limit is taken, one byte more is not, and nothing of it stays', async () => {
    expect((await upload(form('x'.repeat(100_000)))).status).toBe(201);
    expect(await upload(form('x'.repeat(100_001)))).toMatchObject({ status: 413, body: { code: 'too_large' } });
    expect(await uploads()).toHaveLength(1);
  });

  it('may be empty', async () => {
    expect((await upload(form(''))).body.bytes).toBe(0);
  });

  it('that breaks off keeps nothing', async () => {
    const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf';
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(head)),
      pull: (controller) => controller.error(new Error('connection lost')),
    });
    const response = await rig.app.request(`${ORIGIN}/api/v1/uploads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'multipart/form-data; boundary=b' },
      body,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(400);
    expect(await uploads()).toEqual([]);
  });

  it.each([
    ['JSON', '{"a":1}', 'application/json', 'bad_request'],
    [
      'a form without a file',
      '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nx\r\n--b--\r\n',
      'multipart/form-data; boundary=b',
      'invalid',
    ],
    [
      'no end',
      '--b\r\ncontent-disposition: form-data; name="a"; filename="a"\r\n\r\nx',
      'multipart/form-data; boundary=b',
      'bad_request',
    ],
  ])('that is %s is refused', async (_, body, type, code) => {
    expect(await rig.call('POST', '/uploads', { body, headers: { 'content-type': type } })).toMatchObject({ body: { code } });
    expect(await uploads()).toEqual([]);
  });

  it('of two files at once is refused: neither is lost in silence', async () => {
    const two = form('one');
    two.append('file', new Blob(['two']), 'two.txt');
    expect(await upload(two)).toMatchObject({ status: 422, body: { code: 'invalid' } });
    expect(await uploads()).toEqual([]);
  });

  it('with the same key and content is one upload', async () => {
    const first = await upload(form('same'), 'k1');
    const again = await upload(form('same'), 'k1');
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(await uploads()).toEqual([first.body.id]);
    for (const other of [form('else'), form('same', 'other.pdf')])
      expect(await upload(other, 'k1')).toMatchObject({ status: 409, body: { code: 'idempotency_mismatch' } });
    expect(await uploads()).toEqual([first.body.id]);
  });
});

describe('an output', () => {
  const content = '0123456789';
  async function output(over: Partial<Output> = {}): Promise<Output> {
    const { id } = await createTask(rig.store);
    const made = anOutput(id, over);
    await rig.store.putOutput(made);
    const folder = join(rig.home, 'state', 'files', 'tasks', id, 'outputs');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'report.md'), content);
    return made;
  }
  const read = (id: string, headers: Record<string, string> = {}, query = '') =>
    rig.call<string>('GET', `/outputs/${id}/content${query}`, { headers });

  it('is described and read', async () => {
    const made = await output();
    expect((await rig.call('GET', `/outputs/${made.id}`)).body).toEqual(made);
    const { status, headers, body } = await read(made.id);
    expect({ status, body }).toEqual({ status: 200, body: content });
    expect(headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(headers.get('content-length')).toBe('10');
    expect(headers.get('content-disposition')).toBe(`attachment; filename="report.md"; filename*=UTF-8''report.md`);
  });

  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=4-', '456789', 'bytes 4-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
    ['bytes=-99', content, 'bytes 0-9/10'],
  ])('is read by the range %s', async (range, part, said) => {
    const { status, headers, body } = await read((await output()).id, { range });
    expect({ status, body, said: headers.get('content-range') }).toEqual({ status: 206, body: part, said });
    expect(headers.get('content-length')).toBe(String(part.length));
  });

  it.each(['bytes=0-1,4-5', 'lines=1-2', 'bytes=5-2', 'bytes=-', 'nonsense'])('is read whole for %s', async (range) => {
    expect(await read((await output()).id, { range })).toMatchObject({ status: 200, body: content });
  });

  it.each(['bytes=10-', 'bytes=99-100', 'bytes=-0'])('says that %s is not there', async (range) => {
    expect(await read((await output()).id, { range })).toMatchObject({
      status: 416,
      body: { code: 'range_not_satisfiable', bytes: 10 },
    });
    expect((await read((await output()).id, { range })).headers.get('content-range')).toBe('bytes */10');
  });

  it('is read whole when the range is of another version', async () => {
    const { id } = await output();
    const etag = (await read(id)).headers.get('etag') ?? '';
    expect((await read(id, { range: 'bytes=0-0', 'if-range': etag })).status).toBe(206);
    expect((await read(id, { range: 'bytes=0-0', 'if-range': '"other"' })).status).toBe(200);
  });

  it.each(['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/markdown'])(
    'of type %s runs nothing, loads nothing and is nobody’s page',
    async (type) => {
      const { headers } = await read((await output({ type })).id, {}, '?disposition=inline');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/^sandbox; default-src 'none'/);
      expect(policy).not.toContain('script');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-disposition')).toMatch(/^inline;/);
    },
  );

  it('whose name a newer version has taken is not read from the newer one', async () => {
    const old = await output();
    const newer = anOutput(old.taskId, { version: 2 });
    await rig.store.putOutput(newer);
    expect((await read(newer.id)).body).toBe(content);
    expect(await read(old.id)).toMatchObject({ status: 422, body: { code: 'no_such_file' } });
    await rig.store.putOutput({ ...old, path: '/outputs/report.v1.md' });
    await writeFile(join(rig.home, 'state', 'files', 'tasks', old.taskId, 'outputs', 'report.v1.md'), 'old');
    expect((await read(old.id)).body).toBe('old');
  });

  it('that was delivered is read from where it went, and missed when it is gone', async () => {
    const deliveredTo = join(rig.folder, 'Result ü.md');
    await writeFile(deliveredTo, 'delivered');
    const { id } = await output({ deliveredTo });
    expect((await read(id)).body).toBe('delivered');
    await rm(deliveredTo);
    expect(await read(id)).toMatchObject({ status: 422, body: { code: 'no_such_file' } });
    await symlink('/etc/passwd', deliveredTo);
    expect(await read(id)).toMatchObject({ status: 422, body: { code: 'no_such_file' } });
  });

  it.each(['/outputs/../../../secret', '/outputs/', '/outputs', '/folders/a/b', '/outputs//x'])(
    'at %s is not read',
    async (path) => {
      const { id } = await output({ path });
      // Where the first of them would lead, if it led anywhere.
      await writeFile(join(rig.home, 'state', 'files', 'secret'), 'secret');
      expect(await read(id)).toMatchObject({ status: 422, body: { code: 'no_such_file' } });
    },
  );

  it('has a name that every reader understands', () => {
    expect(dispositionOf('inline', 'Grüße "x"\r\n.pdf')).toBe(
      `inline; filename="Gru__e _x___.pdf"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%22x%22%0D%0A.pdf`,
    );
  });
});

describe('GET /browse', () => {
  it('shows folders below a path, and none that is protected', async () => {
    for (const name of ['b', 'a', '.ssh', '.config']) await mkdir(join(rig.home, name), { recursive: true });
    await writeFile(join(rig.home, 'file.txt'), '');
    const { status, body } = await rig.call<{ folders: { name: string }[]; parent: string }>(
      'GET',
      `/browse?path=${encodeURIComponent(rig.home)}`,
    );
    expect(status).toBe(200);
    const names = body.folders.map((folder) => folder.name);
    expect(names).toEqual(expect.arrayContaining(['a', 'b', 'Downloads']));
    for (const hidden of ['.ssh', 'file.txt', 'state']) expect(names).not.toContain(hidden);
    expect((await rig.call('GET', '/browse')).status).toBe(200);
    expect(await rig.call('GET', '/browse?path=/nowhere')).toMatchObject({ status: 422, body: { code: 'no_such_file' } });
  });
});
