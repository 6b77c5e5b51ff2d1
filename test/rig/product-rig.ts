// The real product as a person starts it: `cowork start` on a home of its own, with the scripted model behind a base URL.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Client, createClient } from '../../src/client/client.ts';
import { startModelServer, type ModelServer } from '../../src/demo/model-server/model-server.ts';
import type { ParsedRequest, Script } from '../../src/demo/model-server/port.ts';
import { identityOf, signal } from '../../src/process/process-identity.ts';
import { addressOf, askReady } from '../../src/launcher/running.ts';
import { readRuntime, type Runtime } from '../../src/launcher/runtime.ts';
import { findTemporalCli } from '../../src/launcher/temporal-cli/find.ts';
import { cacheFolder } from '../../src/paths.ts';
import { type Living, type ProcessOf, processesOf, recorded } from './processes.ts';

const COMMAND = fileURLToPath(new URL('../../bin/cowork.js', import.meta.url));
/** A start takes about three seconds; only a hang comes near this, also where many other programs run. */
const START_MS = 120_000;
const RESTART_MS = 120_000;
/** The launcher's own limits for a stop add up to sixteen seconds. */
const STOP_MS = 60_000;
const DEAD_MS = 60_000;
const COMMAND_MS = 120_000;

const TEST_KEY = 'sk-ant-test-of-the-product-rig';

interface Ran {
  /** Exit code, or the signal's name. */
  readonly code: number | string;
  readonly out: string;
  readonly err: string;
}

export interface ProductRig {
  readonly home: string;
  /** A folder beside the home; removed with it. */
  readonly base: string;
  readonly model: ModelServer;
  /** Of the product as it runs now: after `restart` another one. */
  readonly client: Client;
  readonly runtime: Runtime;
  /** The environment in which it is started. */
  readonly env: NodeJS.ProcessEnv;
  /** What the launcher has printed since its last start. */
  output(): string;
  pids(): Living;
  /** SIGKILL to exactly these processes; resolves when they are dead. `all` includes the launcher; `what lives` is all but may be fewer. */
  kill(what: 'worker' | 'api' | 'temporal' | 'all' | 'what lives'): Promise<void>;
  /** Stops a process in its tracks (SIGSTOP); the returned function lets it go on, if it still lives. */
  freeze(what: ProcessOf): () => void;
  /** Resolves when every process is alive and /readyz says yes. */
  untilReady(): Promise<void>;
  /** `cowork start` again, after `kill('all')`; or what else starts the product, with the environment that it would have. */
  restart(otherwise?: { command: readonly string[]; env: NodeJS.ProcessEnv }): Promise<void>;
  /** Runs the command line to its end, without a terminal. `input` is piped in. */
  cowork(args: readonly string[], input?: string): Promise<Ran>;
  /** Ctrl-C, then the end of everything; returns the launcher's exit code. Processes of this home that outlive it are an error. */
  stop(): Promise<number | string>;
  /** Ends what lives (by pid) and removes the folders, whatever happened before. */
  remove(): Promise<void>;
}

export interface ProductOptions {
  readonly scripts: Readonly<Record<string, Script>>;
  /** Chooses the script of a request; undefined: by its marker. */
  readonly route?: (request: Omit<ParsedRequest, 'script'>) => string | undefined;
  /** Added to the product's environment; `undefined` takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Module that starts the product instead of `cowork start`, with the Node flags of a child. */
  readonly program?: string;
  /** Left to the caller to start, by `restart`. */
  readonly unstarted?: boolean;
  /** An empty folder to live in, instead of a fresh one among the temporary files. */
  readonly base?: string;
  /** How many requests the model server remembers; absent: all. */
  readonly remember?: number;
  /** Called with the home before the first start. */
  readonly prepare?: (rig: Pick<ProductRig, 'home' | 'base' | 'model' | 'cowork'>) => Promise<void>;
}

export async function startProduct(options: ProductOptions): Promise<ProductRig> {
  const base = realpathSync(options.base ?? mkdtempSync(join(tmpdir(), 'cowork-e2e-')));
  const home = join(base, 'home');
  mkdirSync(join(base, 'user'));
  const model = await startModelServer({
    scripts: options.scripts,
    ...(options.route ? { route: options.route } : {}),
    ...(options.remember === undefined ? {} : { remember: options.remember }),
  });
  const env = {
    ...(await environment({ base, home, modelUrl: model.url }).catch(async (error: unknown) => {
      await model.close();
      throw error;
    })),
    ...options.env,
  };
  const command = options.program === undefined ? [COMMAND, 'start'] : ['--disable-warning=ExperimentalWarning', options.program];
  const ready = makeRig({ base, home, model, env, command });
  try {
    await options.prepare?.(ready);
    if (!options.unstarted) await ready.restart();
    return ready;
  } catch (error) {
    await ready.remove();
    throw error;
  }
}

/** Nothing of the person who runs the tests: another HOME, no settings but ours. Programs that were fetched once are shared. */
async function environment(of: { base: string; home: string; modelUrl: string }): Promise<NodeJS.ProcessEnv> {
  // Without a session bus no test writes into the keychain of the person who runs it.
  const strange = /^(COWORK_|ANTHROPIC_|TEMPORAL_|NODE_|DATABASE_URL|DBUS_|npm_|https?_proxy$|no_proxy$)/i;
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !strange.test(name)));
  const { path } = await findTemporalCli({
    explicit: process.env['COWORK_TEMPORAL_CLI'],
    env: process.env,
    onProgress: () => undefined,
  });
  return {
    ...own,
    HOME: join(of.base, 'user'),
    XDG_CACHE_HOME: dirname(cacheFolder(process.env)),
    COWORK_HOME: of.home,
    COWORK_PORT: '0',
    COWORK_TEMPORAL_CLI: path,
    ANTHROPIC_BASE_URL: of.modelUrl,
    ANTHROPIC_API_KEY: TEST_KEY,
  };
}

