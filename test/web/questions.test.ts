// Questions in a real browser: Enter allows what was seen and nothing else, the queue has no end at fifty, and pictures are shown small.
// Long, because its cases share one product, one browser and the questions that wait in it.
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { isFinished } from '../../src/contract/task.ts';
import type { ParsedRequest } from '../../src/demo/model-server/port.ts';
import { call, inSteps, lastResults } from '../rig/scripts.ts';
import { untilStatus } from '../rig/watch-task.ts';
import { accessibilityViolations } from './accessibility.ts';
import { PATIENCE_MS, startWeb, type WebRig } from './browser.ts';
import { hasChromium } from './chromium.ts';
import { goOn, goOnToItsEnd } from './go-on.ts';

jest.setTimeout(PATIENCE_MS);

const PICTURE = fileURLToPath(new URL('../../src/web/public/icon-192.png', import.meta.url));
const SCRIPTED_DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>document.title = 'ran'</script><rect width="9" height="9"/></svg>`;
const LINES = Array.from({ length: 120 }, (_, n) => `line ${n} as it is`);
const FEW = ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt'];
const MANY = Array.from({ length: 150 }, (_, n) => `${String(n).padStart(3, '0')}.txt`);

const isThread = (request: Pick<ParsedRequest, 'system'>): boolean =>
  JSON.stringify(request.system).includes('one long conversation');
const moving = (folder: string, names: readonly string[]) =>
  inSteps(
    {
      toolCalls: [
        call('move_files', {
          moves: names.map((name) => ({ from: `/folders/${folder}/${name}`, to: `/folders/${folder}/Sorted/${name}` })),
        }),
      ],
    },
    { text: 'Sorted.' },
  );

let web: WebRig;
beforeAll(async () => {
  if (!hasChromium()) return;
  web = await startWeb({
    route: (request) => (isThread(request) ? 'thread' : undefined),
    scripts: {
      text: inSteps(
        {
          toolCalls: [
            call('write_file', {
              path: '/folders/Text/a.txt',
              content: LINES.map((line) => line.replace('is', 'will be')).join('\n'),
            }),
          ],
        },
        { text: 'Written.' },
      ),
      many: moving('Many', MANY),
      low: moving('Low', FEW),
      again: moving('Again', ['a.txt']),
      under: moving('Under', ['a.txt']),
      queue: moving('Queue', ['a.txt']),
      pictures: inSteps(
        {
          toolCalls: [
            call('move_files', {
              moves: ['photo.png', 'drawing.svg', 'broken.jpg'].map((name) => ({
                from: `/folders/Pictures/${name}`,
                to: `/folders/Pictures/Sorted/${name}`,
              })),
            }),
          ],
        },
        { text: 'Sorted.' },
      ),
      schedule: inSteps(
        {
          toolCalls: [
            call('schedule_task', {
              ...{ when: 'every friday at 16:00', name: 'Weekly sums', prompt: 'Add up the week.', max_usd: 1, daily_max_usd: 3 },
            }),
          ],
        },
        { text: 'Done.' },
      ),
      twice: inSteps(
        { toolCalls: [call('ask_user', { question: 'Which year?' })] },
        { toolCalls: [call('ask_user', { question: 'Which month?' })] },
        { text: 'Done.' },
      ),
      thread: (request) =>
        lastResults(request).length > 0
          ? { text: 'It is under way.' }
          : { toolCalls: [call('start_task', { title: 'Tidy up', prompt: 'Ask. [[script:twice]]' })] },
    },
  });
});
afterAll(() => web?.end());

async function asking(script: string, folder?: string): Promise<string> {
  const folders = folder === undefined ? [] : [{ path: folder }];
  const { id } = await web.rig.client.createTask({ prompt: `Do it. [[script:${script}]]`, title: `Do ${script}`, folders });
  await untilStatus(() => web.rig.client, id, 'waiting_approval');
  return id;
}
function folderOf(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(web.rig.base, name);
  mkdirSync(folder);
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  return folder;
}

/** So that each begins with nothing that waits. */
afterEach(async () => {
  if (!web) return;
  const { client } = web.rig;
  for (const { id, status } of (await client.tasks({ limit: 100 })).items) {
    if (isFinished(status)) continue;
    await client.cancel(id);
    await untilStatus(() => client, id, 'cancelled');
  }
});

const card = (page: Page): Locator => page.locator('[role=group][data-question]');
const place = (scroller: Locator): Promise<number> => scroller.evaluate((element) => element.scrollTop);
const isAtEnd = (scroller: Locator): Promise<boolean> =>
  scroller.evaluate((element) => element.scrollTop + element.clientHeight >= element.scrollHeight - 2);

/** Goes on until something has moved; all cannot have been seen before. */
async function goOnUntil(page: Page, hasMoved: () => Promise<boolean>): Promise<void> {
  while (!(await hasMoved())) expect(await goOn(card(page))).toBe(false);
}

/** Reads to the end without allowing anything, and then allows. */
async function allowByKeys(page: Page, id: string): Promise<void> {
  await goOnToItsEnd(card(page));
  expect((await web.rig.client.task(id)).status).toBe('waiting_approval');
  await card(page).press('Enter');
  await untilStatus(() => web.rig.client, id, 'completed');
}

(hasChromium() ? describe : describe.skip)('a question in the page', () => {
  it('is allowed by Enter only once a changed text was read to its end', async () => {
    const id = await asking('text', folderOf('Text', { 'a.txt': LINES.join('\n') }));
    const { page, problems } = await web.visit();
    await page.goto('/approvals');
    const difference = card(page).getByRole('region', { name: 'What changes in the text' });
    await difference.getByText('line 0 as it will be').waitFor();
    await goOnUntil(page, async () => (await place(difference)) > 0);
    expect(await isAtEnd(difference)).toBe(false);
    await allowByKeys(page, id);
    expect(problems()).toEqual([]);
  });

  it('is not seen by jumping to its end, and Enter goes back to what was passed over', async () => {
    const folder = folderOf('Many', Object.fromEntries(MANY.map((name) => [name, name])));
    const id = await asking('many', folder);
    const { page } = await web.visit();
    await page.goto('/approvals');
    const list = card(page).getByRole('region', { name: 'Question' });
    await list.getByText('000.txt').waitFor();
    await list.focus();
    await page.keyboard.press('End');
    // Folders that are made stand below the moves.
    await list.getByText('new folder').waitFor();
    await page.waitForFunction(
      (element) => element !== null && element.scrollTop + element.clientHeight >= element.scrollHeight - 2,
      await list.elementHandle(),
    );
    const end = await place(list);
    await goOnUntil(page, async () => (await place(list)) < end);
    // What the filter leaves out was not seen by looking at the rest.
    await card(page).getByRole('searchbox').fill('149');
    await card(page).getByText('1 found').waitFor();
    await goOnUntil(page, async () => (await card(page).getByText('1 found').count()) === 0);
    await allowByKeys(page, id);
  });

  it('is not seen where its own buttons lie on it', async () => {
    const folder = folderOf('Low', Object.fromEntries(FEW.map((name) => [name, name])));
    const id = await asking('low', folder);
    const { page } = await web.visit({ viewport: { width: 1000, height: 420 } });
    await page.goto('/approvals');
    await card(page).getByText('5 files will move').waitFor();
    const scrolled = (): Promise<number> => page.evaluate('scrollY');
    const before = await scrolled();
    await goOnUntil(page, async () => (await scrolled()) > before);
    await allowByKeys(page, id);
  });

  it('is not seen under an open dialog', async () => {
    const id = await asking('under', folderOf('Under', { 'a.txt': 'a' }));
    const { page } = await web.visit();
    const held = Promise.withResolvers<void>();
    await page.route(/\/approvals\?/, async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.goto('/approvals');
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Help' });
    await dialog.waitFor();
    held.resolve();
    const under = page.locator('[data-question]');
    await under.waitFor();
    // Ten looks.
    await page.waitForTimeout(1_000);
    expect(await under.getAttribute('data-seen')).toBe('false');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await allowByKeys(page, id);
  });

  it('says that its rest cannot be read, asks a few times only, and again when it is told to', async () => {
    const { page } = await web.visit();
    let asked = 0;
    await page.route(/\/approvals\?/, async (route) => {
      const { items, ...rest } = await web.rig.client.approvals({ status: 'pending' });
      const json = items.map(({ preview, ...item }) => ({
        ...item,
        preview: { ...preview, next: String(preview.operations.length) },
      }));
      await route.fulfill({ json: { ...rest, items: json } });
    });
    await page.route(/\/approvals\/[^/?]+\?cursor=/, (route) => {
      asked += 1;
      return route.fulfill({ status: 500, json: { code: 'internal', title: 'no', detail: 'The disk was asleep.', status: 500 } });
    });
    const id = await asking('again', folderOf('Again', { 'a.txt': 'a' }));
    await page.goto('/approvals');
    await card(page)
      .getByText(/could not be read/)
      .waitFor();
    expect(asked).toBe(3);
    expect(await card(page).getByRole('button', { name: 'Allow', exact: true }).isDisabled()).toBe(true);
    await page.unroute(/\/approvals\/[^/?]+\?cursor=/);
    await card(page).getByRole('button', { name: 'Try again' }).click();
    await card(page)
      .getByText(/could not be read/)
      .waitFor({ state: 'detached' });
    await card(page).getByRole('button', { name: 'Allow', exact: true }).click();
    await untilStatus(() => web.rig.client, id, 'completed');
  });

  it('stands in a queue that goes on beyond fifty and says how many there are', async () => {
    await asking('queue', folderOf('Queue', { 'a.txt': 'a' }));
    const { page } = await web.visit();
    const [one] = (await web.rig.client.approvals({ status: 'pending' })).items;
    await page.route(/\/approvals\?/, async (route) => {
      const second = new URL(route.request().url()).searchParams.get('cursor') === 'second';
      const items = Array.from({ length: second ? 7 : 50 }, (_, n) => ({ ...one, id: `${second ? 'b' : 'a'}${n}` }));
      await route.fulfill({ json: { items, total: 57, ...(second ? {} : { next: 'second' }) } });
    });
    await page.goto('/approvals');
    await page.getByText('50 of 57 shown').waitFor();
    await page.getByRole('navigation').getByText('Waiting for you (57)').waitFor();
    expect(await card(page).count()).toBe(50);
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' });
    expect(await card(page).count()).toBe(57);
  });

  it('shows all of a schedule that the agent wants', async () => {
    const id = await asking('schedule');
    const { page } = await web.visit();
    await page.goto(`/tasks/${id}`);
    const wish = card(page).locator('dl');
    for (const part of [
      'Weekly sums',
      'Add up the week.',
      '1.00 $ each time',
      '300 steps each time',
      '8 h at work each time',
      '3.00 $ a day',
    ])
      await wish.getByText(part).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  it('shows pictures small, in room that is kept for them, and runs nothing in them', async () => {
    const folder = folderOf('Pictures', { 'drawing.svg': SCRIPTED_DRAWING, 'broken.jpg': 'no picture' });
    copyFileSync(PICTURE, join(folder, 'photo.png'));
    const id = await asking('pictures', folder);
    const { page, problems } = await web.visit();
    await page.goto(`/tasks/${id}`);
    await card(page).getByText('3 files will move').waitFor();
    await page.waitForFunction(
      () =>
        [...document.querySelectorAll<HTMLImageElement>('[data-question] img')].filter((one) => one.naturalWidth > 0).length ===
        2,
    );
    await card(page).getByLabel('This picture cannot be shown small').waitFor();
    expect(await page.title()).not.toContain('ran');
    const sizes = await card(page)
      .locator('[title=Picture]')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    expect(sizes).toEqual([48, 48, 48]);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(problems()).toEqual([]);
  });

  it('is open in its conversation until that very question has its answer', async () => {
    const { page } = await web.visit();
    const field = page.getByRole('textbox', { name: 'Message' });
    await field.fill('Tidy up');
    await field.press('Enter');
    const log = page.getByRole('list', { name: 'Conversation' });
    const told = (text: string): Locator => log.getByRole('listitem').filter({ hasText: text });
    await told('Which year?').getByRole('link', { name: 'Look and answer' }).waitFor();
    const [task] = (await web.rig.client.tasks({ status: 'waiting_input' })).items;
    const [question] = (await web.rig.client.task(task!.id)).questions;
    await web.rig.client.answer(task!.id, { questionId: question!.id, text: 'This one' });
    // The task asks again: the first question is answered all the same.
    await told('Which month?').getByRole('link', { name: 'Look and answer' }).waitFor();
    await told('Which year?').getByText('Answered, or not asked any more').waitFor();
  });
});
