// The launcher's commands as the CLI calls them: a name and the words after it.
import { parseArgs } from 'node:util';
import { CoworkError } from '../contract/errors.ts';
import { doctorCommand } from './doctor.ts';
import { logsCommand } from './logs.ts';
import { openCommand } from './open.ts';
import { rebuildEngineCommand } from './rebuild-engine.ts';
import { serviceCommand } from './service/service.ts';
import { settingsCommand } from './settings-command.ts';
import { startCommand } from './start.ts';
import { statusCommand } from './status.ts';
import { stopCommand } from './stop.ts';
import { EXIT, guarded, processTerminal, type Terminal } from './terminal.ts';
import { uninstallCommand } from './uninstall.ts';
import { ownVersion } from './version.ts';

export const PRODUCT_COMMANDS = [
  'start',
  'stop',
  'status',
  'doctor',
  'open',
  'logs',
  'config',
  'service',
  'uninstall',
  'export',
  'import',
  'version',
] as const;
export type LauncherCommand = (typeof PRODUCT_COMMANDS)[number];

const OPTIONS = {
  detach: { type: 'boolean', default: false },
  'no-open': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  'rebuild-engine': { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  thread: { type: 'string' },
  output: { type: 'string', short: 'o' },
  follow: { type: 'boolean', short: 'f', default: false },
  lines: { type: 'string', short: 'n', default: '100' },
} as const;
/** Which of the options each command takes. */
const TAKES: Readonly<Record<LauncherCommand, readonly (keyof typeof OPTIONS)[]>> = {
  start: ['detach', 'no-open'],
  stop: [],
  status: ['json'],
  doctor: ['json', 'rebuild-engine'],
  open: [],
  logs: ['follow', 'lines'],
  config: [],
  service: [],
  uninstall: ['yes'],
  export: ['all', 'thread', 'output', 'json'],
  import: ['json'],
  version: [],
};

/** Those that take a word. */
const ONE_WORD: readonly LauncherCommand[] = ['service', 'logs', 'export', 'import'];

/** Runs one command to its end; prints by itself and resolves with the exit code. */
export function runLauncherCommand(
  command: LauncherCommand,
  rest: readonly string[],
  terminal: Terminal = processTerminal(),
): Promise<number> {
  return guarded(terminal, async () => {
    const { values, positionals } = parsed(command, rest);
    const [first, ...more] = positionals;
    if (command !== 'config' && (more.length > 0 || (first !== undefined && !ONE_WORD.includes(command))))
      throw new CoworkError('bad_request', `cowork ${command}: "${more[0] ?? first}" is one word too many.`);
    switch (command) {
      case 'start':
        return startCommand({ detach: values.detach, noOpen: values['no-open'] }, terminal);
      case 'stop':
        return stopCommand(terminal);
      case 'status':
        return statusCommand({ json: values.json }, terminal);
      case 'doctor':
        return (values['rebuild-engine'] ? rebuildEngineCommand : doctorCommand)({ json: values.json }, terminal);
      case 'open':
        return openCommand(terminal);
      case 'logs':
        return logsCommand({ process: first, lines: linesOf(values.lines), follow: values.follow }, terminal);
      case 'config':
        return settingsCommand(positionals, terminal);
      case 'service':
        return serviceCommand(first, terminal);
      case 'uninstall':
        return uninstallCommand({ yes: values.yes }, terminal);
      // Loaded when called: they bring the task store with them.
      case 'export': {
        const { exportCommand } = await import('./archive-commands.ts');
        const { all, thread, output, json } = values;
        return exportCommand({ ...{ all, thread, output, json }, task: first }, terminal);
      }
      case 'import': {
        const { importCommand } = await import('./archive-commands.ts');
        return importCommand({ file: first, json: values.json }, terminal);
      }
      case 'version':
        terminal.out(ownVersion());
        return EXIT.done;
    }
  });
}

function parsed(command: LauncherCommand, rest: readonly string[]) {
  try {
    const result = parseArgs({ args: [...rest], options: OPTIONS, allowPositionals: true, tokens: true });
    const stranger = result.tokens.find(
      (token) => token.kind === 'option' && !TAKES[command].some((name) => name === token.name),
    );
    if (stranger?.kind === 'option') throw new Error(`there is no option ${stranger.rawName}`);
    return result;
  } catch (error) {
    // Its first sentence says what was wrong; the others are about programs.
    const [what = ''] = (Error.isError(error) ? error.message : String(error)).split(/\.\s/);
    throw new CoworkError('bad_request', `cowork ${command}: ${what.replace(/\.$/, '')}. See: cowork ${command} --help`);
  }
}

function linesOf(text: string): number {
  const lines = Number(text);
  if (!Number.isInteger(lines) || lines < 1) throw new CoworkError('bad_request', 'cowork logs: -n wants a number above 0.');
  return lines;
}
