// What the page of settings asks of the api: keys, the test of the model, the demo, health, open pages and what is told while none is open.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createOpenPages } from '../../src/api/open-pages.ts';
import { type Notice, watchNotices } from '../../src/api/notices.ts';
import { isQuiet } from '../../src/contract/quiet-hours.ts';
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
    expect((await rig.call('POST', '/pages', { body: { id: 'p1', open: true } })).status).toBe(204);
  });
});

describe('what the system is told', () => {
  it('an outcome and a question once each, and nothing while a page is open or in the quiet hours', async () => {
    const told: Notice[] = [];
    let now = new Date(2030, 0, 1, 12, 0);
    const pages = createOpenPages(() => now);
    let quietHours: { from: string; to: string } | null = null;
    const notices = watchNotices({
      store: rig.store,
      settings: { read: async () => ({ notifications: true, quietHours }) as never },
      pageOpen: () => pages.any(),
      tell: async (notice) => void told.push(notice),
      now: () => now,
      log: { warn: (_, text) => void rig.logged.push(text) },
      everyMs: 3_600_000,
    });
    const make = async (title: string): Promise<string> =>
      (await rig.call<{ id: string }>('POST', '/tasks', { body: { prompt: 'x', title } })).body.id;
    const first = await make('First');
    await notices.run();
    await rig.store.finishTask(first, { status: 'completed' });
    await notices.run();
    await notices.run();
    expect(told).toEqual([{ title: 'First', text: 'Done', path: `/tasks/${first}` }]);

    const second = await make('Second');
    pages.note('p', true);
    await rig.store.finishTask(second, { status: 'completed' });
    await notices.run();
    pages.note('p', false);
    await notices.run();
    expect(told).toHaveLength(1);

    quietHours = { from: '22:00', to: '07:00' };
    now = new Date(2030, 0, 1, 23, 0);
    const third = await make('Third');
    await rig.store.finishTask(third, { status: 'failed' });
    await notices.run();
    expect(told).toHaveLength(1);
    await notices.close();
  });

  it('a page that says nothing any more is gone after a while', () => {
    let now = new Date(0);
    const pages = createOpenPages(() => now);
    pages.note('a', true);
    expect(pages.any()).toBe(true);
    now = new Date(91_000);
    expect(pages.any()).toBe(false);
  });

  it('quiet hours go over midnight', () => {
    const night = { from: '22:00', to: '07:00' };
    const at = (hours: number, minutes = 0) => new Date(2030, 0, 1, hours, minutes);
    expect([at(21, 59), at(22), at(3), at(6, 59), at(7)].map((time) => isQuiet(night, time))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect([at(12), at(13)].map((time) => isQuiet({ from: '12:00', to: '13:00' }, time))).toEqual([true, false]);
    expect(isQuiet(null, at(3))).toBe(false);
  });
});
