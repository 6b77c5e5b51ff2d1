// What the terminal says around the agent's own questions and around a pause.

export const words = {
  own: 'Something else…',
  answered: (answer: string) => `Answered: ${answer}`,
  isPaused: 'Paused.',
  paused: 'Paused. Go on?',
  goOn: 'Go on',
  raise: (usd: number) => `Raise the limit to ${usd.toFixed(2)} $ and go on`,
  leave: 'Leave it paused',
  howToAnswer: (id: string, options: readonly string[]) =>
    options.length > 0 ? `Answer: cowork answer ${id} --choice "${options[0]}"` : `Answer: cowork answer ${id} "…"`,
  howToApprove: (id: string) => `Look: cowork approve ${id} --show   Allow: cowork approve ${id}   Refuse: cowork deny ${id}`,
  howToResume: (id: string) => `Go on: cowork resume ${id}`,
} as const;
