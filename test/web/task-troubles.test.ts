// A task in the page when things go wrong: processes killed while it is watched, a model that is hostile, a log that is very long.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { emptyTask, reduceTasks } from '../../src/client/task-state.ts';
import { EventBody, type TaskEvent } from '../../src/contract/events.ts';
import { rowsOf } from '../../src/web/screens/task/rows-of.ts';
import { call, inSteps, manySteps } from '../rig/scripts.ts';
import { untilStatus } from '../rig/watch-task.ts';
import { PATIENCE_MS, startWeb, type WebRig, WITH_SERVICE_WORKER } from './browser.ts';
import { hasChromium } from './chromium.ts';

jest.setTimeout(PATIENCE_MS);

const COMMAND = fileURLToPath(new URL('../../bin/cowork.js', import.meta.url));
const LONG = 10_000;
const STEPS = 60;

let web: WebRig;
let listener: Server;
const heard: string[] = [];

const HOSTILE = (address: string): string => `A summary.

<script>fetch('${address}/script')</script>
<meta http-equiv="refresh" content="0;url=${address}/refresh">
<form action="${address}/form"><button>Continue</button></form>
<img src="${address}/html-image" onerror="fetch('${address}/onerror')">
<iframe src="${address}/frame"></iframe><style>@import url(${address}/style);</style>

![pixel](${address}/pixel.png)

[press me](javascript:fetch('${address}/javascript')) [and me](data:text/html,<script>fetch('${address}/data')</script>)
[inside](/api/v1/settings) [outside](${address}/link "a title")

[![picture link](${address}/linked.png)](vbscript:msgbox) <javascript:alert(1)>
`;

