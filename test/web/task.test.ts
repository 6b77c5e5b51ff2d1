// A task in the page: what it asks, what it changes, taking that back, speaking to it, ending it.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { call, inSteps } from '../rig/scripts.ts';
import { untilStatus } from '../rig/watch-task.ts';
import { accessibilityViolations } from './accessibility.ts';
import { LOOKS, PATIENCE_MS, startWeb, type WebRig } from './browser.ts';
import { hasChromium } from './chromium.ts';
import { goOnToItsEnd } from './go-on.ts';

jest.setTimeout(PATIENCE_MS);

const NAMES = ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt'];
const moving = (folder: string) => ({
  moves: NAMES.map((name) => ({ from: `/folders/${folder}/${name}`, to: `/folders/${folder}/Sorted/${name}` })),
});
const sort = (folder: string) =>
  inSteps(
    { text: 'I look first.', toolCalls: [call('list_files', { path: `/folders/${folder}` })] },
    { toolCalls: [call('move_files', moving(folder))] },
    { text: 'Sorted **as you allowed**.' },
  );

let web: WebRig;
beforeAll(async () => {
  if (!hasChromium()) return;
  web = await startWeb({
    scripts: {
      one: sort('One'),
      two: sort('Two'),
      three: sort('Three'),
      four: sort('Four'),
      ask: inSteps(
        { toolCalls: [call('ask_user', { question: 'Which colour?', options: ['Red', 'Blue'] })] },
        { text: 'Thank you for the colour.' },
      ),
      // For longer than a whole test may take.
      talk: inSteps({ text: 'I am thinking about it. '.repeat(5_000), chunkDelayMs: 60 }),
    },
  });
});
afterAll(() => web?.end());

/** A folder of five files, and a task that wants to sort it. */
async function sorting(name: string): Promise<{ id: string; folder: string }> {
  const folder = join(web.rig.base, name);
  mkdirSync(folder);
  for (const file of NAMES) writeFileSync(join(folder, file), `content of ${file}\n`);
  const prompt = `Sort it. [[script:${name.toLowerCase()}]]`;
  const { id } = await web.rig.client.createTask({ prompt, title: `Sort ${name}`, folders: [{ path: folder }] });
  await untilStatus(() => web.rig.client, id, 'waiting_approval');
  return { id, folder };
}

const card = (page: Page) => page.locator('[role=group][data-question]');
const isWide = (page: Page): Promise<boolean> => page.evaluate('document.documentElement.scrollWidth > innerWidth');

