// `npm run screenshots`: the real product with scripted jobs, and every screen in both themes and two sizes, to dist/screenshots/.
// `npm run screenshots -- <folder> <beginning of a name>` writes some of them elsewhere.
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { makeMessyFolder, messyFiles } from '../../src/demo/messy-folder.ts';
import type { ParsedRequest } from '../../src/demo/model-server/port.ts';
import { call, inSteps, lastResults } from '../rig/scripts.ts';
import { sortingScript } from '../../src/demo/sorting-script.ts';
import { type WebRig, startWeb } from './browser.ts';
import { type Made, SCREENS } from './screens.ts';

const SIZES = {
  wide: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} as const;
const THEMES = ['light', 'dark'] as const;
const PATIENCE_MS = 60_000;

const [folder = resolve('dist/screenshots'), beginning = ''] = process.argv.slice(2);

const isThread = (request: Pick<ParsedRequest, 'system'>): boolean =>
  JSON.stringify(request.system).includes('one long conversation');
/** By what is said in the job: no mark of ours stands in a picture. */
const JOBS = [
  ['Sort my receipts', 'done'],
  ['Sort my downloads', 'waiting'],
  ['Tidy up the archive', 'asks'],
  ['receipts of May', 'sheet'],
  ['Write down what there is', 'report'],
] as const;
const web = await startWeb({
  route: (request) =>
    isThread(request) ? 'thread' : JOBS.find(([said]) => JSON.stringify(request.messages[0]).includes(said))?.[1],
  scripts: {
    waiting: sortingScript('/folders/Downloads'),
    done: sortingScript('/folders/Receipts'),
    thread: (request) =>
      lastResults(request).length > 0
        ? { text: 'I have begun a task for it: it reads the receipts of May and sums them up by rate.' }
        : { toolCalls: [call('start_task', { title: 'VAT sheet of May', prompt: 'Sum up the receipts of May by rate.' })] },
    sheet: inSteps(
      {
        toolCalls: [
          call('create_artifact', {
            title: 'VAT sheet May',
            type: 'csv',
            content: 'shop,net,vat\nKiosk,10.50,2.00\nBakery,8.41,0.59\n',
          }),
        ],
      },
      { text: 'The sheet is made: **2 receipts**, 18.91 net, 2.59 VAT.' },
    ),
    asks: inSteps(
      {
        text: 'There are two folders that could be the archive.',
        toolCalls: [
          call('ask_user', {
            question: 'Which of the two folders is the archive?',
            options: ['Old/Archive 2023', 'Archive'],
          }),
        ],
      },
      { text: 'Done.' },
    ),
    report: inSteps(
      {
        text: 'I write down what there is.',
        toolCalls: [
          call('update_plan', {
            steps: [
              { title: 'Look at the folder', status: 'done' },
              { title: 'Write the report', status: 'active' },
            ],
          }),
          call('create_artifact', {
            title: 'What there is',
            type: 'md',
            content: '# What there is\n\n| kind | files |\n|---|---|\n| pictures | 64 |\n',
          }),
        ],
      },
      { toolCalls: [call('deliver_files', { paths: ['/outputs/What there is.md'] })] },
      { text: 'The report is written: 64 pictures, 52 documents, 32 receipts.' },
    ),
  },
});
try {
  mkdirSync(folder, { recursive: true });
  const made = await doJobs(web);
  for (const colorScheme of THEMES)
    for (const [size, options] of Object.entries(SIZES)) {
      const { page } = await web.visit({ colorScheme, reducedMotion: 'reduce', ...options });
      page.setDefaultTimeout(15_000);
      for (const screen of SCREENS.filter(({ name }) => name.startsWith(beginning))) {
        await page.goto(screen.path(made));
        try {
          await page.getByRole('heading', { level: 1 }).waitFor({ timeout: 15_000 });
          await screen.prepare?.(page);
        } catch (error) {
          console.error(`${screen.name} ${size} ${colorScheme} is not whole: ${String(error)}`);
          process.exitCode = 1;
        }
        await quiet(page);
        const file = join(folder, `${screen.name}-${size}-${colorScheme}.png`);
        writeFileSync(file, await page.screenshot({ animations: 'disabled', scale: 'css' }));
        console.log(`${file} ${Math.round(statSync(file).size / 1024)} kB`);
      }
    }
} finally {
  await web.end();
}

/** Jobs that wait, one that is done, a conversation, and a schedule that was done once. */
async function doJobs({ rig: { client, base } }: WebRig): Promise<Made> {
  const user = join(base, 'user');
  const downloads = join(user, 'Downloads');
  const receipts = join(user, 'Receipts');
  // Where the pictures are taken there may be no font for it.
  const files = messyFiles().filter(
    ({ content }) => !/\p{Script=Hangul}|\p{Script=Han}|\p{Script=Hiragana}/u.test(content.toString()),
  );
  for (const path of [downloads, receipts]) {
    await makeMessyFolder(path, files);
    await client.addFolder({ path, access: 'write' });
  }
  await client.patchSettings({ deliverTo: join(user, 'Cowork') });
  const rest = 'by type and year, put copies aside, and make me the VAT sheet of it.';
  const done = await client.createTask({
    prompt: `Sort my receipts ${rest}`,
    title: 'Sort my Receipts',
    folders: [{ path: receipts }],
  });
  const first = await until(async () => (await client.approvals({ status: 'pending' })).items[0]);
  await client.decide(first.id, { decision: 'allow' });
  const { outputs } = await until(async () => {
    const task = await client.task(done.id);
    return task.status === 'completed' && task;
  });
  const schedule = await client.createSchedule({
    name: 'Weekly report',
    cadence: 'every friday at 16',
    prompt: 'Write down what there is.',
    folders: [],
  });
  await client.runSchedule(schedule.id);
  await until(async () => (await client.scheduleRuns(schedule.id)).items[0]?.state === 'finished');
  const thread = await client.createThread({});
  await client.sayInThread(thread.id, { text: 'Make me the VAT sheet of May, please', clientId: crypto.randomUUID() });
  const sheet = await until(async () => {
    const [task] = (await client.tasks({ threadId: thread.id })).items;
    return task?.status === 'completed' && client.task(task.id);
  });
  const asking = await client.createTask({
    prompt: 'Tidy up the archive.',
    title: 'Tidy up the archive',
    folders: [],
  });
  const waiting = await client.createTask({
    prompt: `Sort my downloads ${rest}`,
    title: 'Sort my Downloads',
    folders: [{ path: downloads }],
  });
  await until(async () => (await client.task(waiting.id)).status === 'waiting_approval');
  await until(async () => (await client.task(asking.id)).status === 'waiting_input');
  return {
    waitingTask: waiting.id,
    doneTask: done.id,
    askingTask: asking.id,
    thread: thread.id,
    sheetTask: sheet.id,
    table: sheet.outputs[0]?.id ?? '',
    text: outputs[0]?.id ?? '',
    schedule: schedule.id,
  };
}

async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await new Promise((again) => setTimeout(again, 200));
  }
  throw new Error(`it did not come to be: ${String(look)}`);
}

/** Everything that was asked for has come. */
async function quiet(page: Page): Promise<void> {
  // Not by a function of the page: its policy forbids what that needs.
  await page.locator('[role=status].animate-appear').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready');
}