beforeAll(async () => {
  if (!hasChromium()) return;
  listener = createServer((request, response) => {
    heard.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  web = await startWeb({
    scripts: {
      steps: manySteps(STEPS, (step) => ({
        text: `This is step ${step}.`,
        delayMs: 150,
        // Never the same twice: a task that turns in circles is paused.
        toolCalls: [call('list_files', { path: '/scratch', limit: step + 1 })],
      })),
      hostile: inSteps(
        { text: HOSTILE(address), toolCalls: [call('list_files', { path: '/scratch' })] },
        { text: HOSTILE(address) },
      ),
      short: inSteps({ text: 'Done at once.' }),
    },
  });
});
afterAll(async () => {
  listener?.close();
  await web?.end();
});

/** Number of the last line that is drawn. */
const LAST_LINE =
  "Math.max(...[...document.querySelectorAll('[data-log] li[data-seq]')].map((line) => Number(line.dataset.seq)))";

/** Numbers of all lines of the conversation, scrolled through from the beginning. */
async function drawnLines(page: Page): Promise<number[]> {
  return page.evaluate(`(async () => {
    const log = document.querySelector('[data-log]');
    const seen = [];
    const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)));
    log.scrollTop = 0;
    for (;;) {
      await frame();
      const here = [...log.querySelectorAll('li[data-seq]')].map((line) => Number(line.dataset.seq));
      if (new Set(here).size !== here.length) throw new Error('a line is drawn twice');
      for (const seq of here) if (!seen.includes(seq)) seen.push(seq);
      if (log.scrollTop + log.clientHeight >= log.scrollHeight - 2) return seen.sort((a, b) => a - b);
      log.scrollTop += log.clientHeight / 2;
    }
  })()`);
}

/** The page's events of one task, written by the test; the rest is the product's. */
async function withEvents(page: Page, id: string, bodies: readonly EventBody[]): Promise<readonly TaskEvent[]> {
  const at = Date.now() - bodies.length * 100;
  const events = bodies.map((body, i) => ({ taskId: id, seq: i + 1, at: new Date(at + i * 100).toISOString(), ...body }));
  const frames = events.map((event) => `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);
  const body = `${frames.join('')}event: end\ndata: {}\n\n`;
  await page.route(`**/tasks/${id}/events`, (route) => route.fulfill({ contentType: 'text/event-stream', body }));
  return events;
}

(hasChromium() ? describe : describe.skip)('a task in the page, in trouble', () => {
  it('is watched over kill -9 of the api and of everything: no line is missing or doubled', async () => {
    const { rig } = web;
    const { id } = await rig.client.createTask({ prompt: 'Go on. [[script:steps]]', title: 'Many steps' });
    const { page } = await web.visit(WITH_SERVICE_WORKER);
    await page.goto(`/tasks/${id}`);
    await page.getByText('This is step 3.').waitFor();
    await rig.kill('api');
    await rig.untilReady();
    const before = await page.evaluate<number>(LAST_LINE);
    while ((await page.evaluate<number>(LAST_LINE)) <= before) await sleep(50);
    const { port } = new URL(rig.client.baseUrl);
    await rig.kill('all');
    await page.getByText('trying again').waitFor();
    await rig.restart({ command: [process.execPath, COMMAND, 'start'], env: { ...rig.env, COWORK_PORT: port } });
    await untilStatus(() => rig.client, id, 'completed');
    await page.locator('[data-outcome]').getByText(`All ${STEPS} steps are done.`).waitFor();
    const { items } = await rig.client.eventsSoFar(id);
    const expected = rowsOf(reduceTasks(emptyTask(id), items)).map(({ seq }) => seq);
    expect(expected.length).toBe(2 * STEPS);
    expect(await drawnLines(page)).toEqual(expected);
    await page.getByText('trying again').waitFor({ state: 'detached' });
  });

  it('shows hostile text of the model as text: nothing is fetched, sent, run or left', async () => {
    const { id } = await web.rig.client.createTask({ prompt: 'Be bad. [[script:hostile]]', title: 'Hostile' });
    await untilStatus(() => web.rig.client, id, 'completed');
    const { page, problems } = await web.visit();
    await page.goto(`/tasks/${id}`);
    await page.locator('[data-outcome]').getByText('A summary.').waitFor();
    const found = await page.evaluate<Record<string, unknown>>(`({
        path: location.pathname,
        active: document.querySelectorAll('[data-log] :is(script, form, iframe, meta, img, style, object, embed)').length,
        links: [...document.querySelectorAll('[data-outcome] a')].filter((a) => a.origin !== location.origin)
          .map((a) => [a.protocol, a.pathname, a.target, a.rel, a.innerText]),
        inside: [...document.querySelectorAll('[data-outcome] a')].filter((a) => a.origin === location.origin).length,
      })`);
    const { port } = listener.address() as AddressInfo;
    expect(found).toEqual({
      path: `/tasks/${id}`,
      active: 0,
      links: [['http:', '/link', '_blank', 'noopener noreferrer', `outside (127.0.0.1:${port})`]],
      inside: 0,
    });
    await page.getByText('press me').last().click();
    expect(new URL(page.url()).pathname).toBe(`/tasks/${id}`);
    expect(heard).toEqual([]);
    expect(problems()).toEqual([]);
  });

  it('is followed again after a read was refused', async () => {
    const { id } = await web.rig.client.createTask({ prompt: 'Short. [[script:short]]', title: 'Refused once' });
    await untilStatus(() => web.rig.client, id, 'completed');
    const { page } = await web.visit();
    const events = `**/tasks/${id}/events`;
    await page.route(events, (route) => route.fulfill({ status: 500, json: { code: 'internal', detail: 'It broke' } }));
    await page.goto(`/tasks/${id}`);
    await page.getByRole('link', { name: 'To the start' }).waitFor();
    await page.unroute(events);
    await page.getByRole('main').getByRole('button', { name: 'Try again' }).click();
    await page.locator('[data-outcome]').getByText('Done at once.').waitFor();
  });

  it('has a look for every type of event', async () => {
    const { id } = await web.rig.client.createTask({ prompt: 'Short. [[script:short]]', title: 'Every event' });
    await untilStatus(() => web.rig.client, id, 'completed');
    const { page, problems } = await web.visit();
    const bodies = everyEvent(id);
    const types = EventBody.options.map((option) => option.shape.type.value);
    expect(new Set(bodies.map(({ type }) => type))).toEqual(new Set(types));
    const events = await withEvents(page, id, bodies);
    await page.goto(`/tasks/${id}`);
    await page.locator('[data-outcome]').waitFor();
    expect(await drawnLines(page)).toEqual(rowsOf(reduceTasks(emptyTask(id), events)).map(({ seq }) => seq));
    const text = await page.evaluate<string>("document.querySelector('main').textContent");
    for (const words of EVERY_WORDS) expect(text).toContain(words);
    expect(problems().filter((problem) => !problem.includes('Service Worker'))).toEqual([]);
  });

  it('draws of 10,000 events only what is in sight, and says how soon', async () => {
    const { id } = await web.rig.client.createTask({ prompt: 'Short. [[script:short]]', title: 'A long one' });
    await untilStatus(() => web.rig.client, id, 'completed');
    const { page, problems } = await web.visit();
    await withEvents(page, id, longLog(LONG));
    // The code of the screen is there already, as for somebody who has looked at a task before.
    await page.goto('/approvals');
    await page.getByRole('heading', { level: 1 }).waitFor();
    const clicked = performance.now();
    await page.getByRole('link', { name: 'A long one' }).first().click();
    await page.locator('[data-log] li[data-seq]').first().waitFor();
    const firstMs = performance.now() - clicked;
    await page.locator('[data-outcome]').waitFor();
    const allMs = performance.now() - clicked;
    const nodes = await page.evaluate<number>("document.querySelectorAll('main *').length");
    const toTop = performance.now();
    await page.evaluate("document.querySelector('[data-log]').scrollTop = 0");
    await page.getByText('The long job.').waitFor();
    const topMs = performance.now() - toTop;
    console.log(
      `10,000 events: first line after ${firstMs.toFixed(0)} ms, all after ${allMs.toFixed(0)} ms, to the top in ${topMs.toFixed(0)} ms, ${nodes} nodes`,
    );
    expect(nodes).toBeLessThan(1_500);
    expect(problems().filter((problem) => !problem.includes('Service Worker'))).toEqual([]);
  });
});

function longLog(count: number): EventBody[] {
  const head: EventBody[] = [{ type: 'task_created', title: 'A long one', prompt: 'The long job.', mode: 'ask', folders: [] }];
  for (let step = 0; head.length < count - 1; step += 1) {
    const it = { step, index: 0, tool: 'list_files' };
    head.push(
      { type: 'step_started', step },
      { type: 'message_added', step, role: 'assistant', text: `I look at **part ${step}** now.`, messageId: `m${step}` },
      { type: 'tool_started', ...it, text: `Looking at part ${step}` },
      { type: 'tool_finished', ...it, ok: true, text: `Looked at ${step} files`, durationMs: 12 },
    );
  }
  return [...head.slice(0, count - 1), { type: 'task_finished', status: 'completed', outcome: 'All parts were looked at.' }];
}

const EVERY_WORDS = [
  'Make everything happen',
  'Said by the user',
  'Said by the model',
  'The plan changed',
  'Looked at 12 files',
  'Could not read it',
  'Allowed once',
  'by phone',
  'Which colour?',
  'You answered: Red',
  '3 files moved',
  'neither finished nor taken back',
  'Taken back',
  'Result: table.md',
  'A task of its own',
  'Something to know',
  'The outcome of it all',
  'It was looked at',
];

function everyEvent(taskId: string): EventBody[] {
  const counts = { create: 0, replace: 0, move: 3, delete: 0, other: 0 };
  const at = '2026-03-01T10:00:00.000Z';
  const it = { step: 1, index: 0, tool: 'list_files' };
  const question = { id: 'q1', taskId, question: 'Which colour?', options: ['Red'], multiple: false, createdAt: at };
  const output = {
    ...{ id: 'o1', taskId, name: 'table.md', path: '/outputs/table.md', type: 'text/markdown' },
    ...{ bytes: 12, version: 1, createdAt: at },
  };
  const usage = {
    ...{ inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, usd: 0.12 },
    ...{ steps: 2, cutAttempts: 0, activeMs: 4_000 },
  };
  return [
    { type: 'task_created', title: 'Every event', prompt: 'Make everything happen', mode: 'ask', folders: [] },
    { type: 'status_changed', from: 'queued', to: 'running' },
    { type: 'step_started', step: 1 },
    { type: 'message_added', step: 1, role: 'user', text: 'Said by the user', messageId: 'm1' },
    { type: 'message_added', step: 1, role: 'assistant', text: 'Said by the model', messageId: 'm2' },
    { type: 'plan_updated', plan: [{ title: 'look', status: 'active' }] },
    { type: 'plan_updated', plan: [{ title: 'look well', status: 'done' }] },
    { type: 'tool_started', ...it, text: 'Looking' },
    { type: 'tool_finished', ...it, ok: true, text: 'Looked at 12 files', durationMs: 3_000 },
    { type: 'tool_finished', ...it, index: 1, ok: false, text: 'Could not read it', durationMs: 3 },
    { type: 'changes_proposed', changeSetId: 'c1', summary: '3 files will move', counts },
    { type: 'approval_requested', approvalId: 'a1', tool: 'move_files', summary: '3 files will move', counts },
    { type: 'approval_decided', approvalId: 'a1', decision: 'allowed', scope: 'once', decidedBy: 'phone' },
    { type: 'changes_applied', changeSetId: 'c1', summary: '3 files moved', counts },
    { type: 'changes_refused', changeSetId: 'c2', state: 'stuck', summary: 'Something stands in the way' },
    { type: 'changes_undone', changeSetId: 'c3', undoOf: 'c1', summary: 'Taken back', counts },
    { type: 'question_asked', question: { ...question, status: 'pending' } },
    { type: 'question_answered', question: { ...question, status: 'answered', choices: ['Red'] } },
    { type: 'output_added', output },
    { type: 'child_started', childId: 't2', title: 'A task of its own' },
    { type: 'child_finished', childId: 't2', status: 'completed', outcome: 'Well done' },
    { type: 'usage_updated', usage },
    { type: 'folders_changed', folders: [] },
    { type: 'notice', level: 'warning', code: 'some', text: 'Something to know', action: 'cowork show' },
    {
      type: 'task_finished',
      status: 'completed',
      outcome: 'The outcome of it all',
      check: { text: 'It was looked at', createdAt: at },
    },
  ];
}
