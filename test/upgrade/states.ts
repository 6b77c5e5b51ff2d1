// The tasks of a recorded home: one in every state that an upgrade may find, and how each goes on.
import type { Script } from '../../src/demo/model-server/port.ts';
import { call, inSteps } from '../rig/scripts.ts';

export const STATES = ['done', 'cancelled', 'running', 'asks-approval', 'asks-question', 'paused'] as const;
export type State = (typeof STATES)[number];

const write = (path: string, content: string) => call('write_file', { path, content });
const END = { text: 'All of it is done.' };
const FIRST = { text: 'First this.', toolCalls: [write('/outputs/first.txt', 'first\n')] };
const SECOND = { text: 'And this.', toolCalls: [write('/outputs/second.txt', 'second\n')] };

/** `slow` streams the second step for a minute, so that it is cut when the home is recorded. */
export function scriptsOf(slow: boolean): Record<State, Script> {
  const second = slow ? { ...SECOND, text: 'And this, slowly. '.repeat(60), chunkDelayMs: 600 } : SECOND;
  return {
    done: inSteps({ text: 'I write it.', toolCalls: [write('/folders/papers/list.txt', 'a new list\n')] }, END),
    cancelled: inSteps(FIRST, second, END),
    running: inSteps(FIRST, second, END),
    'asks-approval': inSteps({ text: 'May I?', toolCalls: [write('/folders/papers/list.txt', 'yet another list\n')] }, END),
    'asks-question': inSteps(
      { text: 'Which?', toolCalls: [call('ask_user', { question: 'Which year?', options: ['2029', '2030'] })] },
      SECOND,
      END,
    ),
    paused: inSteps(FIRST, second, END),
  };
}

/** The title finds a task again. */
export const promptOf = (state: State): string => `A task of a recorded home. [[script:${state}]]`;
