// What the terminal says around the agent's own questions and around a pause.

import type { Budget } from '../../contract/task.ts';
import { count, money } from '../format/numbers.ts';

export const words = {
  own: 'Something else…',
  answered: (answer: string) => `Answered: ${answer}`,
  isPaused: 'Paused.',
  paused: 'Paused. Go on?',
  goOn: 'Go on',
  raise: (to: Budget) => `Raise the limit to ${limitOf(to)} and go on`,
  leave: 'Leave it paused',
  /** By number: an option is the model's own text, which must not be run when the line is copied into a shell. */
  howToAnswer: (id: string, options: readonly string[]) => [
    ...options.map((option, i) => `${i + 1}. ${option}`),
    ...(options.length > 0 ? [`Pick:   cowork answer ${id} --choice 1`] : []),
    `Answer: cowork answer ${id} "…"`,
  ],
  howToApprove: (id: string) => [
    `Look:   cowork approve ${id} --show`,
    `Allow:  cowork approve ${id}`,
    `Refuse: cowork deny ${id}`,
  ],
  howToResume: (id: string) => `Go on: cowork resume ${id}`,
} as const;

const limitOf = ({ maxUsd, maxSteps, maxMinutes }: Budget): string =>
  [
    ...(maxUsd === undefined ? [] : [money(maxUsd)]),
    ...(maxSteps === undefined ? [] : [count(maxSteps, 'step')]),
    ...(maxMinutes === undefined ? [] : [`${count(maxMinutes, 'minute')} at work`]),
  ].join(' and ');
