// `cowork service install|uninstall|status`: whether the product starts by itself at login.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Config, readConfig } from '../../config.ts';
import { CoworkError } from '../../contract/errors.ts';
import { pathsOf } from '../../paths.ts';
import { createModelKeys } from '../../secrets.ts';
import { prepareHome } from '../prepare-home.ts';
import { commandFile } from '../program.ts';
import { findRunning } from '../running.ts';
import { EXIT, guarded, type Terminal } from '../terminal.ts';
import { AGENT_LABEL, agentFile, agentText } from './launchd.ts';
import { type ServiceFacts, UNIT_NAME, unitFile, unitText } from './systemd.ts';

const run = promisify(execFile);
const NOWHERE = 'A service can be installed on Linux (systemd) and macOS.';

export type ServiceState = 'installed' | 'absent' | 'unsupported';

export function serviceFile(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string | undefined {
  if (platform === 'darwin') return agentFile(env['HOME'] ?? homedir());
  return platform === 'linux' ? unitFile(env, env['HOME'] ?? homedir()) : undefined;
}

export function serviceState(env: NodeJS.ProcessEnv): ServiceState {
  const file = serviceFile(env);
  if (file === undefined) return 'unsupported';
  return existsSync(file) ? 'installed' : 'absent';
}

export function serviceCommand(verb: string | undefined, terminal: Terminal): Promise<number> {
  return guarded(terminal, async () => {
    const config = readConfig(terminal.env);
    const file = serviceFile(terminal.env);
    if (file === undefined) throw new CoworkError('not_available', NOWHERE);
    if (verb === 'install') {
      for (const line of [...(await installService(config, terminal.env)), ...leftToDo(config)]) terminal.out(line);
      return EXIT.done;
    }
    if (verb === 'uninstall') return uninstall(file, terminal);
    if (verb === 'status') return status(file, terminal);
    throw new CoworkError('bad_request', 'Use: cowork service install | uninstall | status.');
  });
}

/**
 * In sentences what was done.
 * @throws CoworkError not_available where no service can be
 */
export async function installService(config: Config, env: NodeJS.ProcessEnv): Promise<string[]> {
  const file = serviceFile(env);
  if (file === undefined) throw new CoworkError('not_available', NOWHERE);
  const paths = pathsOf(config.home);
  prepareHome(paths);
  const facts = factsOf(config, env);
  const text = process.platform === 'darwin' ? agentText(facts, join(paths.logs, 'service.log')) : unitText(facts);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const begun = await activate(file, findRunning(paths) === undefined);
  return [`Installed ${file}`, begun ?? 'It starts with your next login. (The service manager could not be reached from here.)'];
}

/** What a service may still lack, for somebody at a terminal; "cowork doctor" says it too. */
function leftToDo(config: Config): string[] {
  const said: string[] = [];
  if (config.modelKeyFromEnv !== undefined && createModelKeys(pathsOf(config.home)).where() === 'nowhere')
    said.push('ANTHROPIC_API_KEY is set only in this shell, which the service does not have: cowork config set model-key');
  if (process.platform === 'linux' && !isLingering())
    said.push(`To start with the machine, before you log in: loginctl enable-linger ${userInfo().username}`);
  return said;
}

async function uninstall(file: string, terminal: Terminal): Promise<number> {
  if (!existsSync(file)) {
    terminal.out('No service is installed.');
    return EXIT.done;
  }
  if (process.platform === 'darwin') await quietly('launchctl', ['bootout', `gui/${process.getuid?.() ?? 0}/${AGENT_LABEL}`]);
  else await quietly('systemctl', ['--user', 'disable', '--now', UNIT_NAME]);
  rmSync(file);
  if (process.platform === 'linux') await quietly('systemctl', ['--user', 'daemon-reload']);
  terminal.out(`Removed ${file}. It no longer starts by itself; your tasks and files stay.`);
  return EXIT.done;
}

async function status(file: string, terminal: Terminal): Promise<number> {
  terminal.out(existsSync(file) ? `Installed: ${file}` : 'Not installed. To install: cowork service install');
  if (existsSync(file) && process.platform === 'linux')
    terminal.out(isLingering() ? 'It starts with the machine.' : 'It starts when you log in.');
  return EXIT.done;
}

/** What the service manager does has no shell: everything the start needs stands in the file, and nothing secret. */
export function factsOf(config: Config, env: NodeJS.ProcessEnv): ServiceFacts {
  const environment: Record<string, string> = { COWORK_HOME: config.home };
  if (config.portExplicit) environment['COWORK_PORT'] = String(config.port);
  for (const name of ['COWORK_TEMPORAL_CLI', 'TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'XDG_CACHE_HOME', 'PATH']) {
    const value = env[name];
    if (value) environment[name] = value;
  }
  return { command: [process.execPath, commandFile(), 'start'], environment };
}

/** In words what happens next; undefined when the service manager does not answer. */
async function activate(file: string, now: boolean): Promise<string | undefined> {
  try {
    if (process.platform === 'darwin') await run('launchctl', ['bootstrap', `gui/${process.getuid?.() ?? 0}`, file]);
    else {
      await run('systemctl', ['--user', 'daemon-reload']);
      await run('systemctl', ['--user', 'enable', ...(now ? ['--now'] : []), UNIT_NAME]);
    }
    return now ? 'It is started now and at every login.' : 'It starts at every login; the one that runs now goes on.';
  } catch {
    return undefined;
  }
}

/** Whether the user's services live without a session. */
export const isLingering = (): boolean => existsSync(join('/var/lib/systemd/linger', userInfo().username));

/**
 * Lets the user's services start with the machine. In a sentence what is so now.
 * @throws CoworkError no_permission when the system wants more rights for it
 */
export async function enableLinger(): Promise<string> {
  const user = userInfo().username;
  await quietly('loginctl', ['enable-linger', user]);
  if (isLingering()) return 'The service now starts with the machine, before you log in.';
  throw new CoworkError('no_permission', `The system wants an administrator for it: sudo loginctl enable-linger ${user}`);
}

async function quietly(command: string, args: readonly string[]): Promise<void> {
  await run(command, args).catch(() => undefined);
}
