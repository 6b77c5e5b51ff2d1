// `cowork status`: does it run, where, since when, and could a task start now.
import { readConfig } from '../config.ts';
import { pathsOf } from '../paths.ts';
import { addressOf, askReady, findRunning } from './running.ts';
import { EXIT, guarded, type Terminal } from './terminal.ts';

export function statusCommand(options: { json: boolean }, terminal: Terminal): Promise<number> {
  return guarded(terminal, async () => {
    const { home } = readConfig(terminal.env);
    const runtime = findRunning(pathsOf(home));
    if (!runtime) {
      if (!options.json) return notRunning(terminal);
      terminal.out(JSON.stringify({ running: false, home }));
      return EXIT.notRunning;
    }
    const address = addressOf(runtime);
    const readiness = await askReady(address);
    const { pid, startedAt, version } = runtime;
    if (options.json) terminal.out(JSON.stringify({ running: true, home, address, pid, startedAt, version, ...readiness }));
    else {
      terminal.out(`Running at ${address} since ${startedAt} (process ${pid}, version ${version}, data in ${home}).`);
      terminal.out(readiness.ready ? 'Ready: a task could start now.' : `Not ready: ${readiness.text}`);
    }
    return EXIT.done;
  });
}

export function notRunning(terminal: Terminal): number {
  terminal.err('Durable Cowork is not running. Start it with: cowork start');
  return EXIT.notRunning;
}
