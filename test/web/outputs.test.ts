// Results in the page: every kind of file is shown from a real one, and a page that a task made stays in its cage.
// Long, because one task makes all the files that the cases look at.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { Output } from '../../src/contract/task.ts';
import { call, inSteps } from '../rig/scripts.ts';
import { untilStatus } from '../rig/watch-task.ts';
import { accessibilityViolations } from './accessibility.ts';
import { PATIENCE_MS, PHONE, startWeb, type Visitor, type WebRig } from './browser.ts';
import { hasChromium } from './chromium.ts';
import { hostilePages } from './hostile-pages.ts';
import { type Listener, listen } from './listener.ts';
import { makeDocx, makePdf, makePng, makePptx, makeXlsx } from './office-files.ts';

jest.setTimeout(PATIENCE_MS);

const ROWS = 5_000;
const LEAVES = 12;
const LONG = 'A very long name of a file that nobody would read to its end, but for the month 2024-03.txt';
const rows = Array.from({ length: ROWS }, (_, i) => `${i + 1};"Shop ""${i}""; more";${(i * 1.5).toFixed(2)}`);

/** Files of the user's folder that the task hands over. */
const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'Big table.csv': `\ufeffnumber;shop;amount\r\n${rows.join('\r\n')}\r\n`,
  'Tabs.tsv': 'a\tb\n1\t2\n',
  'Dot.png': makePng(),
  'Drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><script>alert(1)</script><circle r="20"/></svg>',
  'Letter.pdf': makePdf('Dear reader', 'The second page'),
  'Book.pdf': makePdf(...Array.from({ length: LEAVES }, (_, index) => `Leaf ${index + 1}`)),
  'Plan.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="3000" height="2000"><circle cx="400" cy="400" r="300"/></svg>',
  'totals.py': 'def total(rows):\n    # all of them\n    return sum(row["<b>amount</b>"] for row in rows)\n',
  'long.py': `# a comment\n${`x = ${'1'.repeat(60)}\n`.repeat(4_000)}`,
  'Receipts.xlsx': makeXlsx(),
  'Report.docx': makeDocx(),
  'Talk.pptx': makePptx(),
  'Broken.xlsx': 'this is no spreadsheet',
  'Unknown.bin': 'bytes',
  'Large.md': '# Large\n'.repeat(300_000),
  [LONG]: 'short\nand simple\n',
};
const SUMMARY =
  '# Second words\n\n<b>new</b> [away](https://example.com/)\n\n```ts\nconst answer = `<i>${6 * 7}</i>`;\n```\n\n```\nplain = 1\n```\n';
const SORTING = `<!doctype html><title>Receipts</title><table><thead><tr><th><button>Sort by amount</button></th></tr></thead><tbody><tr><td>30</td></tr><tr><td>4</td></tr><tr><td>100</td></tr></tbody></table>
<script>document.querySelector('button').onclick = () => { const body = document.querySelector('tbody'); body.append(...[...body.rows].sort((a, b) => a.textContent - b.textContent)); };</script>`;

let listener: Listener;
let web: WebRig;
let outputs: readonly Output[];
let taskId: string;

beforeAll(async () => {
  if (!hasChromium()) return;
  listener = await listen();
  const artifact = (title: string, type: string, content: string) => call('create_artifact', { title, type, content });
  const names = Object.keys(FILES);
  web = await startWeb({
    scripts: {
      results: inSteps(
        {
          toolCalls: [
            call('deliver_files', { paths: names.map((name) => `/folders/Desk/${name}`) }),
            artifact('Summary', 'md', '# First words\n\nold'),
            call('write_file', { path: '/outputs/Plan.txt', content: 'the first plan' }),
            artifact('Sorting', 'html', SORTING),
            ...Object.entries(hostilePages(listener)).map(([name, html]) => artifact(`Hostile ${name}`, 'html', html)),
          ],
        },
        {
          toolCalls: [
            artifact('Summary', 'md', SUMMARY),
            call('write_file', { path: '/outputs/Plan.txt', content: 'the second plan' }),
          ],
        },
        { text: 'Here are the results.' },
      ),
    },
  });
  const folder = join(web.rig.base, 'Desk');
  mkdirSync(folder);
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
  const made = await web.rig.client.createTask({
    prompt: 'Hand it over. [[script:results]]',
    title: 'Desk',
    folders: [{ path: folder, access: 'read' }],
    mode: 'act',
  });
  taskId = made.id;
  ({ outputs } = await untilStatus(() => web.rig.client, taskId, 'completed'));
});
afterAll(async () => {
  await web?.end();
  await listener?.close();
});

