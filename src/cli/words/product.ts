// What the terminal says about the product itself: running or not, wrong usage, errors.

import { NOT_RUNNING } from '../../contract/errors.ts';

export const words = {
  notRunning: NOT_RUNNING,
  offerStart: 'Durable Cowork is not running. Start it now?',
  later: (verb: string) => `"cowork ${verb}" is not in this version.`,
  wrongUse: (said: string) => `${asSentence(said)} See: cowork --help`,
  failed: (what: string, why: string) => `${what}: ${why}`,
  noFile: (path: string) => `There is no file ${path}.`,
  folderAttached: (path: string, how: string) => `${path} is a folder; give it with ${how}`,
  number: (option: string) => `${option} wants a number above 0.`,
  mode: (given: string) => `There is no mode "${given}". Modes: ask, auto, act.`,
} as const;

const TOO_MANY_WORDS = /^too many arguments for '(run|say|answer)'/;

/** "error: unknown option '--foldr'\n(Did you mean --folder?)" as people say it. */
function asSentence(said: string): string {
  const [what = '', hint] = said
    .replace(/^error: /, '')
    .trim()
    .split('\n');
  const sentence = `${what.charAt(0).toUpperCase()}${what.slice(1)}${what.endsWith('.') ? '' : '.'}`;
  if (TOO_MANY_WORDS.test(what)) return `${sentence} Put what you want to say in quotes: "…"`;
  return hint === undefined ? sentence : `${sentence} ${hint.replace(/^\(|\)$/g, '')}`;
}
