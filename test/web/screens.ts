// Every screen of the app for `npm run screenshots`: its name and address, and what is to be seen there before it is taken.
import type { Page } from 'playwright-core';

/** What the jobs of screenshots.ts have made. */
export interface Made {
  readonly waitingTask: string;
  readonly doneTask: string;
  readonly askingTask: string;
  readonly thread: string;
  /** The task of the conversation, and its table. */
  readonly sheetTask: string;
  readonly table: string;
  /** Among the results of the done task. */
  readonly text: string;
  readonly schedule: string;
}

export interface Screen {
  /** Of the file. */
  readonly name: string;
  readonly path: (made: Made) => string;
  /** Waits for what makes the picture whole, opens what is to be open. The heading is there already. */
  readonly prepare?: (page: Page) => Promise<void>;
}

export const SCREENS: readonly Screen[] = [
  { name: 'home', path: () => '/', prepare: (page) => page.getByRole('main').getByText('Conversations').waitFor() },
  { name: 'tasks', path: () => '/tasks', prepare: (page) => page.getByRole('main').getByRole('listitem').first().waitFor() },
  {
    name: 'task-waiting',
    path: ({ waitingTask }) => `/tasks/${waitingTask}`,
    prepare: (page) => page.getByRole('button', { name: 'Allow', exact: true }).waitFor(),
  },
  {
    name: 'task-asking',
    path: ({ askingTask }) => `/tasks/${askingTask}`,
    prepare: (page) => page.getByText('Which of the two').first().waitFor(),
  },
  {
    name: 'task-done',
    path: ({ doneTask }) => `/tasks/${doneTask}`,
    prepare: (page) => page.getByRole('button', { name: 'Undo all' }).waitFor(),
  },
  {
    name: 'details',
    path: ({ doneTask }) => `/tasks/${doneTask}`,
    async prepare(page) {
      await page.getByRole('button', { name: 'Undo all' }).waitFor();
      const button = page.getByRole('button', { name: 'Details' });
      if (await button.isVisible()) await button.click();
    },
  },
  {
    name: 'changes',
    path: ({ doneTask }) => `/tasks/${doneTask}/changes`,
    prepare: (page) =>
      page
        .getByRole('button', { name: /^Undo:/ })
        .first()
        .waitFor(),
  },
  { name: 'outputs', path: ({ doneTask }) => `/tasks/${doneTask}/outputs` },
  {
    name: 'result-table',
    path: ({ sheetTask, table }) => `/tasks/${sheetTask}/outputs?output=${table}`,
    prepare: (page) => page.getByRole('cell').first().waitFor(),
  },
  {
    name: 'result-text',
    path: ({ doneTask, text }) => `/tasks/${doneTask}/outputs?output=${text}`,
    prepare: (page) => page.getByRole('main').locator('table, ul, h2').first().waitFor(),
  },
  {
    name: 'thread',
    path: ({ thread }) => `/threads/${thread}`,
    prepare: (page) => page.getByRole('link', { name: 'VAT sheet May.csv' }).waitFor(),
  },
  {
    name: 'approvals',
    path: () => '/approvals',
    prepare: (page) => page.getByRole('button', { name: 'Allow', exact: true }).first().waitFor(),
  },
  { name: 'schedules', path: () => '/schedules' },
  {
    name: 'schedule',
    path: ({ schedule }) => `/schedules/${schedule}`,
    prepare: (page) => page.getByRole('main').getByText('by hand').waitFor(),
  },
  {
    name: 'schedule-new',
    path: () => '/schedules/new?prompt=Sort%20the%20new%20receipts%20by%20month.&cadence=every%20friday%20at%2016',
    prepare: (page) => page.getByText('The next times').waitFor(),
  },
  {
    name: 'settings',
    path: () => '/settings',
    prepare: (page) => page.getByText('node', { exact: true }).waitFor(),
  },
  {
    name: 'folder',
    path: () => '/settings',
    async prepare(page) {
      await page.getByRole('button', { name: 'Add a folder' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Use this folder' }).waitFor();
    },
  },
  {
    name: 'palette',
    path: () => '/',
    async prepare(page) {
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('combobox').fill('sort');
      await page.getByRole('option').nth(1).waitFor();
    },
  },
  {
    name: 'help',
    path: () => '/',
    async prepare(page) {
      await page.getByRole('heading', { level: 1 }).click();
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'welcome', path: () => '/welcome' },
];
