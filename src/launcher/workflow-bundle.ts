// The workflow code as Temporal's sandbox loads it. Bundling takes over two seconds, so it is done once per state of the sources.
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { cacheFolder } from '../paths.ts';
import { writePrivate } from '../disk/whole-file.ts';
import { isCheckout } from './program.ts';

const SOURCE = fileURLToPath(new URL('..', import.meta.url));
/** Branches that somebody switches between. */
const KEPT = 5;

/** Path of the bundle for `workflowBundle: { codePath }`: built with the package; in a checkout from the cache, made when it is not there. */
export async function workflowBundlePath(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  if (!isCheckout()) return join(SOURCE, 'workflow-bundle.js');
  const folder = join(cacheFolder(env), 'workflow-bundles');
  const file = join(folder, `${stateOfSources()}.js`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writePrivate(file, await bundleWorkflows(join(SOURCE, 'workflows', 'index.ts')));
  forgetOldest(folder);
  return file;
}

/**
 * The bundle of a workflow module as text. The worker must run the same version of the SDK.
 * @public for scripts/build.mjs
 */
export async function bundleWorkflows(workflowsPath: string): Promise<string> {
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  return code;
}

function stateOfSources(): string {
  const hash = createHash('sha256');
  for (const name of globSync('{workflows,contract}/**/*.ts', { cwd: SOURCE }).sort()) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(SOURCE, name)))
      .update('\0');
  }
  const require = createRequire(import.meta.url);
  for (const name of ['@temporalio/worker', '@temporalio/workflow', 'zod']) hash.update(`${name}@${versionOf(require, name)}\0`);
  return hash.digest('hex').slice(0, 32);
}

function versionOf(require: NodeJS.Require, name: string): string {
  for (let folder = dirname(require.resolve(name)); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    const found = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string }) : {};
    if (found.name === name && found.version !== undefined) return found.version;
    if (dirname(folder) === folder) throw new Error(`${name} has no package.json`);
  }
}

function forgetOldest(folder: string): void {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const byAge = files.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const file of byAge.slice(KEPT)) rmSync(file, { force: true });
}
