// A person without a key: from the welcome to a finished, undone and redone job by the demo, then settings and a schedule.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { accessibilityViolations } from './accessibility.ts';
import { PATIENCE_MS, startWeb, type Visitor, type WebRig } from './browser.ts';
import { hasChromium } from './chromium.ts';

jest.setTimeout(PATIENCE_MS);

const PHONES = [390, 320];

let web: WebRig;
let visitor: Visitor;
let page: Page;
beforeAll(async () => {
  if (!hasChromium()) return;
  web = await startWeb({ env: { ANTHROPIC_API_KEY: undefined, ANTHROPIC_BASE_URL: undefined } });
  visitor = await web.visit();
  page = visitor.page;
});
afterAll(() => web?.end());

const main = () => page.getByRole('main');
/** From the welcome on, by what is there to be clicked. What became of it is looked up on the disk. */
async function doDemo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Use the demo' }).click();
  await page.getByText('Scripted demo, no AI.').waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Use this folder' }).click();
  expect(await page.getByLabel('What should be done?').inputValue()).toContain('Sort this folder');
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sort my Downloads' }).waitFor();
  const { client } = web.rig;
  const taskId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const folder = (await client.task(taskId)).folders[0]?.path ?? '';
  const before = readdirSync(folder, { recursive: true }).sort();

  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await page.getByRole('button', { name: 'Undo all' }).waitFor();
  expect(existsSync(`${folder}/VAT sheet.csv`)).toBe(true);
  expect((await client.task(taskId)).model).toBe('scripted');
  await page.getByRole('button', { name: 'Undo all' }).click();
  const redo = page.getByRole('button', { name: 'Do all of it again' });
  await redo.waitFor();
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
  await redo.click();
  await page.getByRole('button', { name: 'Undo all' }).waitFor();
  await until(async () => existsSync(`${folder}/VAT sheet.csv`));
  expect(await page.getByText('Scripted demo, no AI.').isVisible()).toBe(true);
}
const banner = () => page.getByText('Scripted demo, no AI.');
const until = async (what: () => Promise<boolean>): Promise<void> => {
  while (!(await what())) await new Promise((again) => setTimeout(again, 50));
};

