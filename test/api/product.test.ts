// What there is besides tasks: settings, search, folders in use, figures, and honest words about what there is not.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Settings } from '../../src/contract/http.ts';
import { connectLink } from '../../src/link/connect-link.ts';
import { openRig, type Rig, until } from './rig.ts';
import { createTask } from '../store/contract/database.ts';

let rig: Rig;
beforeEach(async () => void (rig = await openRig()));
afterEach(() => rig.close());

const KEY = 'sk-secret-0123456789';
const held = async (kind: 'budget' | 'credentials'): Promise<string> => {
  const { id } = await createTask(rig.store);
  await rig.store.patchTask(id, { hold: { kind, since: '2030-01-01T00:00:00Z', text: 'held' } });
  return id;
};
const holdOf = async (id: string): Promise<string | undefined> => (await rig.store.task(id))?.hold?.kind;

describe('settings', () => {
  it('are read, changed in part, and keep what was not named', async () => {
    const before = (await rig.call<Settings>('GET', '/settings')).body;
    expect(Settings.strict().parse(before)).toEqual(before);
    const after = (await rig.call<Settings>('PATCH', '/settings', { body: { dailyMaxUsd: 50, baseUrl: 'http://127.0.0.1:9/x' } }))
      .body;
    expect(after).toEqual({ ...before, dailyMaxUsd: 50, baseUrl: 'http://127.0.0.1:9/x' });
    expect((await rig.call<Settings>('PATCH', '/settings', { body: { baseUrl: null } })).body.baseUrl).toBeNull();
    expect((await rig.call('PATCH', '/settings', { body: { hasModelKey: true } })).status).toBe(422);
  });

  it.each([
    [{ dailyMaxUsd: -1 }, 'dailyMaxUsd must be more than 0'],
    [{ retentionDays: 0 }, 'retentionDays must be more than 0'],
    [{ model: '' }, 'model must not be empty'],
    [{ baseUrl: 'nonsense' }, 'baseUrl must be an http or https address'],
    [{ deliverTo: 'Results' }, 'deliverTo must be a whole path'],
    [{ defaultMode: 'yolo' }, 'defaultMode must be one of "ask", "auto", "act"'],
  ])('refuse %j, and stay as they are', async (body, words) => {
    const before = (await rig.call('GET', '/settings')).body;
    const { status, body: problem } = await rig.call<{ code: string; detail: string }>('PATCH', '/settings', { body });
    expect({ status, code: problem.code }).toEqual({ status: 422, code: 'invalid' });
    expect(problem.detail).toContain(words);
    expect((await rig.call('GET', '/settings')).body).toEqual(before);
  });

  it('let tasks go on that waited for a higher daily limit', async () => {
    const [budget, credentials] = [await held('budget'), await held('credentials')];
    await rig.call('PATCH', '/settings', { body: { dailyMaxUsd: 1 } });
    expect(await holdOf(budget)).toBe('budget');
    await rig.call('PATCH', '/settings', { body: { dailyMaxUsd: 99 } });
    expect([await holdOf(budget), await holdOf(credentials)]).toEqual([undefined, 'credentials']);
    await until(() => rig.engine.calls.includes(`nudge ${budget}`));
  });
});

describe('the model key', () => {
  it('goes in, never comes out, and lets tasks go on that waited for it', async () => {
    const [budget, credentials] = [await held('budget'), await held('credentials')];
    expect((await rig.call<Settings>('GET', '/settings')).body.hasModelKey).toBe(false);
    expect((await rig.call('PUT', '/settings/model-key', { body: { key: KEY } })).status).toBe(204);
    expect([await holdOf(budget), await holdOf(credentials)]).toEqual(['budget', undefined]);
    expect(await readFile(join(rig.home, 'state', 'model-key'), 'utf8')).toContain(KEY);
    const answers = await Promise.all(
      ['/settings', '/settings/model-key', '/capabilities', '/metrics', '/openapi.json', '/tasks'].map((path) =>
        rig.call<unknown>('GET', path),
      ),
    );
    expect(answers.map((answer) => answer.status)).toEqual([200, 405, 200, 200, 200, 200]);
    expect(JSON.stringify([answers, rig.logged])).not.toContain(KEY);
    expect(answers[0]?.body).toMatchObject({ hasModelKey: true });
  });

  it('is not repeated by the refusal of a wrong body', async () => {
    const answer = await rig.call('PUT', '/settings/model-key', { body: { key: KEY.repeat(100) } });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).not.toContain(KEY);
  });
});

