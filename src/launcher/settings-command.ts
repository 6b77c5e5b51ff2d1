// `cowork config get|set|unset|list`: settings that a product without a shell environment knows. The model key is never shown.
import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { CoworkError } from '../contract/errors.ts';
import { ModelKey } from '../contract/http.ts';
import { issueInWords } from '../contract/issue-words.ts';
import { pathsOf, type Paths } from '../paths.ts';
import { createModelKeys } from '../secrets.ts';
import { defaultSettings } from '../settings.ts';
import { FileSettings, readSettings, writeSettings } from '../settings-file.ts';
import { prepareHome } from './prepare-home.ts';
import { EXIT, guarded, type Terminal } from './terminal.ts';

const KEY = 'model-key';
interface SettingName {
  readonly member: keyof FileSettings;
  readonly variable?: string;
  /** Counts at once in a running product. */
  readonly live: boolean;
  readonly number?: boolean;
  /** A file that has to be there, or a folder that has to be possible. */
  readonly place?: (path: string) => string;
  /** on or off */
  readonly flag?: boolean;
  /** Said when it is switched on. */
  readonly warns?: string;
}
/** Names people type → names in the file, with the environment variable that comes first. */
const NAMES = {
  model: { member: 'model', variable: 'COWORK_MODEL', live: true },
  'base-url': { member: 'baseUrl', variable: 'ANTHROPIC_BASE_URL', live: true },
  proxy: { member: 'proxy', variable: 'HTTPS_PROXY', live: false },
  'no-proxy': { member: 'noProxy', variable: 'NO_PROXY', live: false },
  'ca-file': { member: 'caFile', variable: 'NODE_EXTRA_CA_CERTS', live: false, place: fileThere },
  'daily-max-usd': { member: 'dailyMaxUsd', live: true, number: true },
  'default-mode': { member: 'defaultMode', live: true },
  'running-tasks': { member: 'runningTasks', live: true, number: true },
  'running-children': { member: 'runningChildren', live: true, number: true },
  'keep-awake': { member: 'keepAwake', live: true, flag: true },
  notifications: { member: 'notifications', live: true, flag: true },
  'package-registries': { member: 'packageRegistries', live: true, flag: true },
  'commands-without-vm': {
    ...{ member: 'commandsWithoutMachine', live: true, flag: true },
    warns:
      'Where no virtual machine can run, commands now run as processes of this computer, in a jail of bubblewrap: they still change and reach\n' +
      'nothing unasked, but only this computer’s own kernel holds them back, and nothing limits their memory and disk. docs/SECURITY.md says more.',
  },
  'keep-undo-days': { member: 'retentionDays', live: true, number: true },
  'keep-undo-bytes': { member: 'retentionBytes', live: true, number: true },
  'deliver-to': { member: 'deliverTo', live: true, place: folderPossible },
} as const satisfies Record<string, SettingName>;
type Name = keyof typeof NAMES;

export function settingsCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  return guarded(terminal, async () => {
    const [verb, name, value, ...more] = words;
    const paths = pathsOf(readConfig(terminal.env).home);
    if (more.length > 0) throw usage();
    if (verb === 'list' && name === undefined) return list(paths, terminal);
    if (name === undefined || !(verb === 'get' || verb === 'set' || verb === 'unset')) throw usage();
    if (verb !== 'set' && value !== undefined) throw usage();
    prepareHome(paths);
    if (name === KEY) return aboutKey(verb, { value, paths, terminal });
    if (!(name in NAMES))
      throw new CoworkError('bad_request', `There is no setting ${name}. There are ${[KEY, ...Object.keys(NAMES)].join(', ')}.`);
    return aboutSetting(verb, { name: name as Name, value, paths, terminal });
  });
}

const usage = (): CoworkError =>
  new CoworkError(
    'bad_request',
    'Use: cowork config list | get NAME | set NAME VALUE | unset NAME | set model-key (asks for it).',
  );

async function aboutKey(
  verb: 'get' | 'set' | 'unset',
  { value, paths, terminal }: { value: string | undefined; paths: Paths; terminal: Terminal },
): Promise<number> {
  const keys = createModelKeys(paths);
  if (verb === 'get') {
    terminal.out(whereKey(keys.where(), terminal.env));
    return EXIT.done;
  }
  if (verb === 'unset') {
    terminal.out((await keys.remove()) ? 'The model key is removed.' : 'No model key was kept.');
    return EXIT.done;
  }
  if (value !== undefined)
    throw new CoworkError(
      'bad_request',
      'A key on the command line would stay in the history of your shell: leave it out and type it when asked.',
    );
  const key = await terminal.secret('Model key (not shown)');
  if (key === undefined) throw new CoworkError('bad_request', 'No key was given; nothing was changed.');
  if (!ModelKey.safeParse(key).success)
    throw new CoworkError('bad_request', 'That is no key: it has spaces or line breaks. Nothing was changed.');
  const place = await keys.write(key);
  terminal.out(
    place === 'keychain' ? 'Kept in the keychain of this system.' : `Kept in ${paths.keyFile}, readable by you alone.`,
  );
  if (terminal.env['ANTHROPIC_API_KEY'])
    terminal.out('ANTHROPIC_API_KEY is set here: a product started from here uses that one.');
  return EXIT.done;
}

