// What the page of settings asks of the api: keys, the test of the model, the demo, health, open pages.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openRig, type Rig } from './rig.ts';

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
    expect((await rig.call<{ items: unknown[] }>('GET', '/health-checks')).body.items).toHaveLength(1);
    expect((await rig.call('POST', '/pages', { body: { id: 'p1', open: true } })).body).toEqual({ news: [] });
  });
});
