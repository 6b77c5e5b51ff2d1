// `cowork status`: does it run, where, since when, and could a task start now.
import { existsSync, readFileSync } from 'node:fs';
import { sayDate } from '../cli/words/dates.ts';
import { readConfig } from '../config.ts';
import { NOT_RUNNING } from '../contract/errors.ts';
import { pathsOf } from '../paths.ts';
import { addressOf, askReady, findRunning } from './running.ts';
import { EXIT, guarded, type Terminal } from './terminal.ts';

export function statusCommand(options: { json: boolean }, terminal: Terminal): Promise<number> {
  return guarded(terminal, async () => {
    const { home } = readConfig(terminal.env);
    const paths = pathsOf(home);
    const runtime = findRunning(paths);
    if (!runtime) {
      if (!options.json) return notRunning(terminal);
      terminal.out(JSON.stringify({ running: false, home }), 'as it is');
      return EXIT.notRunning;
    }
    const address = addressOf(runtime);
    const readiness = await askReady(address);
    const { pid, startedAt, version } = runtime;
    if (options.json)
      terminal.out(JSON.stringify({ running: true, home, address, pid, startedAt, version, ...readiness }), 'as it is');
    else {
      terminal.out(
        `Running at ${address} since ${sayDate(startedAt, new Date())} (process ${pid}, version ${version}, data in ${home}).`,
      );
      terminal.out(readiness.ready ? 'Ready: a task could start now.' : `Not ready: ${readiness.text}`);
      terminal.out(`Programs that call it find the token in ${tokenPlace(paths.tokenFile, runtime.token)}.`);
    }
    return EXIT.done;
  });
}

/** Where the token that counts is kept; itself it is never printed. */
function tokenPlace(file: string, token: string): string {
  const isKept = existsSync(file) && readFileSync(file, 'utf8').trim() === token;
  return isKept ? file : 'COWORK_TOKEN, as it was at the start';
}

export function notRunning(terminal: Terminal): number {
  terminal.err(NOT_RUNNING);
  return EXIT.notRunning;
}
