// Home and conversations in a real browser: from the first words to a task's outcome, offline and back, found again.
// Long, because every case talks to the same product and browser, which take longer to start than the cases.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page, Route } from 'playwright-core';
import type { ParsedRequest, Reply } from '../../src/demo/model-server/port.ts';
import { call, inSteps, lastResults, lastWords } from '../rig/scripts.ts';
import { untilStatus } from '../rig/watch-task.ts';
import { accessibilityViolations } from './accessibility.ts';
import { LOOKS, PATIENCE_MS, signIn, startWeb, type WebRig, WITH_SERVICE_WORKER } from './browser.ts';
import { hasChromium } from './chromium.ts';

jest.setTimeout(PATIENCE_MS);

const isThread = (request: Pick<ParsedRequest, 'system'>): boolean =>
  JSON.stringify(request.system).includes('one long conversation');

/** Starts a task where it is asked to; repeats the words else. */
function answer(request: ParsedRequest): Reply {
  const said = lastWords(request);
  if (lastResults(request).length > 0) return { text: 'It is under way.' };
  if (said.includes('Make me the VAT'))
    return { toolCalls: [call('start_task', { title: 'VAT sheet', prompt: 'Make it. [[script:sheet]]' })] };
  if (said.includes('Tidy up a'))
    return { toolCalls: [call('start_task', { title: 'Tidy a year', prompt: 'Ask. [[script:asks]]' })] };
  return { text: `Heard ${said.match(/number \d+/)?.[0] ?? 'you'}.` };
}

let web: WebRig;
beforeAll(async () => {
  if (!hasChromium()) return;
  web = await startWeb({
    route: (request) => (isThread(request) ? 'thread' : undefined),
    scripts: {
      thread: answer,
      sheet: inSteps(
        { toolCalls: [call('create_artifact', { title: 'Umsatzsteuer Mai', type: 'csv', content: 'shop;eur\nKiosk;12,50\n' })] },
        { text: 'The sheet of the kiosk is made.' },
      ),
      asks: inSteps({ toolCalls: [call('ask_user', { question: 'Which year?' })] }, { text: 'Done.' }),
    },
  });
});
afterAll(() => web?.end());

const log = (page: Page) => page.getByRole('list', { name: 'Conversation' });
const message = (page: Page) => page.getByRole('textbox', { name: 'Message' });
async function say(page: Page, text: string): Promise<void> {
  await message(page).fill(text);
  await message(page).press('Enter');
}
async function looksRight(page: Page): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
  expect(await accessibilityViolations(page)).toEqual([]);
}
/** Also at the narrowest width. */
async function looksRightAnywhere(page: Page): Promise<void> {
  await looksRight(page);
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: size.height });
  await looksRight(page);
  await page.setViewportSize(size);
}