function makeRig(of: {
  base: string;
  home: string;
  model: ModelServer;
  env: NodeJS.ProcessEnv;
  command: readonly string[];
}): ProductRig {
  const { base, home, model, env, command } = of;
  let launcher: ChildProcess | undefined;
  let output = '';
  let runtime: Runtime | undefined;
  let client: Client | undefined;
  const frozen = new Set<() => void>();

  const alive = (): boolean => launcher?.pid !== undefined && launcher.exitCode === null && launcher.signalCode === null;
  const fail = (what: string): never => {
    throw new Error(`${what}; the launcher said:\n${output}`);
  };

  async function until(what: string, limitMs: number, done: () => boolean | Promise<boolean>): Promise<void> {
    const limit = performance.now() + limitMs;
    while (!(await done())) {
      if (performance.now() > limit) fail(`not in ${limitMs} ms: ${what}`);
      await sleep(50);
    }
  }

  const rig: ProductRig = {
    ...{ base, home, model, env },
    get client() {
      return client ?? fail('not started');
    },
    get runtime() {
      return runtime ?? fail('not started');
    },
    output: () => output,
    pids: () => recorded(home),
    async kill(what) {
      const all = recorded(home);
      // The launcher first: it must not see the others die and write that down.
      const whole = what === 'all' || what === 'what lives';
      const names: ProcessOf[] = whole ? ['launcher', 'worker', 'api', 'temporal'] : [what];
      const victims = names.flatMap((name) => all[name] ?? []);
      if (whole && !all.launcher) launcher?.kill('SIGKILL');
      if (what !== 'what lives' && victims.length < names.length)
        fail(`of ${names.join(', ')} only ${Object.keys(all).join(', ')} live`);
      for (const victim of victims) signal(victim, 'SIGKILL');
      const isDead = (): boolean => victims.every((victim) => identityOf(victim.pid)?.startTime !== victim.startTime);
      await until(`${what} dead`, DEAD_MS, () => isDead() && !(whole && alive()));
    },
    freeze(what) {
      const victim = recorded(home)[what] ?? fail(`${what} does not live`);
      signal(victim, 'SIGSTOP');
      const thaw = (): void => {
        frozen.delete(thaw);
        signal(victim, 'SIGCONT');
      };
      frozen.add(thaw);
      return thaw;
    },
    async untilReady() {
      await until('every process alive and ready', RESTART_MS, async () => {
        const { worker, api, temporal } = recorded(home);
        if (!worker || !api || !temporal) return false;
        return (await askReady(addressOf(rig.runtime), 10_000)).ready;
      });
    },
    async restart(otherwise = { command: [process.execPath, ...command], env }) {
      // Its end is heard of a moment after it was killed.
      await until('the launcher before has ended', STOP_MS, () => !alive());
      output = '';
      const [program = '', ...args] = otherwise.command;
      const child = (launcher = spawn(program, args, { env: otherwise.env, stdio: ['ignore', 'pipe', 'pipe'] }));
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => (output += text));
      await until('ready', START_MS, () => {
        if (!alive()) fail(`cowork start ended with ${child.exitCode ?? child.signalCode}`);
        return output.includes('Durable Cowork is ready');
      });
      runtime = readRuntime(home) ?? fail('no runtime file');
      client = createClient({ baseUrl: addressOf(runtime), token: runtime.token, device: 'test' });
    },
    cowork: (args, input) => runToEnd(spawn(process.execPath, [COMMAND, ...args], { env }), input ?? ''),
    async stop() {
      for (const thaw of frozen) thaw();
      if (launcher && alive()) {
        launcher.kill('SIGINT');
        await until('stopped', STOP_MS, () => !alive());
      }
      const left = processesOf(home);
      if (left.length > 0) fail(`left after the stop: ${left.map((p) => `${p.pid} ${p.command}`).join('\n')}`);
      return launcher?.exitCode ?? launcher?.signalCode ?? 'never started';
    },
    async remove() {
      for (const thaw of frozen) thaw();
      const pids = recorded(home);
      if (alive()) launcher?.kill('SIGKILL');
      for (const one of [pids.launcher, pids.worker, pids.api, pids.temporal]) if (one) signal(one, 'SIGKILL');
      await model.close();
      // The dead let go of their files within moments.
      rmSync(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
  return rig;
}

async function runToEnd(child: ChildProcess, input: string): Promise<Ran> {
  let [out, err] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin?.on('error', () => undefined).end(input);
  const tooLong = setTimeout(() => child.kill('SIGKILL'), COMMAND_MS);
  const [code, name] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.once('error', reject).once('close', (...ended) => resolve(ended));
  });
  clearTimeout(tooLong);
  return { code: code ?? name ?? 'unknown', out, err };
}

/** For the end of a test file: stops in order, and leaves nothing behind even if that fails. Nothing where it never started. */
export async function endProduct(rig: ProductRig | undefined): Promise<void> {
  try {
    const code = await rig?.stop();
    if (code) throw new Error(`cowork start ended with ${code}: ${rig?.output()}`);
  } finally {
    await rig?.remove();
  }
}