(hasChromium() ? describe : describe.skip)('a task in the page', () => {
  let first: { id: string; folder: string };

  it('changes only what stayed ticked, and says what the rest needs', async () => {
    first = await sorting('One');
    const { page, problems } = await web.visit();
    await page.goto(`/tasks/${first.id}`);
    const question = card(page);
    await question.getByText('5 files will move').waitFor();
    await question.getByRole('checkbox', { name: 'One/Sorted', exact: true }).uncheck();
    await question.getByRole('button', { name: 'Allow 5 of 6' }).click();
    await question.getByText('What you kept needs').waitFor();
    await question.getByRole('button', { name: 'Tick those too' }).click();
    for (const name of ['b.txt', 'd.txt']) await question.getByRole('checkbox', { name, exact: true }).uncheck();
    await question.getByRole('button', { name: 'Allow 4 of 6' }).click();
    await page.getByText('Sorted as you allowed').waitFor();
    await page.getByText('Left alone').waitFor();
    await page.getByText('2 things, by your choice: 2 files would have moved, none deleted').waitFor();
    expect(readdirSync(join(first.folder, 'Sorted')).sort()).toEqual(['a.txt', 'c.txt', 'e.txt']);
    expect(readdirSync(first.folder).sort()).toEqual(['Sorted', 'b.txt', 'd.txt']);
    expect(await page.title()).toContain('done · Sort One');
    // A step opens to what was asked and answered.
    await page.getByText('Looked at').first().click();
    await page.getByRole('region', { name: 'Asked for' }).getByText('/folders/One').waitFor();
    await page.getByRole('region', { name: 'Answered' }).getByText('a.txt').waitFor();
    // The refusal that was provoked above is the only thing that the console may hold.
    expect(problems().filter((problem) => !problem.includes('422'))).toEqual([]);
  });

  it('is opened at the place that was found, also where that is the outcome', async () => {
    const { page } = await web.visit();
    await page.goto(`/tasks/${first.id}`);
    const said = page.locator('li[data-seq]').filter({ hasText: 'I look first.' });
    const seq = Number(await said.getAttribute('data-seq'));
    await page.goto(`/tasks/${first.id}?at=${seq}`);
    await page.locator(`li[data-seq="${seq}"][aria-current=true]`).waitFor();
    let last = 0;
    const ending = new AbortController();
    for await (const item of web.rig.client.events(first.id, { after: 0, signal: ending.signal })) {
      if (item.type === 'message_added' && item.text.startsWith('Sorted **as')) last = item.seq;
      if (last > 0) break;
    }
    ending.abort();
    await page.goto(`/tasks/${first.id}?at=${last}`);
    await page.locator('.outline-accent').getByText('Sorted as you allowed').waitFor();
  });

  it('takes back one file, keeps both where one changed since, and does it again', async () => {
    const sorted = join(first.folder, 'Sorted');
    const { page } = await web.visit();
    await page.goto(`/tasks/${first.id}/changes`);
    await page.getByText('Show what changed').first().click();
    await page.getByRole('button', { name: 'Take back only One/Sorted/a.txt' }).click();
    await page.getByRole('status').getByText('1 change taken back').waitFor();
    expect(existsSync(join(first.folder, 'a.txt'))).toBe(true);
    expect(readdirSync(sorted).sort()).toEqual(['c.txt', 'e.txt']);

    // Its owner has put another file where this one came from.
    writeFileSync(join(first.folder, 'c.txt'), 'new by its owner\n');
    await page.getByRole('button', { name: /^Undo: 3 files moved/ }).click();
    await page.getByText('These changed since').waitFor();
    expect(existsSync(join(sorted, 'c.txt'))).toBe(true);
    await page.getByRole('button', { name: 'Keep both' }).click();
    await page.getByText('These changed since').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: /^Do it again: 3 files moved/ }).waitFor();
    const contents = readdirSync(first.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    expect(contents).toContain('new by its owner\n');
    expect(contents).toContain('content of c.txt\n');
    expect(existsSync(join(first.folder, 'e.txt'))).toBe(true);

    await page.getByRole('button', { name: /^Do it again: 3 files moved/ }).click();
    await page.getByRole('button', { name: /^Undo: 3 files moved/ }).waitFor();
    await page.getByText('Done again').waitFor();
    expect(await page.getByRole('button', { name: /^Do it again/ }).count()).toBe(0);
    expect(existsSync(join(sorted, 'e.txt'))).toBe(true);
  });

  it('is answered by one of two browsers, and the others see by whom', async () => {
    const { id } = await sorting('Two');
    const here = await web.visit();
    const there = await web.visit();
    const queue = await web.visit();
    await Promise.all([here.page.goto(`/tasks/${id}`), there.page.goto(`/tasks/${id}`), queue.page.goto('/approvals')]);
    for (const { page } of [here, there, queue]) await card(page).getByText('5 files will move').waitFor();
    const answer = here.page.waitForResponse((response) => response.request().method() === 'POST');
    await card(here.page).getByRole('button', { name: 'Allow', exact: true }).click();
    await answer;
    const answeredAt = performance.now();
    await Promise.all([there, queue].map(({ page }) => page.getByText('by Chrome (Linux)').first().waitFor()));
    process.stdout.write(`the other devices heard of it within ${Math.round(performance.now() - answeredAt)} ms\n`);
    await card(there.page).first().waitFor({ state: 'hidden' });
    await untilStatus(() => web.rig.client, id, 'completed');
  });

  it('is answered by keyboard only: from card to card, Enter, d with a note, an option', async () => {
    const three = await sorting('Three');
    const four = await sorting('Four');
    const asked = await web.rig.client.createTask({ prompt: 'Ask. [[script:ask]]', title: 'Colours' });
    await untilStatus(() => web.rig.client, asked.id, 'waiting_input');
    const { page } = await web.visit();
    await page.goto('/approvals');
    await page.getByText('Which colour?').waitFor();
    const focused = (): Promise<string> => page.evaluate("document.activeElement?.innerText ?? ''");
    await page.keyboard.press('j');
    expect(await focused()).toContain('5 files will move');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    const own = await page.evaluate<string>("document.activeElement.closest('article').innerText");
    const [allowed, denied] = own.includes('Sort Four') ? [four, three] : [three, four];
    await goOnToItsEnd(page.locator('[data-question]:focus'));
    await page.keyboard.press('Enter');
    await untilStatus(() => web.rig.client, allowed.id, 'completed');
    expect(readdirSync(allowed.folder)).toEqual(['Sorted']);
    await page.locator('[data-question]:focus', { hasText: '5 files will move' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('d');
    await page.keyboard.type('Leave it as');
    await page.keyboard.press('Escape');
    await page.locator('[data-question]:focus').waitFor();
    await page.keyboard.press('d');
    await page.keyboard.press('End');
    await page.keyboard.type(' it is');
    const answers: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && answers.push(request.url()));
    // Held: the second is its own repetition.
    for (let times = 0; times < 3; times += 1) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    await untilStatus(() => web.rig.client, denied.id, 'completed');
    expect(readdirSync(denied.folder).sort()).toEqual(NAMES);
    expect((await web.rig.client.task(denied.id)).approvals[0]).toMatchObject({ status: 'denied', note: 'Leave it as it is' });
    expect(answers).toHaveLength(1);
    await page.keyboard.press('j');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const { questions } = await untilStatus(() => web.rig.client, asked.id, 'completed');
    expect(questions[0]).toMatchObject({ status: 'answered', choices: ['Blue'] });
  });

  it('is spoken to while it works, keeps what is typed, and is stopped', async () => {
    const { id } = await web.rig.client.createTask({ prompt: 'Talk. [[script:talk]]', title: 'Long talk' });
    const { page, problems } = await web.visit();
    await page.goto(`/tasks/${id}`);
    await page.locator('[data-streaming]').getByText('thinking about it').first().waitFor();
    const field = page.getByRole('textbox', { name: 'Say something to the agent' });
    await field.fill('half a thought');
    await page.reload();
    expect(await field.inputValue()).toBe('half a thought');
    await field.press('End');
    await field.press('Shift+Enter');
    await field.pressSequentially('and the rest');
    await field.press('Enter');
    await page.locator('li[data-seq]', { hasText: 'half a thought' }).last().waitFor();
    expect(await field.inputValue()).toBe('');
    const { items } = await web.rig.client.eventsSoFar(id);
    expect(items.filter((event) => event.type === 'message_added' && event.text === 'half a thought\nand the rest')).toHaveLength(
      1,
    );

    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('button', { name: /^Now/ }).click();
    await page.locator('[data-outcome]').waitFor();
    await page.getByRole('main').getByText('cancelled', { exact: true }).waitFor();
    expect((await untilStatus(() => web.rig.client, id, 'cancelled')).status).toBe('cancelled');
    expect(problems()).toEqual([]);
  });

  it('says what was typed while nobody answered, once, when somebody does again', async () => {
    const { id } = await web.rig.client.createTask({ prompt: 'Talk. [[script:talk]]', title: 'Offline talk' });
    const { page } = await web.visit();
    await page.goto(`/tasks/${id}`);
    const field = page.getByRole('textbox', { name: 'Say something to the agent' });
    await field.waitFor();
    await page.route('**/messages', (route) => route.abort('connectionrefused'));
    await field.fill('said offline');
    await field.press('Enter');
    await page.getByText(/^Kept here/).waitFor();
    await page.unroute('**/messages');
    await page.locator('li', { hasText: 'said offline' }).waitFor();
    await page.getByText(/^Kept here/).waitFor({ state: 'detached' });
    const { items } = await web.rig.client.eventsSoFar(id);
    expect(items.filter((event) => event.type === 'message_added' && event.text === 'said offline')).toHaveLength(1);
    await web.rig.client.cancel(id, { how: 'now' });
  });

  for (const [name, look] of LOOKS)
    it(`is accessible and fits its window: ${name}`, async () => {
      const asked = await web.rig.client.createTask({
        prompt: 'Ask. [[script:ask]]',
        title: 'A task with a name that is rather long',
      });
      await untilStatus(() => web.rig.client, asked.id, 'waiting_input');
      const { page, problems } = await web.visit(look);
      for (const place of [`/tasks/${first.id}`, `/tasks/${first.id}/changes`, `/tasks/${asked.id}`, '/approvals']) {
        await page.goto(place);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.locator('[data-outcome], [data-change], [data-question]').first().waitFor();
        expect({ name, place, found: await accessibilityViolations(page) }).toEqual({ name, place, found: [] });
        for (const width of [390, 320])
          if (name.endsWith('phone')) {
            await page.setViewportSize({ width, height: 844 });
            expect({ place, width, wider: await isWide(page) }).toEqual({ place, width, wider: false });
          }
      }
      expect(problems()).toEqual([]);
    });
});
