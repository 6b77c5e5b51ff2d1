// What the terminal says about tasks: the words of the product's dictionary, spelled here and nowhere else.
import type { Access, Mode, TaskStatus } from '../../contract/task.ts';

/** A sign and a word: colour never carries meaning alone. */
export const STATUS: Readonly<Record<TaskStatus, { sign: string; word: string; tone: Tone }>> = {
  queued: { sign: '○', word: 'waiting to start', tone: 'calm' },
  running: { sign: '●', word: 'working', tone: 'calm' },
  waiting_approval: { sign: '◐', word: 'waiting for you', tone: 'accent' },
  waiting_input: { sign: '◐', word: 'waiting for you', tone: 'accent' },
  waiting_desktop: { sign: '◌', word: 'waiting for your computer', tone: 'calm' },
  paused: { sign: '‖', word: 'paused', tone: 'accent' },
  completed: { sign: '✓', word: 'done', tone: 'good' },
  failed: { sign: '✗', word: 'failed', tone: 'bad' },
  cancelled: { sign: '–', word: 'cancelled', tone: 'calm' },
};
export type Tone = 'calm' | 'accent' | 'good' | 'bad';

export const MODE: Readonly<Record<Mode, string>> = {
  ask: 'asks before each change',
  auto: 'asks before what could hurt',
  act: 'changes without asking',
};

export const ACCESS: Readonly<Record<Access, string>> = {
  read: 'may read',
  write: 'may change, asks before deleting',
  full: 'may change and delete',
};

export const PLAN_SIGN = { done: '✓', active: '●', pending: '○' } as const;

export const words = {
  empty: 'No tasks yet. For example: cowork run "Sort my receipts by month" --folder ~/Downloads',
  planHead: 'Plan',
  planChanged: 'Plan changed',
  result: 'Result',
  check: 'Checked against the request',
  cost: (usd: string) => usd,
  steps: (n: number) => (n === 1 ? '1 step' : `${n} steps`),
  childStarted: (title: string) => `Began a task of its own: ${title}`,
  childFinished: (title: string, word: string) => `${title}: ${word}`,
  plan: (done: number, total: number) => `Plan ${done} of ${total}`,
  thinking: 'Thinking',
  waitingQuestions: (n: number) => `Waiting for you: ${n === 1 ? '1 question' : `${n} questions`}`,
  detached: (id: string) => `Left. The task goes on.\nCome back: cowork watch ${id}`,
  detachedWaiting: (id: string) => `Left. The task waits for you, nothing is lost.\nCome back: cowork watch ${id}`,
  comeBack: (id: string) => `Come back: cowork watch ${id}`,
  leaveHint: 'Ctrl-C leaves it running',
  connectionLost: 'Durable Cowork does not answer; trying again. Nothing is lost. Does it run? cowork status',
  connectionBack: 'The connection is back.',
  answeredElsewhere: (who: string | undefined) => `Answered elsewhere${who ? ` (${who})` : ''}`,
  sent: 'Sent. It is read before the next step.',
  sentPaused: (id: string) => `Sent. The task is paused and reads it when it goes on: cowork resume ${id}`,
  answered: 'Answered.',
  pausing: 'Pausing after what it is doing now.',
  resumed: 'Going on.',
  resumedAtLimit: ({ text, action }: { text: string; action?: string | undefined }) =>
    `${text}. It goes on if that was raised${action === undefined ? '' : `; else: ${action}`}`,
  notPaused: (id: string) => `It is not paused: it waits for your answer. cowork watch ${id}`,
  cancelling: {
    after_step: 'It stops after this step.',
    now: 'It stops now. What it has changed can still be undone.',
    kill: 'It is ended at once. What it has changed can still be undone.',
  },
  noSuchTask: (prefix: string) => `There is no task ${prefix}. See them all: cowork ls`,
  ambiguous: (prefix: string, found: readonly string[]) => `${prefix} could be ${found.join(', ')}. Give one more letter.`,
  noneChanged: (direction: 'undo' | 'redo') =>
    `No task has a change that can be ${direction === 'undo' ? 'undone' : 'done again'}. One that a schedule began has to be named: cowork ${direction} TASK`,
  noTasks: 'There are no tasks yet.',
  emptyPrompt: 'Say what should be done: cowork run "…" --folder PATH',
  emptyAnswer: 'Say the answer, or pick an option: cowork answer QUESTION "…", or --choice "…"',
  noSuchOption: (typed: string, options: readonly string[]) => `There is no option "${typed}". Options: ${options.join(' · ')}`,
  noSuchStatus: (typed: string, all: readonly string[]) => `There is no status "${typed}". There are ${all.join(', ')}.`,
  limit: '--limit wants a number above 0.',
  waitingTasks: (n: number) =>
    n === 1 ? '1 task is waiting for you: cowork watch ID' : `${n} tasks are waiting for you: cowork watch ID`,
  request: 'Request',
  folders: 'Folders',
  outcome: 'Outcome',
  results: 'Results',
  childrenHead: 'Tasks of its own',
  together: (spent: string) => `With its own tasks: ${spent}`,
  place: (n: number) => (n === 1 ? 'it is the next' : `it is number ${n} in line`),
  emptyQueue: 'Nothing works and nothing waits. For example: cowork run "Sort my receipts by month" --folder ~/Downloads',
  queueHint:
    'Another order: cowork queue move TASK PLACE · Begin at once: cowork queue now TASK · How many at a time: cowork config set running-tasks N',
  noSuchQueueWord: (word: string) => `cowork queue knows no ${word}: ls, move TASK PLACE, now TASK.`,
  whichPlace: 'A place is a number from 1: cowork queue move TASK 1',
  notInLine: (id: string) => `Task ${id} does not wait for its turn, so it has no place. See what waits: cowork queue`,
  noQuestion: 'Nothing is being asked.',
  noQuestionLike: (prefix: string) => `No open question ${prefix}. See what is asked: cowork ls`,
} as const;
