// Handing jobs over, and once only.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Task } from '../../src/contract/http.ts';
import { titleOf } from '../../src/api/routes/create-task.ts';
import { openRig, type Rig, until } from './rig.ts';
import { logOf } from '../store/contract/database.ts';

let rig: Rig;
beforeEach(async () => void (rig = await openRig()));
afterEach(() => rig.close());

const create = (body: object, key?: string) => rig.call<Task>('POST', '/tasks', { body, ...(key ? { key } : {}) });

describe('POST /tasks', () => {
  it('answers the whole task, with the first words as title, and starts it', async () => {
    const { status, body } = await create({
      prompt: '  Sort my receipts by month,\nthen tell me what is missing',
      folders: [{ path: rig.folder }],
    });
    expect(status).toBe(201);
    expect(Task.strict().parse(body)).toEqual(body);
    expect(body).toMatchObject({
      status: 'queued',
      title: 'Sort my receipts by month,',
      mode: 'ask',
      budget: { maxUsd: 5, maxSteps: 300, maxMinutes: 480 },
      folders: [{ path: await realpath(rig.folder), access: 'write', state: 'requested' }],
    });
    await until(() => rig.engine.runs.has(body.id));
    expect(await logOf(rig.store, body.id)).toEqual(['task_created']);
  });

  it('takes the job while the engine is down, and starts it when it is back', async () => {
    rig.engine.up = false;
    const { status, body } = await create({ prompt: 'x' });
    expect(status).toBe(201);
    expect((await rig.call('GET', '/readyz')).status).toBe(503);
    expect(rig.engine.runs.size).toBe(0);
    rig.engine.up = true;
    await rig.outbox.drain();
    expect(rig.engine.runs.has(body.id)).toBe(true);
  });

  it.each([
    [{}, 'prompt is missing'],
    [{ prompt: '' }, 'prompt must not be empty'],
    [{ prompt: ' \n\t' }, 'prompt must not be empty'],
    [{ prompt: 'x', title: '  ' }, 'title must not be empty'],
    [{ prompt: 'x', mode: 'yolo' }, 'mode must be one of "ask", "auto", "act"'],
    [{ prompt: 'x', budget: { maxUsd: 0 } }, 'budget.maxUsd must be more than 0'],
    [{ prompt: 'x', budget: { maxSteps: 1.5 } }, 'budget.maxSteps must be a whole number'],
    [{ prompt: 'x', folders: [{}] }, 'folders[0].path is missing'],
    [{ prompt: 'x', color: 1 }, 'there is no field "color"'],
    [[], 'the input must be an object, not a list'],
  ])('refuses %j in words, and stores nothing', async (body, words) => {
    const answer = await rig.call<{ code: string; detail: string }>('POST', '/tasks', { body });
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 422, code: 'invalid' });
    expect(answer.body.detail).toContain(words);
    expect((await rig.store.listTasks({ limit: 1 })).items).toEqual([]);
  });

  it.each([
    ['is not there', 'gone', 'no_such_file'],
    ['is a file', 'file.txt', 'not_a_folder'],
    ['is protected', '.ssh', 'sensitive_place'],
    ["is the product's own", 'state', 'sensitive_place'],
  ])('refuses a folder that %s, in a sentence, and stores nothing', async (_, name, code) => {
    await writeFile(join(rig.home, 'file.txt'), '');
    await mkdir(join(rig.home, '.ssh'), { recursive: true });
    const answer = await rig.call<Record<string, string>>('POST', '/tasks', {
      body: { prompt: 'x', folders: [{ path: join(rig.home, name) }] },
    });
    expect(answer).toMatchObject({ status: 422, body: { code } });
    expect(answer.body['detail']).toMatch(/\w+ \w+ \w+/);
    expect((await rig.store.listTasks({ limit: 1 })).items).toEqual([]);
  });

  it('merges a budget with the defaults, and takes mode and model from the settings', async () => {
    await rig.call('PATCH', '/settings', { body: { defaultMode: 'auto', model: 'model-7' } });
    const { body } = await create({ prompt: 'x', budget: { maxUsd: 1 } });
    expect(body).toMatchObject({ budget: { maxUsd: 1, maxSteps: 300 }, mode: 'auto', model: 'model-7' });
    expect((await create({ prompt: 'x', mode: 'ask', model: 'other' })).body).toMatchObject({ mode: 'ask', model: 'other' });
  });

  it('refuses an attachment that was never uploaded, and a thread that is not there', async () => {
    expect(await create({ prompt: 'x', attachments: ['u1'] })).toMatchObject({ status: 422, body: { code: 'invalid' } });
    expect(await create({ prompt: 'x', threadId: 'th' })).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('grants a folder once that is named twice', async () => {
    const { body } = await create({ prompt: 'x', folders: [{ path: rig.folder }, { path: `${rig.folder}/.`, access: 'read' }] });
    expect(body.folders).toHaveLength(1);
  });
});

