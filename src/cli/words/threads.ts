// What the terminal says about threads.
import type { ThreadStatus } from '../../contract/threads.ts';

export const THREAD_STATUS: Readonly<Record<ThreadStatus, string>> = {
  idle: '',
  answering: 'answering',
  waiting: 'waiting',
};

export const words = {
  empty: 'No threads yet. Begin one: cowork thread new "My receipts" --folder ~/Receipts',
  begun: (id: string) => `Begun as ${id}. Say something: cowork thread say ${id} "…"`,
  changed: 'Changed, for what is answered and started from now on.',
  archived: 'Put away. It comes back when you say something in it.',
  removed: (title: string) => `The thread "${title}" is removed with all that was said in it. Its tasks and schedules stay.`,
  stopped: 'The answer was stopped. Tasks that it had started go on.',
  nothingToStop: 'Nothing is being answered; nothing was stopped.',
  sent: (id: string) => `Said. See the answer: cowork thread show ${id}`,
  nothingSaid: 'Nothing was said yet.',
  noThreads: 'There is no thread yet. Begin one: cowork thread new',
  noSuchThread: (prefix: string) => `There is no thread ${prefix}; "cowork thread" lists them.`,
  ambiguous: (prefix: string, ids: readonly string[]) => `${prefix} could be ${ids.join(' or ')}; type more of it.`,
  noSuchWord: (word: string) =>
    `"${word}" is no word of "cowork thread"; there are ls, new, say, show, edit, stop, archive and rm.`,
  nothingToChange: 'Say what to change: --title, --folder, --mode, --model, --max-usd, --max-steps or --max-minutes.',
  you: 'you',
  taskStarted: (id: string, title: string) => `started ${id}: ${title}`,
  taskEnded: (id: string, title: string, status: string) => `${id} (${title}) ${status}`,
  result: (path: string) => `result: ${path}`,
  asks: (id: string, text: string) => `${id} waits for you: ${text}`,
  howToAnswer: { approval: 'cowork approve', question: 'cowork answer', paused: 'cowork resume' } as const,
  missed: (name: string, when: string, n: number) => `missed: ${name}, due ${when}${n > 1 ? ` (${n} times)` : ''}`,
  earlier: (n: number) => `… ${n} earlier; see more with -n`,
} as const;