describe('search', () => {
  it('finds tasks by their words', async () => {
    const { id } = await createTask(rig.store, { prompt: 'needle in 100% hay' });
    const find = (q: string) => rig.call<{ items: unknown[] }>('GET', `/search?q=${encodeURIComponent(q)}`);
    expect((await find('NEEDLE')).body.items).toEqual([
      { taskId: id, title: 'Sort my receipts', where: 'prompt', text: 'needle in 100% hay' },
    ]);
    expect((await find('%')).body.items).toHaveLength(1);
    expect((await find('_')).body.items).toEqual([]);
    expect((await find('  ')).status).toBe(400);
  });
});

describe('folders', () => {
  it('are those that open tasks may use', async () => {
    const { id } = await createTask(rig.store, { folders: [{ path: '/home/me/b', access: 'read' }] });
    await createTask(rig.store, {
      folders: [
        { path: '/home/me/a', access: 'write' },
        { path: '/home/me/b', access: 'full' },
      ],
    });
    const done = await createTask(rig.store, { folders: [{ path: '/home/me/c', access: 'write' }] });
    await rig.store.finishTask(done.id, { status: 'completed' });
    const { body } = await rig.call<{ items: { path: string; tasks: { taskId: string }[] }[] }>('GET', '/folders');
    expect(body.items.map((item) => [item.path, item.tasks.length])).toEqual([
      ['/home/me/a', 1],
      ['/home/me/b', 2],
    ]);
    expect(body.items[1]?.tasks.map((task) => task.taskId)).toContain(id);
  });
});

describe('what this version cannot do', () => {
  it.each([
    ['DELETE', '/connectors/x'],
    ['GET', '/skills'],
    ['GET', '/devices'],
  ])('%s %s says so', async (method, path) => {
    expect(await rig.call(method, path)).toMatchObject({ status: 501, body: { code: 'not_available' } });
  });

  it('is listed', async () => {
    const { body } = await rig.call('GET', '/capabilities');
    expect(body).toMatchObject({
      version: '9.9.9',
      tasks: true,
      undo: true,
      vm: true,
      web: false,
      schedules: true,
      threads: true,
    });
  });
});

describe('health', () => {
  it('is ready only when a task could start now', async () => {
    expect(await rig.call('GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await rig.call('GET', '/readyz')).toMatchObject({ status: 200, body: { ready: true } });
    rig.engine.up = false;
    expect(await rig.call('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { ready: false, engine: false, detail: expect.any(String) },
    });
    rig.engine.up = true;
    await rig.worker.close();
    await until(() => !rig.link.connected);
    expect(await rig.call('GET', '/readyz')).toMatchObject({ status: 503, body: { ready: false, worker: false } });
    expect((await rig.call('GET', '/healthz')).status).toBe(200);
    // One that is back, and does not take tasks yet.
    const next = connectLink({ socketPath: join(rig.home, 'l.sock') });
    await until(() => rig.link.connected);
    expect(await rig.call('GET', '/readyz')).toMatchObject({ status: 503, body: { detail: 'the worker is not ready yet' } });
    next.serving();
    await until(() => rig.link.serving);
    expect((await rig.call('GET', '/readyz')).status).toBe(200);
    await next.close();
  });

  it('gives figures in the format of Prometheus', async () => {
    const { id } = await createTask(rig.store);
    await rig.store.setStatus(id, { status: 'running' });
    const { body, headers } = await rig.call<string>('GET', '/metrics');
    expect(headers.get('content-type')).toContain('version=0.0.4');
    expect(body).toContain('cowork_tasks{status="running"} 1\n');
    expect(body).toContain('cowork_tasks{status="failed"} 0\n');
    for (const name of ['cowork_event_lag_seconds', 'process_resident_memory_bytes', 'cowork_worker_up'])
      expect(body).toMatch(new RegExp(`^${name} \\d`, 'm'));
    for (const line of body.trimEnd().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? -?[\d.e+-]+)$/);
  });
});

describe('GET', () => {
  it('changes nothing', async () => {
    const { id } = await createTask(rig.store);
    await rig.outbox.drain();
    const state = async (): Promise<string> =>
      JSON.stringify([
        await rig.store.task(id),
        await rig.store.events(id, 0, 100),
        await rig.store.outbox(10),
        await rig.store.pendingRequests(),
      ]);
    const before = await state();
    for (const path of [
      '/tasks',
      `/tasks/${id}`,
      `/tasks/${id}/changes`,
      `/tasks/${id}/events?format=json`,
      '/approvals',
      '/settings',
      '/folders',
      '/search?q=x',
    ])
      expect((await rig.call('GET', path, { key: 'k' })).status).toBe(200);
    expect(await state()).toBe(before);
  });
});
