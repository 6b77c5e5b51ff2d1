// A terminal that remembers what was written and answers as told.
import type { Terminal } from '../../src/launcher/terminal.ts';

export interface MemoryTerminal extends Terminal {
  output(): string;
}

export function memoryTerminal(
  env: NodeJS.ProcessEnv,
  answers: { confirm?: boolean; secret?: string; interactive?: boolean } = {},
): MemoryTerminal {
  const lines: string[] = [];
  return {
    env,
    interactive: answers.interactive ?? false,
    out: (line) => void lines.push(line),
    err: (line) => void lines.push(line),
    confirm: () => Promise.resolve(answers.confirm ?? false),
    secret: () => Promise.resolve(answers.secret),
    output: () => lines.join('\n'),
  };
}