function aboutSetting(
  verb: 'get' | 'set' | 'unset',
  { name, value, paths, terminal }: { name: Name; value: string | undefined; paths: Paths; terminal: Terminal },
): number {
  const { member, variable, live, warns, place, ...kind }: SettingName = NAMES[name];
  const settings = readSettings(paths.settingsFile);
  if (verb === 'get') {
    terminal.out(valueOf(name, settings, terminal.env));
    return EXIT.done;
  }
  if (verb === 'set' && value === undefined) throw usage();
  const { [member]: _old, ...others } = settings;
  const isSet = verb === 'set' && value !== '';
  const wanted = isSet ? { ...others, [member]: typed(value ?? '', { name, ...kind }) } : others;
  const parsed = FileSettings.safeParse(wanted);
  if (!parsed.success) {
    // People know it by the name they typed.
    const words = parsed.error.issues.map((issue) => issueInWords({ ...issue, path: [name] }, { [name]: value }));
    throw new CoworkError('bad_request', `${words[0]}. Nothing was changed.`);
  }
  // After the rest, because only a whole path says where to look.
  const kept = isSet && place ? { ...parsed.data, [member]: place(value ?? '') } : parsed.data;
  writeSettings(paths.settingsFile, kept);
  if (warns !== undefined && parsed.data[member] === true) terminal.out(warns);
  terminal.out(
    `${name} is ${isSet ? `now ${place ? kept[member] : value}` : 'unset'}.${live ? '' : ' It counts from the next start on.'}`,
  );
  if (variable !== undefined && terminal.env[variable]) terminal.out(`${variable} is set in this shell and comes first.`);
  return EXIT.done;
}

function typed(value: string, { name, number, flag }: { name: Name } & Pick<SettingName, 'number' | 'flag'>): unknown {
  if (number) return Number(value);
  if (!flag) return value;
  if (value !== 'on' && value !== 'off')
    throw new CoworkError('bad_request', `${name} must be on or off, not "${value}". Nothing was changed.`);
  return value === 'on';
}

function list(paths: Paths, terminal: Terminal): number {
  const settings = readSettings(paths.settingsFile);
  const width = Math.max(...Object.keys(NAMES).map((name) => name.length));
  terminal.out(`${KEY.padEnd(width)} ${whereKey(createModelKeys(paths).where(), terminal.env)}`);
  for (const name of Object.keys(NAMES) as Name[]) terminal.out(`${name.padEnd(width)} ${valueOf(name, settings, terminal.env)}`);
  return EXIT.done;
}

function valueOf(name: Name, settings: FileSettings, env: NodeJS.ProcessEnv): string {
  const { member, variable, flag }: SettingName = NAMES[name];
  const defaults = defaultSettings();
  if (variable !== undefined && env[variable]) return `${env[variable]} (from ${variable})`;
  const shown = (value: unknown): string => (flag ? (value === true ? 'on' : 'off') : String(value));
  const otherwise = member in defaults ? ` (${shown(defaults[member as keyof typeof defaults])})` : '';
  return settings[member] === undefined ? `not set${otherwise}` : shown(settings[member]);
}

function whereKey(where: 'keychain' | 'file' | 'nowhere', env: NodeJS.ProcessEnv): string {
  const kept = { keychain: 'set, in the keychain', file: 'set, in a file that only you can read', nowhere: 'not set' }[where];
  return env['ANTHROPIC_API_KEY'] ? `set in ANTHROPIC_API_KEY, which comes first here (kept: ${kept})` : kept;
}

const refused = (why: string): CoworkError => new CoworkError('bad_request', `${why} Nothing was changed.`);

/** The product starts elsewhere, so the whole path is kept. */
function fileThere(path: string): string {
  const whole = resolve(path);
  if (!statSync(whole, { throwIfNoEntry: false })?.isFile()) throw refused(`There is no file ${whole}.`);
  return whole;
}

/** A folder that is there, or that can be made in one that is. */
function folderPossible(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) throw refused(`${path} is not a folder.`);
  const into = found ? path : dirname(path);
  if (!statSync(into, { throwIfNoEntry: false })?.isDirectory()) throw refused(`There is no folder ${into}.`);
  try {
    accessSync(into, constants.W_OK);
  } catch {
    throw refused(`Nothing can be written in ${into}.`);
  }
  return path;
}
