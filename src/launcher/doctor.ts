// `cowork doctor`: each thing a start needs: ok, or what is wrong and the command that mends it.
import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Config, readConfig } from '../config.ts';
import { isCoworkError } from '../contract/errors.ts';
import { readSettings } from '../settings-file.ts';
import { findProcessSandbox, findSandbox } from '../desktop-sandbox.ts';
import { pathsOf, type Paths } from '../paths.ts';
import { createModelKeys } from '../secrets.ts';
import { isFree } from './ports.ts';
import { whoListens } from './port-holder.ts';
import { checkDatabases, prepareHome } from './prepare-home.ts';
import { askReady, addressOf, findRunning } from './running.ts';
import { enableLinger, installService, isLingering, serviceState } from './service/service.ts';
import { changeFindings } from './change-findings.ts';
import { findTemporalCli } from './temporal-cli/find.ts';
import { EXIT, guarded, type Terminal } from './terminal.ts';

export interface Finding {
  readonly name: string;
  /** `note`: works without it. */
  readonly state: 'ok' | 'wrong' | 'note';
  readonly text: string;
  /** The command that mends it. */
  readonly mend?: string;
  /** Does what `mend` says, where nothing needs a terminal; in a sentence what was done. @throws CoworkError */
  readonly repair?: () => Promise<string>;
  /** Of the page where a person mends it. */
  readonly path?: string;
  /** What was measured, where it is a size. */
  readonly bytes?: number;
}

/** Below this a few large undos fill the disk. */
const SPARSE_BYTES = 2_000_000_000;

/** Exit code 0 when nothing is wrong, else 1. */
export function doctorCommand(options: { json: boolean }, terminal: Terminal): Promise<number> {
  return guarded(terminal, async () => {
    const config = readConfig(terminal.env);
    const findings = await examine(config, terminal.env);
    if (options.json) terminal.out(JSON.stringify({ findings }), 'as it is');
    else for (const finding of findings) show(finding, terminal);
    return findings.some((finding) => finding.state === 'wrong') ? EXIT.failed : EXIT.done;
  });
}

export async function examine(config: Config, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const paths = pathsOf(config.home);
  return [
    node(),
    home(paths),
    ...space(paths),
    ...changeFindings(paths),
    await temporal(config, env),
    await port(config, paths),
    await key(config, paths),
    await running(paths),
    service(config, env),
    ...linger(env),
    await sandbox(paths, env),
  ];
}

function show({ name, state, text, mend }: Finding, terminal: Terminal): void {
  const sign = { ok: 'ok   ', wrong: 'wrong', note: 'note ' }[state];
  terminal.out(`${sign} ${name.padEnd(12)} ${text}${mend === undefined ? '' : `\n${' '.repeat(19)}${mend}`}`);
}

function node(): Finding {
  const text = `Node ${process.versions.node} (${process.execPath})`;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return { name: 'node', state: 'ok', text };
  return { name: 'node', state: 'wrong', text: `${text} is too old`, mend: 'npm rebuild node' };
}

function home(paths: Paths): Finding {
  try {
    prepareHome(paths);
    if (!findRunning(paths)) checkDatabases(paths);
    return { name: 'home', state: 'ok', text: paths.home };
  } catch (error) {
    return { name: 'home', state: 'wrong', text: sentenceOf(error) };
  }
}

function space(paths: Paths): Finding[] {
  const place = existsSync(paths.home) ? paths.home : dirname(paths.home);
  if (!existsSync(place)) return [];
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  const text = `${(free / 1e9).toFixed(1)} GB free`;
  if (free >= SPARSE_BYTES) return [{ name: 'disk', state: 'ok', text }];
  return [{ name: 'disk', state: 'note', text: `${text}; what undo keeps may not fit`, mend: `df -h ${place}` }];
}

async function temporal(config: Config, env: NodeJS.ProcessEnv): Promise<Finding> {
  const name = 'temporal';
  if (config.temporalAddress !== undefined)
    return { name, state: 'ok', text: `server at ${config.temporalAddress}; none is started here` };
  try {
    const found = await findTemporalCli({ explicit: config.temporalCli, env, onProgress: () => undefined, fetch: false });
    return { name, state: 'ok', text: `server ${found.server} from ${found.source} (${found.path})` };
  } catch (error) {
    if (config.temporalCli !== undefined)
      return { name, state: 'wrong', text: sentenceOf(error), mend: 'unset COWORK_TEMPORAL_CLI' };
    return { name, state: 'note', text: 'no Temporal CLI yet; the first start fetches or builds it', mend: 'cowork start' };
  }
}

