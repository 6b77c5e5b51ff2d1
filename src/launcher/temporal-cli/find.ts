// Finds a Temporal CLI that will do, in the order of docs/DESIGN.md; fetches or builds one only when there is none.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CoworkError } from '../../contract/errors.ts';
import { cacheFolder } from '../../paths.ts';
import { createCliCache, type CliCache } from './cache.ts';
import { downloadWithSdk, installWithGo } from './make.ts';
import { CLI_VERSION, reasonOf, verify } from './version.ts';

export interface FoundCli {
  readonly path: string;
  readonly server: string;
  readonly source: 'COWORK_TEMPORAL_CLI' | 'PATH' | 'cache' | 'download' | 'go install';
}

export interface FindOptions {
  /** COWORK_TEMPORAL_CLI: when it is set nothing else is tried. */
  readonly explicit: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  onProgress(line: string): void;
  /** Ends a download or a build. */
  readonly signal?: AbortSignal;
  /** False: only look, fetch and build nothing (doctor). */
  readonly fetch?: boolean;
}

/** @throws CoworkError engine_missing naming every way that was tried and what failed */
export async function findTemporalCli(options: FindOptions): Promise<FoundCli> {
  if (options.explicit !== undefined) return explicitOne(options.explicit);
  const cache = createCliCache(cacheFolder(options.env));
  const failures = ['COWORK_TEMPORAL_CLI is not set'];
  const tries: (() => Promise<FoundCli>)[] = [() => onPath(options.env), () => cached(cache)];
  if (options.fetch !== false)
    tries.push(
      () => downloaded(cache, options),
      () => built(cache, options),
    );
  for (const attempt of tries) {
    options.signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      failures.push(Error.isError(error) ? error.message : String(error));
    }
  }
  throw new CoworkError(
    'engine_missing',
    `The Temporal CLI is missing: ${failures.join('; ')}. Install Temporal CLI ${CLI_VERSION} so that "temporal" is on PATH, or set COWORK_TEMPORAL_CLI to it.`,
  );
}

async function explicitOne(path: string): Promise<FoundCli> {
  try {
    return { path, server: await verify(path), source: 'COWORK_TEMPORAL_CLI' };
  } catch (error) {
    throw new CoworkError(
      'engine_missing',
      `COWORK_TEMPORAL_CLI: ${path} ${reasonOf(error)}. Set it to a Temporal CLI, or unset it and one is found or fetched.`,
    );
  }
}

async function onPath(env: NodeJS.ProcessEnv): Promise<FoundCli> {
  const names = process.platform === 'win32' ? ['temporal.exe'] : ['temporal'];
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const path = folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
  if (path === undefined) throw new Error('no "temporal" on PATH');
  try {
    return { path, server: await verify(path), source: 'PATH' };
  } catch (error) {
    throw new Error(`on PATH: ${path} ${reasonOf(error)}`, { cause: error });
  }
}

async function cached(cache: CliCache): Promise<FoundCli> {
  const kept = await cache.find();
  if (kept === undefined) throw new Error(`none kept at ${cache.program}`);
  if ('unusable' in kept) throw new Error(`${cache.program} ${kept.unusable}`);
  return { path: cache.program, server: kept.server, source: 'cache' };
}

async function downloaded(cache: CliCache, options: FindOptions): Promise<FoundCli> {
  options.onProgress(`Fetching the Temporal CLI ${CLI_VERSION} (once; about 60 MB)`);
  try {
    const { server } = await cache.fill(`sdk ${CLI_VERSION}`, (folder) => downloadWithSdk(folder, options.signal));
    return { path: cache.program, server, source: 'download' };
  } catch (error) {
    options.onProgress('The download did not work');
    throw new Error(`download by the Temporal SDK: ${reasonOf(error)}`, { cause: error });
  }
}

async function built(cache: CliCache, options: FindOptions): Promise<FoundCli> {
  try {
    const { server } = await cache.fill(`go ${CLI_VERSION}`, (folder) => installWithGo(folder, options));
    return { path: cache.program, server, source: 'go install' };
  } catch (error) {
    throw new Error(`go install: ${reasonOf(error)}`, { cause: error });
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