(hasChromium() ? describe : describe.skip)('home and conversations', () => {
  it('goes from the first words to the outcome of a task, and to its results', async () => {
    const { page, problems } = await web.visit(WITH_SERVICE_WORKER);
    await say(page, 'Make me the VAT sheet of May');
    await page.waitForURL(/\/threads\/h/);
    await log(page).getByText('Make me the VAT sheet of May').waitFor();
    await log(page).getByText('The sheet of the kiosk is made.').waitFor();
    await log(page).getByText('It is under way.').waitFor();
    await page.getByRole('heading', { level: 1, name: 'Make me the VAT sheet of May', exact: true }).waitFor();
    await looksRight(page);
    await log(page).getByRole('link', { name: 'Umsatzsteuer Mai.csv' }).click();
    await page.waitForURL(/\/outputs\?output=/);
    expect(problems()).toEqual([]);
  });

  it('shows a question of a task as wanted, at home as well', async () => {
    const { page } = await web.visit();
    await say(page, 'Tidy up a year');
    await log(page).getByRole('link', { name: 'Look and answer' }).waitFor();
    await page.goto('/');
    await page.getByRole('main').getByText('Waiting for you (1)').waitFor();
    await page.getByRole('navigation').getByText('Waiting for you (1)').waitFor();
    await looksRight(page);
  });

  it('takes files by paste, drop and button, and keeps what is typed over a reload', async () => {
    const { page } = await web.visit();
    await message(page).fill('Look at these');
    await message(page).evaluate(give, { how: 'paste', name: 'shot.png' });
    await page.getByRole('button', { name: 'Remove shot.png' }).waitFor();
    await message(page).evaluate(give, { how: 'drop', name: 'letter.pdf' });
    await page.getByRole('button', { name: 'Remove letter.pdf' }).waitFor();
    await page.locator('.animate-spin').first().waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('button', { name: 'Remove letter.pdf' }).waitFor();
    expect(await message(page).inputValue()).toBe('Look at these');
    await page.getByRole('button', { name: 'Remove shot.png' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    await log(page).getByText('letter.pdf').waitFor();
    expect(await log(page).getByText('shot.png').count()).toBe(0);
  });

  it('takes files that are dropped beside the composer, says how a folder is given, and tries again', async () => {
    const { page } = await web.visit();
    await message(page).waitFor();
    const body = page.locator('body');
    await page.route('**/uploads', (route) => route.fulfill({ status: 400, json: {} }), { times: 1 });
    await body.evaluate(give, { how: 'drop', name: 'letter.pdf' });
    await page.getByText('letter.pdf could not be attached').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('letter.pdf', { exact: true }).waitFor();
    await page.locator('.animate-spin').first().waitFor({ state: 'detached' });
    // What is too large is too large the next time.
    const json = { code: 'too_large', title: 'no', status: 413, detail: 'A file may have 2 GB; nothing of it was kept.' };
    await page.route('**/uploads', (route) => route.fulfill({ status: 413, json }), { times: 1 });
    await body.evaluate(give, { how: 'drop', name: 'film.mov' });
    await page.getByText('film.mov could not be attached. Nothing else was lost. A file may have 2 GB').waitFor();
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Remove film.mov' }).click();
    await page.evaluate('DataTransferItem.prototype.webkitGetAsEntry = () => ({ isDirectory: true })');
    await body.evaluate(give, { how: 'drop', name: 'Receipts' });
    await page.getByText('A folder is not attached.').waitFor();
    expect(await page.getByRole('button', { name: 'Remove Receipts' }).count()).toBe(0);
    await page.goto('/settings');
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await body.evaluate(give, { how: 'drop', name: 'letter.pdf' })).toBe(false);
  });

  it('has the focus where one types, and after a dialog where it was', async () => {
    const { page } = await web.visit();
    const isFocused = (locator: ReturnType<typeof message>): Promise<void> =>
      locator.and(page.locator(':focus')).waitFor({ state: 'attached' });
    await isFocused(message(page));
    await page.keyboard.type('Said without a click');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/threads\/h/);
    await isFocused(message(page));
    const menu = page.getByRole('button', { name: 'More for this conversation' });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Rename…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).waitFor();
    await page.keyboard.press('Escape');
    await isFocused(menu);
    await page.getByRole('link', { name: 'Schedules' }).first().click();
    await isFocused(page.getByRole('heading', { level: 1, name: 'Schedules' }));
    await page.getByRole('link', { name: 'New', exact: true }).first().click();
    await isFocused(message(page));
  });

  it('keeps what is said while the product is away, edits it by ↑, and sends it once', async () => {
    const { page } = await web.visit(WITH_SERVICE_WORKER);
    await say(page, 'The first words');
    await page.waitForURL(/\/threads\/h/);
    await log(page).getByText('The first words').waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1)!;
    await page.context().setOffline(true);
    await say(page, 'Said with a mistkae');
    await page.getByText(/^Kept here/).waitFor();
    await message(page).press('ArrowUp');
    await page.waitForFunction(() => document.querySelector('textarea')?.value === 'Said with a mistkae');
    await say(page, 'Said while it was away');
    await page.getByText(/^Kept here/).waitFor();
    await page.context().setOffline(false);
    await log(page).getByText('Said while it was away').waitFor();
    await page.getByText(/^Kept here/).waitFor({ state: 'detached' });
    const said = (await web.rig.client.threadEventsSoFar(id, {})).filter((event) => event.type === 'message_added');
    expect(said.filter(({ role }) => role === 'user').map(({ text }) => text)).toEqual([
      'The first words',
      'Said while it was away',
    ]);
  });

  it('says to a task what was said while the product was away, though its page was left', async () => {
    const { client } = web.rig;
    const { id } = await client.createTask({ prompt: 'Ask. [[script:asks]]', title: 'Left behind' });
    const { page } = await web.visit(WITH_SERVICE_WORKER);
    await page.goto(`/tasks/${id}`);
    const field = page.getByRole('textbox', { name: 'Say something to the agent' });
    await field.waitFor();
    await page.context().setOffline(true);
    await field.fill('First this');
    await field.press('Enter');
    await field.fill('then that');
    await field.press('Enter');
    await page
      .getByText(/^Kept here/)
      .nth(1)
      .waitFor();
    await field.fill('and more');
    await page.getByRole('button', { name: 'Edit', exact: true }).nth(1).click();
    await page.waitForFunction((box) => 'value' in box && box.value === 'then that\nand more', await field.elementHandle());
    await field.press('Enter');
    await page.getByRole('link', { name: 'New', exact: true }).first().click();
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    await page.context().setOffline(false);
    await page.waitForFunction(() => localStorage.getItem('outgoing') === null);
    const said = (await client.eventsSoFar(id)).items.filter((event) => event.type === 'message_added' && event.role === 'user');
    expect(said.map((event) => 'text' in event && event.text)).toEqual(['First this', 'then that\nand more']);

    await page.goto(`/tasks/${id}`);
    await field.fill('typed too late');
    await client.cancel(id, { how: 'now' });
    await page.getByRole('button', { name: 'Say it in a conversation' }).click();
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    expect(await message(page).inputValue()).toBe('typed too late');
  });

  it('sends what a full storage could not keep, while the page is open', async () => {
    const { page } = await web.visit(WITH_SERVICE_WORKER);
    await message(page).waitFor();
    await page.evaluate(() => {
      for (let size = 1 << 22; size > 0; size >>= 1)
        for (let n = 0; n < 8; n += 1)
          try {
            localStorage.setItem(`full ${size} ${n}`, 'x'.repeat(size));
          } catch {
            break;
          }
    });
    await page.context().setOffline(true);
    await say(page, 'There was no room for this');
    await page.getByText(/^The storage of this browser is full/).waitFor();
    await page.context().setOffline(false);
    await log(page).getByText('There was no room for this').waitFor();
    await page.getByText(/^The storage of this browser is full/).waitFor({ state: 'detached' });
  });

  it('stays at how to sign in while something is unsent, and sends it after', async () => {
    const { page } = await web.visit(WITH_SERVICE_WORKER);
    await message(page).waitFor();
    await page.context().setOffline(true);
    await say(page, 'Said before the cookie was gone');
    await page.getByText(/^Kept here/).waitFor();
    await page.context().clearCookies();
    await page.context().setOffline(false);
    await page.getByText('cowork open').waitFor();
    // Still for three seconds: a page that goes back and forth never is.
    await page.evaluate(async () => {
      await new Promise<void>((resolve) => {
        let still = setTimeout(resolve, 3_000);
        new MutationObserver(() => {
          clearTimeout(still);
          still = setTimeout(resolve, 3_000);
        }).observe(document.body, { childList: true, subtree: true });
      });
    });
    expect(await page.getByText('cowork open').count()).toBe(1);
    await signIn(web.rig, page);
    await page.waitForFunction(() => localStorage.getItem('outgoing') === null);
    const { items } = await web.rig.client.threads();
    const said = await Promise.all(items.map(({ id }) => web.rig.client.threadEventsSoFar(id, {})));
    expect(said.flat().filter((event) => 'text' in event && event.text === 'Said before the cookie was gone')).toHaveLength(1);
  });

  it('goes on, and sends what is unsent, when somebody signs in from another tab', async () => {
    const { page } = await web.visit(WITH_SERVICE_WORKER);
    await message(page).waitFor();
    await page.context().setOffline(true);
    await say(page, 'Said before somebody signed in elsewhere');
    await page.getByText(/^Kept here/).waitFor();
    await page.context().clearCookies();
    await page.context().setOffline(false);
    await page.getByText('cowork open').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await signIn(web.rig, await page.context().newPage());
    await message(page).waitFor();
    await page.waitForFunction(() => localStorage.getItem('outgoing') === null);
  });

  it('has its composer also where the page was opened while the product was away', async () => {
    const { page } = await web.visitUnsigned();
    let refused = 0;
    const away = (route: Route): Promise<void> => {
      refused += 1;
      return route.abort();
    };
    await page.route('**/api/v1/capabilities', away);
    await signIn(web.rig, page);
    while (refused < 4) await sleep(100);
    expect(await message(page).count()).toBe(0);
    await page.unroute('**/api/v1/capabilities', away);
    await message(page).waitFor();
    await page.route('**/api/v1/**', away);
    await page.reload();
    await page.getByText('trying again').waitFor();
    await message(page).fill('Typed while it was away');
  });

  it('opens at the newest, brings older messages on scroll, and opens at a hit', async () => {
    const { client } = web.rig;
    const { id } = await client.createThread({ title: 'A long one' });
    for (let n = 1; n <= 70; n += 1) {
      await client.sayInThread(id, { text: `This is number ${n}, with ${n === 7 ? 'Übergrößenträger' : 'some words'}.` });
    }
    const { page, problems } = await web.visit();
    await page.goto(`/threads/${id}`);
    await log(page).getByText('number 70').first().waitFor();
    expect(await log(page).getByText('number 3,').count()).toBe(0);
    await log(page).getByText('number 70').first().hover();
    while ((await log(page).getByText('number 3,').count()) === 0) {
      await page.mouse.wheel(0, -2_000);
      await page.waitForTimeout(50);
    }
    await log(page).getByText('number 3,').waitFor();

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('ubergroßentr');
    await page.getByRole('option', { name: /Übergrößenträger/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\?at=\d+/);
    const hit = log(page).locator('[aria-current]');
    await hit.waitFor();
    expect(await hit.innerText()).toContain('Übergrößenträger');
    await page.waitForFunction(
      (element) => {
        const { top, bottom } = (element as Element).getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      },
      await hit.elementHandle(),
    );
    expect(problems()).toEqual([]);
  });

  it('follows a conversation again after a read was refused', async () => {
    const { page } = await web.visit();
    await say(page, 'Anybody here?');
    await page.waitForURL(/\/threads\/h/);
    await log(page).getByText('Heard you.').first().waitFor();
    const refuse = (route: Route): Promise<void> =>
      route.fulfill({ status: 500, json: { code: 'internal', detail: 'It broke' }, contentType: 'application/problem+json' });
    await page.route('**/api/v1/threads/h*/events*', refuse);
    await page.reload();
    await page.getByRole('link', { name: 'To the start' }).waitFor();
    await page.unroute('**/api/v1/threads/h*/events*', refuse);
    await page.getByRole('main').getByRole('button', { name: 'Try again' }).click();
    await log(page).getByText('Heard you.').first().waitFor();
  });

  it('has several conversations that can be renamed, set, put away and deleted', async () => {
    const { client } = web.rig;
    const [one, two] = [await client.createThread({ title: 'One' }), await client.createThread({ title: 'Two' })];
    const { page } = await web.visit();
    await page.goto(`/threads/${one.id}`);
    const menu = page.getByRole('button', { name: 'More for this conversation' });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Rename…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('One and only');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'One and only' }).waitFor();
    await menu.click();
    await page.getByRole('menuitem', { name: 'Settings of this conversation…' }).click();
    await page.getByLabel('How it asks').selectOption('auto');
    while ((await client.thread(one.id)).mode !== 'auto');
    await page.keyboard.press('Escape');
    await menu.click();
    await page.getByRole('menuitem', { name: 'Put away' }).click();
    await page.getByText('Put away (1)').waitFor();
    await page.goto(`/threads/${two.id}`);
    await menu.click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByText(/Its tasks, their results/).waitFor();
    await page.getByRole('button', { name: 'Delete the conversation' }).click();
    await page.waitForURL((url) => url.pathname === '/');
    await expect(client.thread(two.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('does a task that has ended again, renames it, puts it away, plans it weekly and deletes it, and says what did not work', async () => {
    const { client } = web.rig;
    const prompt = 'Make it once. [[script:sheet]]';
    const given = await client.upload(new Blob(['1;2']), 'list.csv');
    const attachments = [given.id];
    const { id } = await client.createTask({ prompt, title: 'One sheet', folders: [], budget: { maxUsd: 3 }, attachments });
    await untilStatus(() => client, id, 'completed');
    const { page } = await web.visit();
    await page.goto(`/tasks/${id}`);
    const choose = async (name: string): Promise<void> => {
      await page.getByRole('button', { name: 'More about this task' }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    await choose('Again…');
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.waitForURL((url) => url.pathname.startsWith('/tasks/') && !url.pathname.endsWith(id));
    const again = await client.task(new URL(page.url()).pathname.split('/').at(-1) ?? '');
    expect(again).toMatchObject({ prompt, budget: { maxUsd: 3 }, attachments: [{ id: given.id, name: 'list.csv', bytes: 3 }] });
    await page.getByText('list.csv').waitFor();
    await page.goto(`/tasks/${id}`);

    await choose('Rename…');
    await page.getByRole('textbox', { name: 'Name' }).fill('The only sheet');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'The only sheet' }).waitFor();

    await page.route(`**/tasks/${id}`, (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()));
    await choose('Put away');
    const failure = page.getByRole('alert').filter({ hasText: 'This did not work' });
    await failure.waitFor();
    await failure.getByRole('button', { name: 'Close' }).click();
    await failure.waitFor({ state: 'detached' });
    await choose('Put away');
    await failure.waitFor();
    await page.unroute(`**/tasks/${id}`);
    await choose('Put away');
    await page.waitForURL((url) => url.pathname === '/');
    await failure.waitFor({ state: 'detached' });

    await page.goto('/tasks');
    const main = page.getByRole('main');
    await main.getByText('Put away').click();
    await main.getByRole('link', { name: /The only sheet/ }).click();
    await choose('Every week…');
    await page.waitForURL(/from=/);
    expect(await page.getByLabel('What should be done?').inputValue()).toBe(prompt);
    expect(await page.getByLabel('When', { exact: true }).inputValue()).toMatch(/^every \w+day at \d+$/);
    expect(await page.getByLabel('Where').inputValue()).toBe('none');
    await page.getByText(/^every \w+day at \d+:00/i).waitFor();

    await page.goto(`/tasks/${id}`);
    await choose('Delete…');
    await page.getByRole('button', { name: 'Delete the task' }).click();
    await page.waitForURL((url) => url.pathname === '/');
    await expect(client.task(id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('offers jobs that a folder suggests, and takes a folder by its picker', async () => {
    const folder = join(realpathSync(web.rig.base), 'user', 'Pictures');
    mkdirSync(join(folder, 'Inner'), { recursive: true });
    for (let n = 0; n < 12; n += 1) writeFileSync(join(folder, `Screenshot ${n}.png`), '');
    await web.rig.client.addFolder({ path: folder, access: 'write' });
    const { page } = await web.visit();
    await page.getByText('12 screenshots in Pictures').click();
    expect(await message(page).inputValue()).toBe('Sort the screenshots by month (folder Pictures).');
    await page.getByRole('button', { name: 'Pictures: may change' }).click();
    await page.getByRole('menuitem', { name: 'May read' }).click();
    await page.getByRole('button', { name: 'Pictures: may read' }).waitFor();
    await page.getByRole('button', { name: 'Add a folder' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pictures' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Inner' }).click();
    await page.getByRole('dialog').getByText(join(folder, 'Inner')).waitFor();
    await page.getByRole('button', { name: 'Use this folder' }).click();
    await page.getByRole('button', { name: 'Inner: may change' }).waitFor();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.waitForURL(/\/threads\/h/);
    const thread = await web.rig.client.thread(new URL(page.url()).pathname.split('/').at(-1)!);
    expect(thread.folders).toEqual([
      { path: folder, access: 'read' },
      { path: join(folder, 'Inner'), access: 'write' },
    ]);
    // What was chosen was for that one.
    await page.goto('/');
    await page.getByRole('button', { name: 'Pictures: may change' }).waitFor();
    expect(await page.getByRole('button', { name: 'Inner: may change' }).count()).toBe(0);
  });

  for (const [name, look] of LOOKS)
    it(`is whole and accessible: ${name}`, async () => {
      const { page, problems } = await web.visit(look);
      await page.getByText('12 screenshots in Pictures').waitFor();
      await looksRightAnywhere(page);
      const { items } = await web.rig.client.threads();
      const found = items.find(({ title }) => title.includes('VAT'))!;
      await page.goto(`/threads/${found.id}`);
      await log(page).getByText('The sheet of the kiosk is made.').waitFor();
      await looksRightAnywhere(page);
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('sheet');
      await page.getByRole('option', { name: /VAT/ }).first().waitFor();
      await looksRight(page);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('heading', { level: 1 }).click();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Help' }).waitFor();
      await looksRight(page);
      expect(problems()).toEqual([]);
    });
});

/** In the page: a file from the clipboard or from another window. Answers whether the browser would open it. */
function give(target: unknown, { how, name }: { how: string; name: string }): boolean {
  const data = new DataTransfer();
  data.items.add(new File(['bytes'], name, { type: name.endsWith('.png') ? 'image/png' : 'application/pdf' }));
  const init = { bubbles: true, cancelable: true };
  const event =
    how === 'paste'
      ? new ClipboardEvent('paste', { ...init, clipboardData: data })
      : new DragEvent('drop', { ...init, dataTransfer: data });
  return (target as EventTarget).dispatchEvent(event);
}
