// Every word of the page, in English. Other languages have the type of this object: a missing word does not compile.
import type { TaskStatus } from '../../contract/task.ts';
import { markdown } from './en/markdown.ts';
import { results } from './en/results.ts';
import { changes } from './en/changes.ts';
import { question } from './en/question.ts';
import { taskView } from './en/task-view.ts';
import { network } from './en/network.ts';
import * as palettes from './en/palette.ts';
import { suggestions } from './en/suggestions.ts';
import * as talk from './en/threads.ts';
import { exported } from './en/exported.ts';
import { demo, firstRun, picker } from './en/first-run.ts';
import { schedules } from './en/schedules.ts';
import { saidChange, saidError, waitsFor } from './en/server.ts';
import { settings } from './en/settings.ts';

export const en = {
  ...talk,
  ...palettes,
  suggestions,
  product: 'Durable Cowork',
  /** Who answered, where the browser is not known by name. */
  device: 'browser',
  nav: {
    label: 'Main',
    new: 'New',
    tasks: 'Tasks',
    waiting: 'Waiting for you',
    schedules: 'Schedules',
    settings: 'Settings',
    skip: 'To the content',
  },
  when: {
    today: 'Today',
    week: 'This week',
    earlier: 'Earlier',
    todayAt: (time: string) => `today ${time}`,
    yesterdayAt: (time: string) => `yesterday ${time}`,
  },
  status: {
    queued: 'waiting to start',
    running: 'working',
    waiting_approval: 'waiting for you',
    waiting_input: 'waiting for you',
    waiting_desktop: 'waiting for your computer',
    paused: 'paused',
    completed: 'done',
    failed: 'failed',
    cancelled: 'cancelled',
  } satisfies Record<TaskStatus, string>,
  connection: {
    reconnecting: (since: string) => `No answer since ${since}; trying again. Nothing is lost.`,
    signedOut: 'This browser is not signed in, or no longer',
    signIn: 'Make a link that signs it in, in a terminal:',
    goesOn: 'This page goes on by itself once the link was opened in this browser.',
  },
  home: {
    title: 'What should be done?',
    waiting: (count: number) => `Waiting for you (${count})`,
    allWaiting: 'See all of it',
  },
  tasks: {
    title: 'Tasks',
    empty: 'No tasks yet',
    emptyHint: 'What you hand over is listed here, with how far it is.',
    plan: (done: number, total: number) => `${done} of ${total}`,
    more: 'Show more',
  },
  task: {
    title: 'Task',
  },
  approvals: {
    title: 'Waiting for you',
    empty: 'Nothing waits for you',
    emptyHint: 'Before something is changed, you see here what it would be.',
    more: 'Show more',
    shown: (count: string, all: string) => `${count} of ${all} shown`,
  },
  outputs: {
    title: 'Results',
    empty: 'No results yet',
    emptyHint: 'Files that the task makes for you are listed here.',
  },
  schedules,
  settings,
  exported,
  network,
  firstRun,
  demo,
  picker,
  error: {
    title: 'This did not work',
    again: 'Try again',
    notFound: 'There is nothing at this address',
    home: 'To the start',
    said: saidError,
    unexpected: 'Something went wrong in this page. Your tasks and files are not touched by it.',
  },
  saidChange,
  waitsFor,
  markdown,
  results,
  changes,
  question,
  taskView,
  close: 'Close',
  loading: 'Loading',
};

export type Words = typeof en;
