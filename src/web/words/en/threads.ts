// Conversations, what is typed into them, and their cards, in English.
import type { Access, Mode } from '../../../contract/task.ts';
import type { ThreadStatus } from '../../../contract/threads.ts';

export const threads = {
  title: 'Conversation',
  list: 'Conversations',
  recent: 'Recent tasks',
  all: 'All tasks',
  untitled: 'New conversation',
  away: 'Put away',
  awayList: 'Put away',
  back: 'Take back',
  emptyHint: 'Say what should be done. Tasks that come of it are shown here, with how they end.',
  status: { idle: '', answering: 'answering', waiting: 'waiting' } satisfies Record<ThreadStatus, string>,
  you: 'You',
  agent: 'Agent',
  older: 'Earlier messages are loading',
  start: 'The conversation began here',
  newest: 'To the newest',
  stop: 'Stop answering',
  menu: 'More for this conversation',
  rename: 'Rename…',
  name: 'Name',
  save: 'Save',
  settings: 'Settings of this conversation…',
  settingsTitle: 'Settings of this conversation',
  settingsHint: 'They hold for tasks that are started from now on.',
  remove: 'Delete…',
  removeTitle: 'Delete this conversation',
  removeHint: 'What was said here is forgotten for good. Its tasks, their results and their schedules stay.',
  removeYes: 'Delete the conversation',
  keep: 'Keep it',
  budget: 'Most that one task may cost, in $',
  noKey: 'No model key is set yet. What you send is kept and answered once there is one.',
  toSettings: 'To the settings',
  waitingFor: (text: string) => text,
};

export const composer = {
  label: 'Message',
  placeholder: 'For example: sort my receipts by month',
  placeholderThread: 'Say more, or ask for something else',
  send: 'Send',
  attach: 'Attach files',
  drop: 'Drop files to attach them',
  uploading: (name: string) => `${name} is being attached`,
  detach: (name: string) => `Remove ${name}`,
  pasted: 'pasted image',
  notAttached: (name: string, why: string) => `${name} could not be attached. Nothing else was lost. ${why}`,
  folderDropped: 'A folder is not attached. It is given by “Add a folder”.',
  attachments: 'Attached',
  kept: 'Kept here; it is sent as soon as the product answers',
  sending: 'Being sent',
  unkept: 'The storage of this browser is full: it is sent while this page is open',
  refused: (why: string) => `Not sent: ${why}`,
  edit: 'Edit',
  again: 'Try again',
  hint: '⏎ sends, ⇧⏎ begins a line',
};

export const folders = {
  label: 'Folders',
  add: 'Folder',
  addLong: 'Add a folder',
  none: 'No folder',
  access: { read: 'may read', write: 'may change', full: 'may change and delete' } satisfies Record<Access, string>,
  accessLong: {
    read: 'May read',
    write: 'May change, asks before deleting',
    full: 'May change and delete',
  } satisfies Record<Access, string>,
  chip: (name: string, access: string) => `${name}: ${access}`,
  remove: 'Take it out',
  what: 'What a task may do there',
};

export const modes = {
  label: 'How it asks',
  short: {
    ask: 'asks before each change',
    auto: 'asks before what could hurt',
    act: 'changes without asking',
  } satisfies Record<Mode, string>,
  long: {
    ask: 'Asks before each change',
    auto: 'Asks before what could hurt',
    act: 'Changes without asking; it can be undone',
  } satisfies Record<Mode, string>,
};

export const cards = {
  started: 'Task begun',
  startedBySchedule: 'Task begun by its schedule',
  plan: (done: number, total: number) => `${done} of ${total} steps`,
  ended: { completed: 'Task done', failed: 'Task failed', cancelled: 'Task cancelled' },
  results: 'Results',
  open: 'Open the task',
  asks: 'Waiting for you',
  answered: 'Answered, or not asked any more',
  answer: 'Look and answer',
  missed: (name: string, count: number) =>
    count === 1 ? `${name} did not happen at its time` : `${name} did not happen ${count} times`,
  missedAt: 'It was due',
  toSchedules: 'To the schedules',
};
