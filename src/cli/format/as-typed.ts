// The last touch before the screen: our own command as this person types it, and signs that their terminal has.
import { LATER, PRODUCT_HELP, TASK_VERBS } from '../words/help.ts';

/** One character each: a table keeps its columns, and what was measured keeps its width. */
const PLAIN: Readonly<Record<string, string>> = {
  ...{ '✓': '+', '✗': 'x', '●': '*', '○': 'o', '◐': '?', '◌': '.', '‖': '=', '▸': '>', '→': '>', '·': '-', '–': '-', '…': '~' },
  ...{ '─': '-', '⟨': '<', '⟩': '>', '“': '"', '”': '"' },
};
const SIGNS = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g');

/** Signs that this program writes itself, as ASCII. Names of files stay what they are. */
export const plainSigns = (text: string): string => text.replace(SIGNS, (sign) => PLAIN[sign] ?? sign);

const VERBS = [...TASK_VERBS, ...Object.keys(PRODUCT_HELP), ...LATER].join('|');
const COMMAND = new RegExp(`(?<![\\w./\\\\-])(?<!npx )cowork (?=(?:${VERBS})\\b)`, 'g');

/** `npx cowork`, `npm start` and `npm run …` come from a place where a bare `cowork` is on no path: a hint must work when it is copied. */
export const commandAsTyped = (env: NodeJS.ProcessEnv): ((text: string) => string) =>
  env['npm_command'] === undefined ? (text) => text : (text) => text.replace(COMMAND, 'npx cowork ');

/** False where signs such as ✓ would show as boxes or question marks: old consoles, and a locale that is set to something else. */
export function hasSigns(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): boolean {
  if (env['TERM'] === 'linux' || env['TERM'] === 'dumb') return false;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  return platform !== 'linux' || !locale || /utf-?8/i.test(locale);
}

/** Both, as this environment wants them. */
export function asTyped(env: NodeJS.ProcessEnv): (text: string) => string {
  const command = commandAsTyped(env);
  return hasSigns(env) ? command : (text) => plainSigns(command(text));
}
