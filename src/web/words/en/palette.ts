// Finding everything, help, and notifications, in English.
import type { SearchHit } from '../../../contract/http.ts';

export const palette = {
  title: 'Find and go',
  open: 'Find',
  label: 'Find tasks, conversations, results, or a place',
  places: 'Places and actions',
  hits: 'Found',
  recent: 'Recent',
  none: 'Nothing found',
  searching: 'Looking for it',
  failed: 'It could not be looked for now',
  count: (n: number) => (n === 1 ? '1 entry' : `${n} entries`),
  where: {
    title: 'in the title',
    prompt: 'in what was asked',
    outcome: 'in the outcome',
    message: 'in a message',
    output: 'name of a result',
    output_text: 'in a result',
  } satisfies Record<SearchHit['where'], string>,
  go: {
    new: 'New conversation',
    tasks: 'Tasks',
    waiting: 'Waiting for you',
    schedules: 'Schedules',
    newSchedule: 'New schedule',
    welcome: 'Welcome: model, folder, first task',
    settings: 'Settings',
    help: 'Help and shortcuts',
    light: 'Theme: light',
    dark: 'Theme: dark',
    system: 'Theme: as the system',
    fold: 'Fold or unfold the list at the left',
  },
};

export const help = {
  title: 'Help',
  open: 'Help',
  keys: 'Shortcuts',
  hint: 'Hand over a job in plain words. Before files are changed you are asked, and every change can be undone.',
  find: 'Find everything, go everywhere',
  thisHelp: 'This help',
  send: 'Send',
  line: 'Begin a new line',
  editLast: 'In an empty message: edit the one that was not sent yet',
  questions: 'Among questions: the next, the one before',
  allow: 'In a question: go on to what was not seen yet, then allow',
  refuse: 'In a question: not this',
  leave: 'Close what is open',
  move: 'Through a list that was found',
};

export const notify = {
  done: 'Task done',
  failed: 'Task failed',
  waiting: 'Waiting for you',
  missed: (name: string) => `${name} did not happen at its time`,
  times: (count: number) => `${count} times`,
  several: (count: number) => `${count} things while it was quiet`,
};

export const bar = {
  fold: 'Fold the list',
  unfold: 'Unfold the list',
  lists: 'Conversations and tasks',
};
