// The page around all screens: signing in, its policy, both themes, a phone, nothing said to anybody else.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { accessibilityViolations } from './accessibility.ts';
import { LOOKS, PATIENCE_MS, signIn, startWeb, type WebRig, WITH_SERVICE_WORKER } from './browser.ts';
import { hasChromium } from './chromium.ts';

jest.setTimeout(PATIENCE_MS);

const PLACES = ['/', '/tasks', '/approvals', '/schedules', '/settings', '/welcome', '/nowhere'];

let web: WebRig;
beforeAll(async () => {
  if (hasChromium()) web = await startWeb();
});
afterAll(() => web?.end());

(hasChromium() ? describe : describe.skip)('the page', () => {
  it('tells a browser that is not signed in how to sign in, and signs it in by the link, once', async () => {
    const { page } = await web.visitUnsigned();
    await page.goto('/tasks/some');
    await page.getByText('cowork open').waitFor();
    const shown = await signIn(web.rig, page);
    expect(new URL(page.url()).pathname).toBe('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    const policy = (await shown.allHeaders())['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
    const link = (await web.rig.cowork(['open'])).out.trim();
    expect((await page.goto(link))?.status()).toBe(200);
    expect((await page.goto(link))?.status()).toBe(401);
  });

  for (const [name, look] of LOOKS)
    it(`is whole, quiet and accessible at every place: ${name}`, async () => {
      const { page, problems } = await web.visit({ ...look, ...WITH_SERVICE_WORKER });
      for (const place of PLACES) {
        await page.goto(place);
        await page.getByRole('heading', { level: 1 }).waitFor();
        expect({ place, wider: await page.evaluate('document.documentElement.scrollWidth > innerWidth') }).toEqual({
          place,
          wider: false,
        });
        expect({ place, found: await accessibilityViolations(page) }).toEqual({ place, found: [] });
      }
      const ground = await page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
      expect(ground).toBe(look.colorScheme === 'dark' ? 'rgb(21, 24, 29)' : 'rgb(251, 250, 247)');
      expect(problems()).toEqual([]);
    });

  it('stays where the file of the help or the palette is missing', async () => {
    const { page } = await web.visit();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await page.route('**/*.js', (route) => route.abort());
    for (const key of ['?', 'Control+k']) {
      await page.getByRole('heading', { level: 1 }).click();
      await page.keyboard.press(key);
      await page.getByRole('dialog', { name: 'Durable Cowork' }).getByText('This did not work').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.getByRole('heading', { level: 1 }).waitFor();
  });

  it('shows a task that was handed over elsewhere', async () => {
    const { page, problems } = await web.visit(WITH_SERVICE_WORKER);
    await page.getByText('No tasks yet').waitFor();
    await web.rig.client.createTask({ prompt: 'Say hello.', title: 'A greeting' });
    await page.getByRole('main').getByRole('link', { name: 'A greeting' }).click();
    await page.getByRole('heading', { level: 1, name: 'A greeting' }).waitFor();
    await page.getByRole('main').getByText('done', { exact: true }).waitFor();
    expect(problems()).toEqual([]);
  });

  it('speaks the second language, and keeps the theme that was chosen', async () => {
    const { page } = await web.visit({ locale: 'de-DE' });
    await page.goto('/settings');
    await page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor();
    await page.getByLabel('Farben').selectOption('dark');
    await page.reload();
    await page.getByLabel('Farben').waitFor();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await page.getByLabel('Sprache').selectOption('en');
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  });
});
