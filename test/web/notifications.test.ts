// Notifications of a page: what a person is shown while it is open and not looked at, once over all tabs, and where a click leads. The browser's own
// are stood in for by ones that are remembered; whether the page has the focus is said by the test.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { PATIENCE_MS, startWeb, type WebRig } from './browser.ts';
import { hasChromium } from './chromium.ts';

jest.setTimeout(PATIENCE_MS);

interface Shown {
  readonly title: string;
  readonly body: string;
}

/** Runs in the page, before its own code. */
const STAND_IN = `
  const shown = [];
  class Stub {
    static permission = 'granted';
    static requestPermission = async () => 'granted';
    constructor(title, { body }) {
      Object.assign(this, { title, body });
      shown.push(this);
    }
    close() {}
  }
  Object.assign(window, { Notification: Stub, shown });
  document.hasFocus = () => sessionStorage.getItem('focus') === 'yes';
`;

let web: WebRig;
beforeAll(async () => {
  if (!hasChromium()) return;
  web = await startWeb({
    scripts: { default: () => ({ text: 'Done.' }) },
  });
});
afterAll(() => web?.end());

/** A page that tells, signed in and at home. */
async function tellingPage(): Promise<Page> {
  const { page } = await web.visit();
  await page.context().grantPermissions(['notifications'], { origin: web.rig.client.baseUrl });
  await page.addInitScript(STAND_IN);
  await turnOn(page);
  return page;
}
/** In the settings, as a person does it. */
async function turnOn(page: Page): Promise<void> {
  await page.goto('/settings');
  await page.getByRole('checkbox', { name: 'Through this page, while it is open in the background' }).check();
}
const shownOn = (page: Page): Promise<Shown[]> => page.evaluate<Shown[]>('shown.map(({ title, body }) => ({ title, body }))');
const look = (page: Page, focus: 'yes' | 'no'): Promise<unknown> =>
  page.evaluate(`sessionStorage.setItem('focus', '${focus}'); dispatchEvent(new Event('focus'))`);
/** The page has asked what it is to tell; after a second time the product has surely looked since. */
const asked = (page: Page): Promise<unknown> => page.waitForResponse((response) => response.url().endsWith('/pages'));
const until = async (what: () => Promise<boolean>): Promise<void> => {
  while (!(await what())) await new Promise((again) => setTimeout(again, 50));
};
/** So many hours from now, on the clock. */
const hourAround = (hours: number): string => {
  const at = new Date();
  return `${String((at.getHours() + hours + 24) % 24).padStart(2, '0')}:00`;
};
const done = async (title: string): Promise<string> => {
  const { client } = web.rig;
  const { id } = await client.createTask({ prompt: 'Say that it is done.', title, folders: [] });
  await until(async () => (await client.task(id)).status === 'completed');
  return id;
};

(hasChromium() ? describe : describe.skip)('notifications of a page', () => {
  it('tells an outcome once over all tabs, and a click opens the task', async () => {
    const page = await tellingPage();
    const other = await page.context().newPage();
    await other.addInitScript(STAND_IN);
    await other.goto('/');
    await other.getByRole('heading', { level: 1 }).waitFor();
    const id = await done('First');
    const all = async (): Promise<Shown[]> => [...(await shownOn(page)), ...(await shownOn(other))];
    await until(async () => (await all()).length > 0);
    await done('Second');
    await until(async () => (await all()).length > 1);
    expect((await all()).map(({ body }) => body).sort()).toEqual(['First', 'Second']);
    expect(new Set((await all()).map(({ title }) => title))).toEqual(new Set(['Task done']));

    const teller = (await shownOn(page)).some(({ body }) => body === 'First') ? page : other;
    await teller.evaluate("shown.find(({ body }) => body === 'First').onclick()");
    await teller.getByRole('heading', { level: 1, name: 'First' }).waitFor();
    expect(new URL(teller.url()).pathname).toBe(`/tasks/${id}`);
    await page.context().close();
  });

  it('tells nothing while it is looked at, and goes on when it is not', async () => {
    const page = await tellingPage();
    await look(page, 'yes');
    await page.goto('/tasks');
    await done('Looked at');
    await page.getByRole('main').getByText('Looked at').waitFor();
    await asked(page);
    await asked(page);
    await look(page, 'no');
    await done('Not looked at');
    await until(async () => (await shownOn(page)).some(({ body }) => body === 'Not looked at'));
    expect((await shownOn(page)).map(({ body }) => body)).toEqual(['Not looked at']);
    await page.context().close();
  });

  it('keeps what comes in quiet hours until they are over, and tells it in one line', async () => {
    const { client } = web.rig;
    const page = await tellingPage();
    await client.patchSettings({ quietHours: { from: hourAround(-6), to: hourAround(6) } });
    await done('Quiet one');
    await done('Quiet two');
    await asked(page);
    await asked(page);
    expect(await shownOn(page)).toEqual([]);
    await client.patchSettings({ quietHours: null });
    await until(async () => (await shownOn(page)).length > 0);
    expect(await shownOn(page)).toEqual([{ title: '2 things while it was quiet', body: '' }]);
    await page.context().close();
  });
});