const newest = (name: string): Output => {
  const found = outputs.filter((output) => output.name === name).sort((a, b) => b.version - a.version)[0];
  if (!found) throw new Error(`${name} is not among ${outputs.map((output) => output.name).join(', ')}`);
  return found;
};
async function open(page: Page, name: string): Promise<void> {
  await page.goto(`/tasks/${taskId}/outputs?output=${newest(name).id}`);
  await page.getByRole('heading', { level: 1, name }).waitFor();
}
const main = (page: Page) => page.getByRole('main');

(hasChromium() ? describe : describe.skip)('results', () => {
  let visitor: Visitor;
  let page: Page;
  beforeAll(async () => {
    visitor = await web.visit();
    page = visitor.page;
  });

  it('are listed once each, the last first, and lead to what is in them', async () => {
    await page.goto(`/tasks/${taskId}/outputs`);
    await main(page)
      .getByRole('link', { name: /Summary\.md/ })
      .waitFor();
    expect(await main(page).getByRole('listitem').count()).toBe(new Set(outputs.map(({ name }) => name)).size);
    await main(page)
      .getByRole('link', { name: /Summary\.md/ })
      .click();
    await main(page).getByRole('heading', { name: 'Second words' }).waitFor();
    await page.getByText('<b>new</b>').waitFor();
    await page.getByRole('link', { name: 'All results' }).click();
    await page.getByRole('heading', { level: 1, name: 'Results' }).waitFor();
  });

  it('keep their older versions', async () => {
    await open(page, 'Summary.md');
    await page.getByLabel('Version').selectOption({ label: 'Version 1' });
    await main(page).getByRole('heading', { name: 'First words' }).waitFor();
    const saved = await page
      .getByRole('link', { name: 'Save' })
      .evaluate(async (link: HTMLAnchorElement) => (await fetch(link.href)).text());
    expect(saved).toBe('# First words\n\nold');
  });

  it('say so where an older version was written over', async () => {
    await open(page, 'Plan.txt');
    await page.getByText('the second plan').waitFor();
    await page.getByLabel('Version').selectOption({ label: 'Version 1' });
    await page.getByText('Version 1 was replaced in its folder by version 2').waitFor();
    expect(await page.getByRole('link', { name: 'Save' }).count()).toBe(0);
  });

  it('that are code have colours, as fenced code in Markdown has, and stay text', async () => {
    await open(page, 'totals.py');
    const keyword = page.locator('pre span').filter({ hasText: /^def$/ });
    await keyword.waitFor();
    const colour = (of: Locator) => of.evaluate((element) => getComputedStyle(element).color);
    expect(await colour(keyword)).not.toBe(await colour(page.locator('pre')));
    expect(await page.locator('pre').textContent()).toBe(FILES['totals.py']);
    await open(page, 'Summary.md');
    await main(page)
      .locator('pre span')
      .filter({ hasText: /^const$/ })
      .waitFor();
    await page.getByText('plain = 1').waitFor();
    expect(await main(page).locator('pre').first().textContent()).toBe('const answer = `<i>${6 * 7}</i>`;\n');
    await open(page, 'long.py');
    await page.getByText('# a comment').waitFor();
    expect(await page.locator('pre span').count()).toBe(0);
  });

  it('are saved under their name', async () => {
    await open(page, LONG);
    await page.getByText('and simple').waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Save' }).click()]);
    expect(download.suggestedFilename()).toBe(LONG);
  });

  it('that are tables have aligned numbers, quoted fields, and as few rows in the page as are seen', async () => {
    await open(page, 'Big table.csv');
    await page.getByRole('cell', { name: 'Shop "0"; more', exact: true }).waitFor();
    await page.getByText('5,000 rows, 3 columns').waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(80);
    expect(await page.getByRole('cell', { name: '0.00', exact: true }).evaluate((cell) => getComputedStyle(cell).textAlign)).toBe(
      'right',
    );
    await page.getByRole('region', { name: 'Table' }).evaluate((frame) => frame.scrollTo(0, frame.scrollHeight));
    await page.getByRole('cell', { name: 'Shop "4999"; more', exact: true }).waitFor();
    await open(page, 'Tabs.tsv');
    await page.getByRole('cell', { name: '2', exact: true }).waitFor();
  });

  it('that are pictures are shown', async () => {
    for (const name of ['Dot.png', 'Drawing.svg']) {
      await open(page, name);
      const picture = page.getByRole('img', { name: `Picture ${name}` });
      await expect(
        picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
      ).resolves.toBeGreaterThan(0);
    }
  });

  it('that are large pictures are fitted to the page, and shown in full size', async () => {
    await open(page, 'Plan.svg');
    await page.getByText('3,000 × 2,000 pixels').waitFor();
    const width = () => page.getByRole('img', { name: 'Picture Plan.svg' }).evaluate((image) => image.clientWidth);
    expect(await width()).toBeLessThan(1500);
    await page.getByRole('button', { name: 'Full size' }).click();
    await page.getByRole('button', { name: 'Fit to the page' }).waitFor();
    expect(await width()).toBe(3000);
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
  });

  it('that are PDFs are drawn, and their text is where the picture has it', async () => {
    await open(page, 'Letter.pdf');
    const words = page.getByText('Dear reader');
    await words.waitFor();
    const frame = await page.getByRole('img', { name: 'Page 1 of 2' }).boundingBox();
    const box = await words.boundingBox();
    if (!frame || !box) throw new Error('not in sight');
    // The line begins 72 of 595 points from the left, stands on 720 of 842 points, and is 24 points high.
    expect(((box.x - frame.x) / frame.width) * 595).toBeCloseTo(72, -0.5);
    expect(((box.y + box.height / 2 - frame.y) / frame.height) * 842).toBeCloseTo(842 - 720 - 9, -1);
    // As wide as Helvetica has it.
    expect((box.width / frame.width) * 595).toBeCloseTo(128, -1.5);
    await words.click({ clickCount: 3 });
    expect(await page.evaluate('getSelection().toString().trim()')).toBe('Dear reader');
    const dark = (): Promise<number> =>
      page.getByRole('img', { name: 'Page 1 of 2' }).evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        return data.filter((value, at) => at % 4 === 0 && value < 100 && data[at + 3]! > 200).length;
      });
    // The text may be there before its picture.
    while ((await dark()) <= 100) await sleep(50);
    await page.getByRole('img', { name: 'Page 2 of 2' }).scrollIntoViewIfNeeded();
    await page.getByText('The second page').waitFor();
  });

  it('that are PDFs can be searched to their end, though only what is near is drawn, and are closed when one leaves', async () => {
    await open(page, 'Book.pdf');
    await page.getByText(`Leaf ${LEAVES}`, { exact: true }).waitFor();
    const drawn = await page
      .getByRole('img', { name: /^Page/ })
      .evaluateAll((all) => all.map((canvas) => (canvas as HTMLCanvasElement).width));
    expect(drawn).toHaveLength(LEAVES);
    // What a canvas has before anything is drawn on it.
    expect(drawn.at(-1)).toBe(300);
    const [worker] = page.workers();
    if (!worker) throw new Error('no worker reads it');
    const closed = new Promise((resolve) => worker.once('close', resolve));
    await page.getByRole('link', { name: 'All results' }).click();
    await closed;
    expect(page.workers()).toEqual([]);
  });

  it('that are spreadsheets have their sheets, computed values and dates', async () => {
    await open(page, 'Receipts.xlsx');
    for (const name of ['Bakery Müller', 'Mar 1, 2024']) await page.getByRole('cell', { name, exact: true }).waitFor();
    expect(await page.getByRole('cell', { name: '1,234.50 €' }).count()).toBe(2);
    await page.getByRole('cell', { name: '12.50%', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Secret' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Totals & more' }).click();
    await page.getByRole('cell', { name: '0.25' }).waitFor();
  });

  it('that are spreadsheets keep their merged cells, widths, and the rows that stay', async () => {
    await open(page, 'Receipts.xlsx');
    const sum = page.getByRole('cell', { name: 'Sum of all', exact: true });
    await sum.waitFor();
    expect(await sum.getAttribute('colspan')).toBe('2');
    const head = page.getByRole('columnheader', { name: 'Shop', exact: true });
    const before = await head.boundingBox();
    expect(before?.width).toBeGreaterThan(
      ((await page.getByRole('columnheader', { name: 'Date' }).boundingBox())?.width ?? 0) * 2,
    );
    await page.getByRole('region', { name: 'Receipts' }).evaluate((frame) => frame.scrollTo(0, frame.scrollHeight));
    await page.getByRole('cell', { name: 'Shop 94', exact: true }).waitFor();
    expect(await head.boundingBox()).toEqual(before);
  });

  it('that are documents are our own elements, with what the file says as text', async () => {
    await open(page, 'Report.docx');
    await main(page).getByRole('heading', { name: 'Übersicht' }).waitFor();
    await page.getByText('cell <script>alert(1)</script>').waitFor();
    await page.getByRole('img', { name: 'A red dot' }).waitFor();
    expect(await main(page).locator('article > ol > li').allTextContents()).toEqual(['firstwithin', 'second']);
    expect(
      await main(page)
        .locator('li li')
        .evaluate((item) => getComputedStyle(item).listStyleType),
    ).toBe('lower-alpha');
    expect(await page.getByRole('columnheader', { name: /^cell/ }).getAttribute('colspan')).toBe('2');
    expect(await page.getByRole('cell', { name: 'tall' }).getAttribute('rowspan')).toBe('2');
    expect(await main(page).locator('sub, sup').allTextContents()).toEqual(['2', '[1]']);
    await page.getByRole('region', { name: 'Notes' }).getByText('From the tap.').waitFor();
    expect(await page.getByText('deleted').count()).toBe(0);
    expect(await main(page).getByRole('article').getByRole('link').allTextContents()).toEqual(['our page']);
  });

  it('that are slides come in the order of the talk', async () => {
    await open(page, 'Talk.pptx');
    await page.getByText('Ask the bank').waitFor();
    expect(await main(page).locator('h2').allTextContents()).toEqual(['Where the money went', 'What comes next']);
    await page.getByRole('img', { name: 'A chart' }).waitFor();
  });

  it('that are slides look as they do: places, sizes and colours, also from the layout and the master', async () => {
    await open(page, 'Talk.pptx');
    const title = main(page).locator('h2').first();
    await title.waitFor();
    const slide = main(page).getByRole('listitem').first().locator('.\\@container');
    const [frame, box] = [await slide.boundingBox(), await title.locator('xpath=..').boundingBox()];
    if (!frame || !box) throw new Error('not in sight');
    expect(frame.width / frame.height).toBeCloseTo(4 / 3, 1);
    expect((box.x - frame.x) / frame.width).toBeCloseTo(0.1, 2);
    expect((box.y - frame.y) / frame.height).toBeCloseTo(0.1, 2);
    const style = (of: Locator) =>
      of.evaluate((element) => (({ fontSize, color }) => ({ fontSize: parseFloat(fontSize), color }))(getComputedStyle(element)));
    const words = await style(page.getByText('Where the money went'));
    // 44 of the 720 points that the slide is wide.
    expect(words.fontSize / frame.width).toBeCloseTo(44 / 720, 2);
    expect(words.color).toBe('rgb(31, 56, 100)');
    // Dark on a dark bar could not be read.
    expect((await style(page.getByText('Our company').first())).color).toBe('rgb(255, 255, 255)');
    await page.getByRole('cell', { name: 'March' }).waitFor();
    await page.getByText('•').first().waitFor();
    await page.getByText('Not shown on this slide: a chart.').waitFor();
    await page.getByRole('group', { name: 'Notes' }).getByText('Thank the baker').waitFor();
    await page.getByRole('button', { name: 'As text' }).click();
    await page.getByText('the layout is left out').waitFor();
    expect(await main(page).locator('h2').allTextContents()).toEqual(['Where the money went', 'What comes next']);
    expect(await page.getByText('Our company').count()).toBe(0);
  });

  it('that are slides hold only their words while they are far away, and say the numbers of their lists', async () => {
    await open(page, 'Talk.pptx');
    const slides = main(page).locator('.\\@container');
    await slides.first().getByText('Our company').waitFor();
    const last = slides.last();
    expect(await last.getByText('Our company').count()).toBe(0);
    expect(await last.getByText('2.', { exact: true }).getAttribute('aria-hidden')).toBeNull();
    expect(await slides.first().getByText('•').first().getAttribute('aria-hidden')).toBe('true');
    await last.scrollIntoViewIfNeeded();
    await last.getByText('Our company').waitFor();
    await page.getByRole('button', { name: 'As text' }).click();
    await page.getByText('2. Sell', { exact: true }).waitFor();
  });

  it('that cannot be shown say so', async () => {
    await open(page, 'Broken.xlsx');
    await page.getByText('could not be read as what its name says').waitFor();
    await open(page, 'Unknown.bin');
    await page.getByText('is not shown here').waitFor();
    await open(page, 'Large.md');
    await page.getByText(/2\.4 MB: more than the 2 MB/).waitFor();
    expect(visitor.problems()).toEqual([]);
  });

  it('that are pages run: a click in one sorts its table', async () => {
    await open(page, 'Sorting.html');
    const frame = page.frameLocator('iframe');
    await frame.getByRole('button', { name: 'Sort by amount' }).click();
    expect(await frame.getByRole('cell').allTextContents()).toEqual(['4', '30', '100']);
    expect(visitor.problems()).toEqual([]);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`are accessible and fit a phone: ${colorScheme}`, async () => {
      const { page: phone, problems } = await web.visit({ colorScheme, ...PHONE });
      for (const name of [
        undefined,
        'Summary.md',
        'Big table.csv',
        'Letter.pdf',
        'Receipts.xlsx',
        'Report.docx',
        'Talk.pptx',
        'Plan.svg',
        'totals.py',
        LONG,
      ]) {
        if (name === undefined) await phone.goto(`/tasks/${taskId}/outputs`);
        else await open(phone, name);
        await phone.getByRole('main').waitFor();
        await phone.getByRole('status').filter({ hasText: 'Loading' }).waitFor({ state: 'detached' });
        for (const width of [390, 320]) {
          await phone.setViewportSize({ width, height: 844 });
          const wider = await phone.evaluate('document.documentElement.scrollWidth > innerWidth');
          expect({ name, width, wider }).toEqual({ name, width, wider: false });
        }
        expect({ name, found: await accessibilityViolations(phone) }).toEqual({ name, found: [] });
      }
      expect(problems()).toEqual([]);
    });
});