(hasChromium() ? describe : describe.skip)('without a key', () => {
  it('home leads to the welcome, and the demo to a finished, undone and redone job', async () => {
    await page.getByRole('heading', { level: 1, name: 'Welcome' }).waitFor();
    await doDemo(page);
  });

  it('the same on a phone', async () => {
    const phone = await web.visit({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
    const job = phone.page.getByLabel('What should be done?');
    const toJob = async (): Promise<void> => {
      await phone.page.goto('/welcome');
      await phone.page.getByRole('button', { name: 'Use the demo' }).click();
      await phone.page.getByRole('button', { name: 'Use this folder' }).click();
    };
    await toJob();
    const given = await job.inputValue();
    await job.fill('Something else');
    await toJob();
    expect(await job.inputValue()).toBe('Something else');
    await job.fill(given);
    await phone.page.goto('/welcome');
    await doDemo(phone.page);
    expect(phone.problems()).toEqual([]);
  });

  it('other jobs are told what the demo is', async () => {
    const { client } = web.rig;
    const { id } = await client.createTask({ prompt: 'Write a poem.', folders: [] });
    await until(async () => (await client.task(id)).status === 'completed');
    expect((await client.task(id)).outcome).toContain('no AI reads this');
  });

  it('settings are saved when they are changed, survive a reload, and keep what was typed when they are wrong', async () => {
    await page.goto('/settings');
    await page.getByLabel('Most per day, in US dollars').fill('7,5');
    await page.getByLabel('Most per day, in US dollars').press('Enter');
    await main().getByText('Saved').first().waitFor();
    await page.getByLabel('Tasks at work at once', { exact: true }).fill('many');
    await page.getByLabel('Tasks at work at once', { exact: true }).blur();
    await page.getByText('Please give a whole number from 1 on').waitFor();
    expect(await page.getByLabel('Tasks at work at once', { exact: true }).inputValue()).toBe('many');
    await page.getByLabel('from', { exact: true }).fill('22:30');
    await page.getByRole('button', { name: 'Off' }).waitFor();
    await page.getByRole('checkbox', { name: 'Keep this computer awake while a task works' }).uncheck();
    await until(async () => {
      const { keepAwake, quietHours } = await web.rig.client.settings();
      return !keepAwake && quietHours !== null;
    });
    expect(await web.rig.client.settings()).toMatchObject({
      dailyMaxUsd: 7.5,
      runningTasks: 4,
      quietHours: { from: '22:30', to: '07:00' },
    });
    await page.reload();
    await page.getByLabel('Most per day, in US dollars').waitFor();
    expect(await page.getByLabel('Most per day, in US dollars').inputValue()).toBe('7.5');
    expect(await page.getByLabel('from', { exact: true }).inputValue()).toBe('22:30');
    expect(await page.getByLabel('Most space for it, in GB').inputValue()).toBe('10');
    expect((await web.rig.client.settings()).retentionBytes).toBe(10e9);
    await main().getByText('node', { exact: true }).waitFor();
    await main()
      .getByText(/^At present: /)
      .waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  it('a key goes in and is not shown, where it is kept is said, and it ends the demo; a test does not take the demo for a model', async () => {
    await page.getByRole('button', { name: 'Test' }).click();
    await page.getByText('The scripted demo answers at present').waitFor();
    await page.getByLabel('Key of the AI service').fill('sk-ant-of-nobody');
    await page.getByRole('button', { name: 'Keep this key' }).click();
    await page.getByText('A key is kept in a file that only you can read.').waitFor();
    expect(await page.getByLabel('Key of the AI service').inputValue()).toBe('');
    expect(await page.content()).not.toContain('sk-ant-of-nobody');
    await page.getByText('Scripted demo, no AI.').waitFor({ state: 'hidden' });
    expect(await web.rig.client.settings()).toMatchObject({ demo: false });
    await page.getByRole('button', { name: 'Forget the key' }).click();
    await page.getByText('No key yet.').waitFor();
    // The rest is done with the demo.
    await web.rig.client.startDemo();
    await page.reload();
    await page.getByText('Scripted demo, no AI.').waitFor();
  });

  it('everything is made into one file and saved, and one task with what its commands sent is looked at', async () => {
    const region = page.getByRole('region', { name: 'Take everything along' });
    await region.getByRole('button', { name: 'Make the file' }).click();
    const link = region.getByRole('link', { name: /^Save cowork-all-.*tar\.gz/ });
    await link.waitFor();
    const saving = page.waitForEvent('download');
    await link.click();
    expect((await saving).suggestedFilename()).toMatch(/^cowork-all-.*\.tar\.gz$/);
    // The browser runs as nobody and may write nowhere: the same bytes, asked for as the page does.
    const address = JSON.stringify(await link.getAttribute('href'));
    const saved = await page.evaluate<number[]>(
      `(async () => Array.from(new Uint8Array(await (await fetch(${address})).arrayBuffer())))()`,
    );
    const archive = gunzipSync(Buffer.from(saved));
    const { items } = await web.rig.client.tasks();
    for (const { id } of items) expect(archive.includes(`tasks/${id}/`)).toBe(true);
    await page.reload();
    await link.waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);

    await page.goto(`/tasks/${items[0]?.id}`);
    await page.getByRole('button', { name: 'More about this task' }).click();
    await page.getByRole('menuitem', { name: 'What its commands sent…' }).click();
    await page.getByRole('dialog').getByText('Its commands sent nothing').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'More about this task' }).click();
    await page.getByRole('menuitem', { name: 'Save as a file…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make the file' }).click();
    await page.getByRole('link', { name: new RegExp(`^Save cowork-${items[0]?.id}`) }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.goto('/settings');
  });

  it('a folder is added by the picker, gets another access, and is taken away', async () => {
    await page.getByRole('button', { name: 'Add a folder' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Cowork', exact: true }).click();
    await dialog.getByRole('button', { name: 'Demo', exact: true }).click();
    await dialog.getByRole('button', { name: 'Downloads', exact: true }).click();
    await dialog.getByText(/Cowork\/Demo\/Downloads$/).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Use this folder' }).click();
    await page.getByLabel(/^What a task may do in/).selectOption('read');
    await until(async () => (await web.rig.client.folders()).items.some(({ access }) => access === 'read'));
    await page.getByRole('button', { name: /^Take away:/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take away' }).click();
    await page.getByText('No folders yet').waitFor();
  });

  it('a schedule is written in words, shows its next five times, is done now, and has a history', async () => {
    await page.goto('/schedules');
    await page.getByText('No schedules yet').waitFor();
    await page.goto('/schedules/new?prompt=Look%20at%20it.');
    expect(await page.getByLabel('What should be done?').inputValue()).toBe('Look at it.');
    await page.getByLabel('When', { exact: true }).fill('every blue moon');
    await page.getByRole('alert').waitFor();
    await page.getByLabel('When', { exact: true }).fill('every friday at 16');
    await page.getByText('Every Friday at 16:00', { exact: false }).first().waitFor();
    await until(async () => (await main().locator('ol time').count()) === 5);
    await page.getByLabel('Where').selectOption('none');
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Look at it.' }).waitFor();
    await page.getByText('Nothing was due so far').waitFor();
    await page.getByRole('button', { name: 'Do it now' }).click();
    await main().getByText('by hand').waitFor();
    await main().getByRole('listitem').getByText('done').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    await page.getByRole('button', { name: 'Change' }).click();
    await page.getByLabel('When', { exact: true }).fill('every day at 7');
    await page.getByRole('button', { name: 'Save' }).click();
    await main().getByText('every day at 07:00').waitFor();
    await page.goto('/schedules');
    await main()
      .getByRole('link', { name: /Look at it/ })
      .waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`fits phones and is accessible there: ${colorScheme}`, async () => {
      const phone = await web.visit({ colorScheme, hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
      const [schedule] = (await web.rig.client.schedules()).items;
      for (const place of [
        '/welcome',
        '/settings',
        '/schedules',
        `/schedules/${schedule?.id}`,
        `/schedules/${schedule?.id}/edit`,
      ]) {
        await phone.page.goto(place);
        await phone.page.getByRole('main').locator('h2, label, li').first().waitFor();
        for (const width of PHONES) {
          await phone.page.setViewportSize({ width, height: 844 });
          const wider = await phone.page.evaluate('document.documentElement.scrollWidth > innerWidth');
          expect({ place, width, wider }).toEqual({ place, width, wider: false });
        }
        expect({ place, found: await accessibilityViolations(phone.page) }).toEqual({ place, found: [] });
      }
      expect(phone.problems()).toEqual([]);
    });

  it('the schedule is removed, the demo is left, and nothing was said to anybody else', async () => {
    await main()
      .getByRole('link', { name: /Look at it/ })
      .click();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No schedules yet').waitFor();
    await page.getByRole('button', { name: 'Leave the demo' }).click();
    await banner().waitFor({ state: 'detached' });
    expect(await web.rig.client.settings()).toMatchObject({ demo: false, baseUrl: null });
    // What was typed wrong is answered with 422, which the browser writes into its console.
    expect(visitor.problems().filter((problem) => !problem.includes('422'))).toEqual([]);
  });
});
