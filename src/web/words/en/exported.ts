// Words about what is made into a file for another computer.
import type { Export } from '../../../contract/http.ts';

const counted = (count: number, one: string, many: string): string => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const exported = {
  menu: 'Save as a file…',
  title: 'Save as a file',
  taskHint: 'The whole task with its results and all that it started, for another computer.',
  threadHint: 'The whole conversation and its tasks with their results, for another computer.',
  make: 'Make the file',
  again: 'Make it again',
  stop: 'Stop',
  making: 'Being made. You can leave this page meanwhile.',
  save: (name: string, size: string) => `Save ${name} (${size})`,
  holds: ({ tasks = 0, threads = 0, schedules = 0 }: Export) =>
    [
      counted(tasks, 'task', 'tasks'),
      ...(threads > 0 ? [counted(threads, 'conversation', 'conversations')] : []),
      ...(schedules > 0 ? [counted(schedules, 'schedule', 'schedules')] : []),
    ].join(', '),
  missing: 'Not in it:',
  more: (count: number) => `and ${count.toLocaleString('en')} more`,
  stays:
    'Permissions on folders, keys and what undo keeps stay on this computer. The file holds whole conversations: keep it safe. It can be saved for an hour, or until the product restarts.',
};