(hasChromium() ? describe : describe.skip)('a hostile page', () => {
  /** After that, whatever was on its way has arrived: the same attempts took less with nothing to hold them. */
  const ARRIVAL_MS = 700;
  let signedIn: Visitor;
  let stranger: Visitor;
  beforeAll(async () => {
    signedIn = await web.visit();
    stranger = await web.visitUnsigned();
  });

  it.each(['network', 'rtc', 'nested', 'app', 'form', 'location', 'refresh', 'blob', 'code', 'codeLink', 'link', 'ours'])(
    'reaches nothing: %s',
    async (kind) => {
      const page = await signedIn.page.context().newPage();
      const seen = { popups: 0, downloads: 0 };
      page.on('popup', () => (seen.popups += 1));
      page.on('download', () => (seen.downloads += 1));
      listener.forget();
      await open(page, `Hostile ${kind}.html`);
      const frame = page.frameLocator('iframe');
      if (['network', 'rtc', 'nested', 'app'].includes(kind)) await frame.getByText('tried').waitFor();
      await sleep(ARRIVAL_MS);
      expect({ heard: listener.heard(), ...seen }).toEqual({ heard: [], popups: 0, downloads: 0 });
      expect(new URL(page.url())).toMatchObject({ pathname: `/tasks/${taskId}/outputs`, hash: '' });
      await page.getByRole('heading', { level: 1, name: `Hostile ${kind}.html` }).waitFor();
      if (kind === 'nested') expect(await frame.locator('iframe, object, embed').count()).toBe(0);
      if (kind === 'ours') expect(await page.frames()[1]?.content()).not.toContain('Hand it over');
      await page.close();
    },
  );

  it.each(['network', 'rtc', 'nested', 'form', 'location', 'refresh', 'blob', 'code', 'codeLink', 'link'])(
    'would reach a listener where nothing holds it: %s',
    async (kind) => {
      const page = await stranger.page.context().newPage();
      listener.forget();
      listener.serve(hostilePages(listener)[kind] ?? '');
      // It may lead on to elsewhere before it is there.
      void page.goto(`${listener.http}/`).catch(() => undefined);
      const limit = performance.now() + 60_000;
      while (listener.heard().length === 0 && performance.now() < limit) await sleep(20);
      expect(listener.heard()).not.toEqual([]);
      // A page on its way to another one may not hear that it is to be closed.
      await page.waitForLoadState('load', { timeout: 2_000 }).catch(() => undefined);
      // One that leads itself on may never close; the browser's end closes it.
      await Promise.race([page.close().catch(() => undefined), sleep(3_000)]);
    },
  );

  it('is given to a frame only, and only to who is signed in', async () => {
    const address = web.rig.client.outputPageUrl(newest('Sorting.html').id);
    expect((await signedIn.page.goto(address))?.status()).toBe(403);
    expect((await stranger.page.goto(address))?.status()).toBe(401);
  });
});
