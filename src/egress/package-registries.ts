// "Package registries": what the user's own npm and pip are set up to download from, and nothing but downloads.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { parseAuthority } from './host-name.ts';
import type { Rule } from './policy.ts';

const run = promisify(execFile);
const METHODS = ['GET', 'HEAD'];
/** npm takes half a second when it is warm; who is slower than this is broken. */
const ANSWERS_IN_MS = 20_000;

export interface Registries {
  readonly rules: readonly Rule[];
  /** Where the guest's own programs look; without user names and keys. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What was read is believed for so long: asking takes half a second. */
const BELIEVED_MS = 10 * 60_000;

/** As `readRegistries`, asked again only after a while. Never rejects: what cannot be read names no registry. */
export function createCachedRegistries(env: NodeJS.ProcessEnv): () => Promise<Registries> {
  let known: { readonly at: number; readonly registries: Promise<Registries> } | undefined;
  return () => {
    if (!known || Date.now() - known.at > BELIEVED_MS)
      known = { at: Date.now(), registries: readRegistries(env).catch(() => NONE) };
    return known.registries;
  };
}

/** Asks the programs themselves, so that every place where they look for settings counts. One that is not installed has no registry. */
export async function readRegistries(env: NodeJS.ProcessEnv): Promise<Registries> {
  const [npm, pip] = await Promise.all([npmRegistries(env), pipIndexes(env)]);
  return {
    rules: distinct([...npm.rules, ...pip.rules]),
    environment: { ...npm.environment, ...pip.environment },
  };
}

async function npmRegistries(env: NodeJS.ProcessEnv): Promise<Registries> {
  const said = await output('npm', ['config', 'list', '--json'], env);
  const config = said === undefined ? undefined : (JSON.parse(said) as Record<string, unknown>);
  if (!config) return NONE;
  const urls = Object.entries(config).flatMap(([name, value]) =>
    (name === 'registry' || /^@[^:]+:registry$/.test(name)) && typeof value === 'string' ? [value] : [],
  );
  const keys = npmKeys(config['userconfig'], env);
  const rules = urls.flatMap((url) => {
    const rule = ruleOf(url);
    const at = rule && Object.keys(keys).find((place) => url.replace(/^https?:/, '').startsWith(place));
    return rule ? [at === undefined ? rule : { ...rule, authorization: keys[at]! }] : [];
  });
  return { rules, environment: typeof config['registry'] === 'string' ? { NPM_CONFIG_REGISTRY: config['registry'] } : {} };
}

/** npm shows its keys to nobody, so they are read where it reads them: `//host/path/:_authToken=…`, with ${NAMES} of the environment. */
function npmKeys(file: unknown, env: NodeJS.ProcessEnv): Record<string, string> {
  const keys: Record<string, string> = {};
  for (const line of linesOf(file)) {
    const found = /^\s*(\/\/[^\s=]*):(_authToken|_auth)\s*=\s*(.*?)\s*$/.exec(line);
    if (!found) continue;
    const value = found[3]!.replace(/^"(.*)"$/, '$1').replace(/\$\{([^}]+)\}/g, (_, name: string) => env[name] ?? '');
    keys[found[1]!] = `${found[2] === '_auth' ? 'Basic' : 'Bearer'} ${value}`;
  }
  return keys;
}

const INDEX = /^(?:[^=]*\.)?(index-url|extra-index-url)='(.*)'$/;
const DEFAULT_INDEX =
  'from pip._internal.models.index import PyPI; print(PyPI.simple_url); print("https://" + PyPI.file_storage_domain)';

async function pipIndexes(env: NodeJS.ProcessEnv): Promise<Registries> {
  const said = await output('python3', ['-m', 'pip', 'config', 'list'], env);
  if (said === undefined) return NONE;
  const own: Record<string, string[]> = {};
  for (const line of said.split('\n')) {
    const found = INDEX.exec(line.trim());
    if (found) own[found[1]!] = found[2]!.split(/\\n|\s+/).filter(Boolean);
  }
  const [index, files] = ((await output('python3', ['-c', DEFAULT_INDEX], env)) ?? '').split('\n').filter(Boolean);
  const main = own['index-url'] ?? (index === undefined ? [] : [index]);
  const more = own['extra-index-url'] ?? [];
  const isDefault = main.length === 1 && main[0]?.replace(/\/$/, '') === index?.replace(/\/$/, '');
  const urls = [...main, ...more, ...(isDefault && files !== undefined ? [files] : [])];
  return {
    rules: urls.flatMap((url) => ruleOf(url) ?? []),
    environment: {
      ...(own['index-url'] && { PIP_INDEX_URL: main.map(withoutUser).join(' ') }),
      ...(more.length > 0 && { PIP_EXTRA_INDEX_URL: more.map(withoutUser).join(' ') }),
    },
  };
}

function ruleOf(text: string): Rule | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) return undefined;
  const host = parseAuthority(url.host, url.protocol === 'https:' ? 443 : 80);
  if (!host) return undefined;
  const user = `${decoded(url.username)}:${decoded(url.password)}`;
  return { ...host, methods: METHODS, isOwn: true, ...(user !== ':' && { authorization: `Basic ${btoa(user)}` }) };
}

/** Somebody's slip in a settings file is no reason to have no registries at all. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutUser(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.href;
}

/** Of two for one host the one with a key. */
function distinct(rules: readonly Rule[]): Rule[] {
  const byHost = new Map<string, Rule>();
  for (const rule of rules) {
    const name = `${rule.host}:${rule.port}`;
    if (!byHost.has(name) || rule.authorization !== undefined) byHost.set(name, rule);
  }
  return [...byHost.values()];
}

async function output(program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    return (await run(program, [...words], { env, timeout: ANSWERS_IN_MS })).stdout;
  } catch {
    return undefined;
  }
}

function linesOf(file: unknown): string[] {
  try {
    return typeof file === 'string' ? readFileSync(file, 'utf8').split('\n') : [];
  } catch {
    return [];
  }
}

const NONE: Registries = { rules: [], environment: {} };