async function port(config: Config, paths: Paths): Promise<Finding> {
  const own = findRunning(paths);
  if (own) return { name: 'port', state: 'ok', text: `in use by the product itself: ${addressOf(own)}` };
  if (config.port === 0 || (await isFree(config.port))) return { name: 'port', state: 'ok', text: `${config.port} is free` };
  const who = (await whoListens(config.port)) ?? 'another program';
  if (!config.portExplicit)
    return { name: 'port', state: 'note', text: `${config.port} is taken by ${who}; the next free one is used` };
  return { name: 'port', state: 'wrong', text: `${config.port} is taken by ${who}`, mend: 'unset COWORK_PORT' };
}

/** In the page, the first section of the settings. */
const KEY_MEND = { mend: 'cowork config set model-key', path: '/settings#model' } as const;

async function key(config: Config, paths: Paths): Promise<Finding> {
  const name = 'model key';
  const keys = createModelKeys(paths);
  if (config.modelKeyFromEnv !== undefined) {
    if (keys.where() !== 'nowhere')
      return { name, state: 'ok', text: 'in ANTHROPIC_API_KEY, and kept for a start without a shell' };
    return {
      name,
      state: 'note',
      text: 'only in ANTHROPIC_API_KEY: a service would not have it',
      ...KEY_MEND,
    };
  }
  try {
    if ((await keys.read()) !== undefined) return { name, state: 'ok', text: `kept in the ${keys.where()}` };
  } catch (error) {
    return { name, state: 'wrong', text: sentenceOf(error), ...KEY_MEND };
  }
  if (config.baseUrl !== undefined) return { name, state: 'note', text: `none; ${config.baseUrl} may need none` };
  return { name, state: 'wrong', text: 'none: tasks wait for one', ...KEY_MEND };
}

async function running(paths: Paths): Promise<Finding> {
  const runtime = findRunning(paths);
  if (!runtime) return { name: 'running', state: 'note', text: 'not running', mend: 'cowork start' };
  const { ready, text } = await askReady(addressOf(runtime));
  if (ready) return { name: 'running', state: 'ok', text: `ready at ${addressOf(runtime)}` };
  return { name: 'running', state: 'wrong', text: `at ${addressOf(runtime)}, not ready: ${text}`, mend: 'cowork logs' };
}

function service(config: Config, env: NodeJS.ProcessEnv): Finding {
  const state = serviceState(env);
  if (state === 'installed') return { name: 'service', state: 'ok', text: 'installed: it starts by itself' };
  if (state === 'unsupported') return { name: 'service', state: 'note', text: 'not available on this system' };
  return {
    name: 'service',
    state: 'note',
    text: 'not installed: after a restart of the machine tasks wait',
    mend: 'cowork service install',
    repair: async () => (await installService(config, env)).join('\n'),
  };
}

function linger(env: NodeJS.ProcessEnv): Finding[] {
  if (process.platform !== 'linux' || serviceState(env) !== 'installed') return [];
  if (isLingering()) return [{ name: 'linger', state: 'ok', text: 'on: the service starts with the machine' }];
  const text = 'off: the service waits for your login';
  return [{ name: 'linger', state: 'note', text, mend: 'loginctl enable-linger', repair: enableLinger }];
}

async function sandbox(paths: Paths, env: NodeJS.ProcessEnv): Promise<Finding> {
  const name = 'sandbox';
  const found = await findSandbox(paths, env)();
  if (found.kind === 'unavailable') return withoutMachine(found, { paths, env });
  if (found.accelerator !== 'tcg') return { name, state: 'ok', text: `a virtual machine for each task (${found.accelerator})` };
  const text = 'a virtual machine for each task, without the processor’s help (tcg): slow, and reduced isolation';
  return { name, state: 'note', text, ...(found.mendAccelerator === undefined ? {} : { mend: found.mendAccelerator }) };
}

async function withoutMachine(
  machine: { readonly why: string; readonly mend: string },
  { paths, env }: { paths: Paths; env: NodeJS.ProcessEnv },
): Promise<Finding> {
  const [name, state] = ['sandbox', 'note'] as const;
  if (readSettings(paths.settingsFile).commandsWithoutMachine !== true)
    return { name, state, text: `commands do not run: ${machine.why}; everything else works`, mend: machine.mend };
  const found = await findProcessSandbox(paths, env)();
  if (found.kind === 'unavailable')
    return {
      ...{ name, state, mend: found.mend },
      text: `commands do not run: ${machine.why}, and without a virtual machine: ${found.why}; everything else works`,
    };
  const text = `commands run without a virtual machine, as you allowed: reduced isolation (${machine.why})`;
  return { name, state, text, mend: machine.mend };
}

const sentenceOf = (error: unknown): string => (isCoworkError(error) ? error.detail : String(error));
