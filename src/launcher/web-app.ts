// The web app as the api serves it: built with the package; in a checkout once per state of its sources.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../paths.ts';
import { isCheckout } from './program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Branches that somebody switches between. */
const KEPT = 5;

export interface WebAppOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** One line of progress, for people. */
  onProgress(line: string): void;
}

/** Undefined where there is none and none could be built: everything else works without it. */
export async function webAppFolder(options: WebAppOptions): Promise<string | undefined> {
  if (!isCheckout()) {
    const built = join(ROOT, 'dist', 'web');
    return existsSync(built) ? built : undefined;
  }
  const folder = join(cacheFolder(options.env), 'web-apps');
  const built = join(folder, stateOfSources());
  if (existsSync(built)) return built;
  options.onProgress('Building the web app, once for this state of its sources.');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const making = mkdtempSync(join(folder, '.making-'));
  try {
    await build(making, options);
    put(making, built);
    forgetOldest(folder);
    return built;
  } catch (error) {
    options.signal?.throwIfAborted();
    options.onProgress(`The web app could not be built, so there is only the terminal: ${String(error)}`);
    return undefined;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** Another start may have made the same meanwhile: then that one is it. */
function put(made: string, at: string): void {
  try {
    renameSync(made, at);
  } catch (error) {
    if (!existsSync(at)) throw error;
  }
}

/** In a process of its own: the builder is large, and the launcher lives as long as the product. */
async function build(outDir: string, { env, signal }: WebAppOptions): Promise<void> {
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--configLoader', 'native', '--logLevel', 'warn', '--outDir', outDir];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...env, NODE_ENV: 'production', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal ? { signal } : {}),
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(said.trim().slice(-500) || `vite ended with ${String(code)}`);
}

function stateOfSources(): string {
  const hash = createHash('sha256');
  const sources = globSync('src/{web,client,contract}/**/*', { cwd: ROOT }).filter((name) => statSync(join(ROOT, name)).isFile());
  for (const name of [...sources.sort(), 'package-lock.json', 'vite.config.mjs'])
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(ROOT, name)))
      .update('\0');
  return hash.digest('hex').slice(0, 32);
}

function forgetOldest(folder: string): void {
  const all = readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .map((name) => join(folder, name));
  const byAge = all.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of byAge.slice(KEPT)) rmSync(old, { recursive: true, force: true });
}
