// What the page of settings asks of the api: keys, the test of the model, the demo, health, open pages.
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openRig, type Rig, until } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

describe('settings of a page', () => {
  it('say where the key is kept, and forget it', async () => {
    expect((await rig.call('GET', '/settings')).body).toMatchObject({
      hasModelKey: false,
      modelKeyPlace: 'nowhere',
      demo: false,
    });
    await rig.call('PUT', '/settings/model-key', { body: { key: 'sk-some' } });
    const kept = await rig.call('GET', '/settings');
    expect(kept.body).toMatchObject({ hasModelKey: true, modelKeyPlace: 'file' });
    expect(JSON.stringify(kept.body)).not.toContain('sk-some');
    expect((await rig.call('DELETE', '/settings/model-key')).status).toBe(204);
    expect((await rig.call('GET', '/settings')).body).toMatchObject({ hasModelKey: false });
  });

  it('take quiet hours as times of day only, and what only the product knows not at all', async () => {
    const set = (body: object) => rig.call('PATCH', '/settings', { body });
    expect((await set({ quietHours: { from: '22:00', to: '07:00' } })).body).toMatchObject({
      quietHours: { from: '22:00', to: '07:00' },
    });
    expect((await set({ quietHours: null, notifications: false })).body).toMatchObject({
      quietHours: null,
      notifications: false,
    });
    for (const body of [{ quietHours: { from: '25:00', to: '07:00' } }, { demo: true }, { modelKeyPlace: 'file' }])
      expect((await set(body)).status).toBe(422);
    await set({ notifications: true });
  });

  it('answer the test of the model, the demo, the health and open pages', async () => {
    expect((await rig.call('POST', '/settings/test-model', { body: { key: 'x' } })).body).toMatchObject({ ok: true });
    expect((await rig.call('POST', '/settings/test-model', { body: { key: 'two words' } })).status).toBe(422);
    expect((await rig.call('POST', '/settings/demo', { body: {} })).body).toMatchObject({ folder: rig.folder });
    expect((await rig.call('DELETE', '/settings/demo')).status).toBe(204);
    expect((await rig.call<{ items: unknown[] }>('GET', '/health-checks')).body.items).toEqual([
      { name: 'node', state: 'ok', text: 'there' },
      { name: 'service', state: 'note', text: 'not there', mend: 'install it', mendable: true },
    ]);
    expect((await rig.call('POST', '/pages', { body: { id: 'p1', open: true } })).body).toEqual({ news: [] });
  });
});

describe('the health of the product', () => {
  it('is mended where it can be, and nowhere else', async () => {
    expect(await rig.call('POST', '/health-checks/service/mend')).toMatchObject({
      status: 200,
      body: { text: 'It is there now.' },
    });
    for (const name of ['node', 'none']) expect((await rig.call('POST', `/health-checks/${name}/mend`)).status).toBe(404);
  });
});

it('an export is begun, shown, saved as one archive, and forgotten', async () => {
  const { body: task } = await rig.call<{ id: string }>('POST', '/tasks', { body: { prompt: 'Sort.' } });
  const begun = await rig.call<{ id: string }>('POST', '/exports', { body: { all: true } });
  expect(begun).toMatchObject({ status: 202, body: { state: 'making', what: { all: true } } });
  const shown = async () => (await rig.call<{ items: unknown[] }>('GET', '/exports')).body.items;
  await until(async () => JSON.stringify(await shown()).includes('ready'));
  const name = 'cowork-all-2030-01-01.tar.gz';
  expect(await shown()).toMatchObject([{ id: begun.body.id, tasks: expect.any(Number), missing: [], name }]);
  const saved = await rig.send('GET', `/exports/${begun.body.id}/content`);
  expect(saved.headers.get('content-disposition')).toContain(name);
  expect(saved.headers.get('cache-control')).toBe('no-store');
  const archive = gunzipSync(Buffer.from(await saved.arrayBuffer()));
  expect(archive.subarray(0, 'archive.json'.length).toString()).toBe('archive.json');
  expect(archive.includes(`tasks/${task.id}/`)).toBe(true);
  expect((await rig.call('DELETE', `/exports/${begun.body.id}`)).status).toBe(204);
  expect((await rig.send('GET', `/exports/${begun.body.id}/content`)).status).toBe(404);
  expect(await shown()).toEqual([]);
  for (const wrong of [{ task: 'tnone' }, { thread: 'hnone' }])
    expect((await rig.call('POST', '/exports', { body: wrong })).status).toBe(404);
  expect((await rig.call('POST', '/exports', { body: {} })).status).toBe(422);
});