describe('an Idempotency-Key', () => {
  it('gives the same task again, spelled as it may be, even when the folder is gone by then', async () => {
    const first = await create({ prompt: 'x', folders: [{ path: rig.folder, access: 'read' }] }, 'k1');
    await rm(rig.folder, { recursive: true });
    const again = await create({ folders: [{ access: 'read', path: rig.folder }], prompt: 'x' }, 'k1');
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect((await rig.store.listTasks({ limit: 9 })).items).toHaveLength(1);
  });

  it('makes one task of twenty calls at once', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => create({ prompt: 'x' }, 'k2')));
    expect(new Set(all.map((answer) => answer.body.id)).size).toBe(1);
    expect((await rig.store.listTasks({ limit: 9 })).items).toHaveLength(1);
  });

  it('is refused for another body, and for another address', async () => {
    const { body } = await create({ prompt: 'x' }, 'k3');
    for (const other of [
      create({ prompt: 'y' }, 'k3'),
      rig.call('POST', `/tasks/${body.id}/messages`, { body: { text: 'x' }, key: 'k3' }),
    ])
      expect(await other).toMatchObject({ status: 409, body: { code: 'idempotency_mismatch' } });
    expect(await logOf(rig.store, body.id)).toEqual(['task_created']);
  });

  it('remembers no refusal, because nothing happened', async () => {
    const path = join(rig.home, 'later');
    expect((await create({ prompt: 'x', folders: [{ path }] }, 'k4')).status).toBe(422);
    await mkdir(path);
    expect((await create({ prompt: 'x', folders: [{ path }] }, 'k4')).status).toBe(201);
  });

  it('must be short and visible', async () => {
    expect(await create({ prompt: 'x' }, 'a'.repeat(256))).toMatchObject({ status: 400 });
  });

  it('works for every kind of call that changes something', async () => {
    const { body: task } = await create({ prompt: 'x' });
    const calls: [string, object][] = [
      ['messages', { text: 'hello' }],
      ['pause', {}],
      ['resume', {}],
      ['cancel', { how: 'kill' }],
    ];
    for (const [name, body] of calls) {
      const first = await rig.call('POST', `/tasks/${task.id}/${name}`, { body, key: `k-${name}` });
      const again = await rig.call('POST', `/tasks/${task.id}/${name}`, { body, key: `k-${name}` });
      expect([name, again.status, again.body]).toEqual([name, first.status, first.body]);
      expect(first.status).toBeLessThan(300);
    }
    expect((await logOf(rig.store, task.id)).filter((type) => type === 'message_added')).toHaveLength(1);
  });
});

describe('GET /tasks', () => {
  it('lists the newest first in pages, by status and archived', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      rig.clock.now = new Date(rig.clock.now.getTime() + 1000);
      ids.unshift((await create({ prompt: `job ${i}` })).body.id);
    }
    interface List {
      items: { id: string }[];
      next?: string;
    }
    const first = (await rig.call<List>('GET', '/tasks?limit=3')).body;
    const second = (await rig.call<List>('GET', `/tasks?limit=3&cursor=${first.next}`)).body;
    expect([...first.items, ...second.items].map((task) => task.id)).toEqual(ids);
    expect('next' in second).toBe(false);
    await rig.call('PATCH', `/tasks/${ids[0]}`, { body: { archived: true } });
    await rig.store.setStatus(ids[1] ?? '', { status: 'paused' });
    const of = async (query: string): Promise<string[]> =>
      (await rig.call<List>('GET', `/tasks?${query}`)).body.items.map((t) => t.id);
    expect(await of('archived=true')).toEqual([ids[0]]);
    expect(await of('status=paused,running')).toEqual([ids[1]]);
    expect(await of('archived=false&status=queued')).toEqual(ids.slice(2));
    for (const bad of ['status=happy', 'limit=0', 'limit=1000', 'archived=perhaps', 'limit=x'])
      expect(await rig.call('GET', `/tasks?${bad}`)).toMatchObject({ status: 400, body: { code: 'bad_request' } });
    expect(await rig.call('GET', '/tasks?cursor=zzz')).toMatchObject({ status: 422 });
  });
});

describe('a title', () => {
  it.each([
    ['short', 'short'],
    ['\n\n  two   words \nmore', 'two words'],
    ['a'.repeat(80), `${'a'.repeat(60)}…`],
    [`${'word '.repeat(20)}`, 'word word word word word word word word word word word word…'],
    ['😀'.repeat(70), `${'😀'.repeat(60)}…`],
    [' \n ', 'Task'],
  ])('of %j is %j', (prompt, title) => expect(titleOf(prompt)).toBe(title));
});
