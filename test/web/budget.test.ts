// What the page costs, as counts and bytes; times are printed, never judged. Nothing moves by itself while text streams.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { call, inSteps, manySteps } from '../rig/scripts.ts';
import { untilStatus } from '../rig/watch-task.ts';
import { PATIENCE_MS, startWeb, type WebRig } from './browser.ts';
import { hasChromium } from './chromium.ts';

jest.setTimeout(PATIENCE_MS);

const FIRST_JS_BYTES = 250_000;
const FIRST_REQUESTS = 60;
const STEPS = 150;
/** A page of the browser's own, with everything in sight, has about as many. */
const MOST_ELEMENTS = 6_000;

let web: WebRig;
beforeAll(async () => {
  if (!hasChromium()) return;
  web = await startWeb({
    scripts: {
      // For longer than a whole test may take.
      stream: inSteps({ text: 'A sentence that comes in small pieces, one after the other. '.repeat(8_000), chunkDelayMs: 15 }),
      long: manySteps(STEPS, (step) => ({
        text: `Step ${step}: I look again.`,
        toolCalls: [call('list_files', { path: '/scratch', limit: step + 1 })],
      })),
    },
  });
});
afterAll(() => web?.end());

(hasChromium() ? describe : describe.skip)('the page', () => {
  it('is there with few requests and little script, all of it from the product', async () => {
    const { page, problems } = await web.visit();
    // What the page before still asks for is none of this one's.
    await page.goto('about:blank');
    const answers: { path: string; script: boolean; bytes: Promise<number> }[] = [];
    page.on('response', (response) => {
      const path = new URL(response.url()).pathname;
      if (path.startsWith('/api/') || path === '/' || answers.some((one) => one.path === path)) return;
      const body = response.body().then((bytes) => gzipSync(bytes).length);
      answers.push({ path, script: path.endsWith('.js'), bytes: body.catch(() => 0) });
    });
    await page.goto('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle').catch(() => undefined);
    const scripts = answers.filter(({ script }) => script);
    const bytes = (await Promise.all(scripts.map((one) => one.bytes))).reduce((sum, one) => sum + one, 0);
    console.info(`first page: ${answers.length} files, ${scripts.length} scripts of ${bytes} bytes (gzip)`);
    expect(bytes).toBeLessThan(FIRST_JS_BYTES);
    expect(answers.length).toBeLessThan(FIRST_REQUESTS);
    expect(problems().filter((problem) => !problem.includes('blocked by Playwright'))).toEqual([]);
  });

  it('does not move while text streams', async () => {
    const { page } = await web.visit();
    const { id } = await web.rig.client.createTask({ prompt: 'Say much. [[script:stream]]', title: 'Much' });
    await page.goto(`/tasks/${id}`);
    await page.getByText('one after the other').first().waitFor();
    const moved = await page.evaluate(`new Promise((resolve) => {
      let sum = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
      }).observe({ type: 'layout-shift' });
      setTimeout(() => resolve(sum), 3000);
    })`);
    console.info(`layout shift in 3 s of streaming: ${String(moved)}`);
    expect(moved).toBeLessThan(0.02);
    await web.rig.client.cancel(id, { how: 'now' });
  });

  it('shows an event soon, and keeps a long log small', async () => {
    const { page, problems } = await web.visit();
    const { id } = await web.rig.client.createTask({ prompt: 'Look often. [[script:long]]', title: 'Often', mode: 'act' });
    await page.goto(`/tasks/${id}`);
    await page.getByRole('heading', { level: 1, name: 'Often' }).waitFor();
    await untilStatus(() => web.rig.client, id, 'completed');
    await page.getByText(`All ${STEPS} steps are done.`).first().waitFor();
    const elements = await page.evaluate<number>('document.querySelectorAll("*").length');
    console.info(`elements in the page after ${STEPS} steps: ${elements}`);
    expect(elements).toBeLessThan(MOST_ELEMENTS);
    expect(problems()).toEqual([]);
  });
});
