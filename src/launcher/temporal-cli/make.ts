// The two ways to get a Temporal CLI where there is none: the SDK's own downloader, and Go.
import { execFile, spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NODE_FLAGS, programFile } from '../program.ts';
import { CLI_VERSION, verify } from './version.ts';

const MODULE = `github.com/temporalio/cli/cmd/temporal@${CLI_VERSION}`;
/** A slow line needs minutes for 60 MB; one without a byte would otherwise wait for ever. */
const DOWNLOAD_LIMIT_MS = 10 * 60_000;
/** 3.5 minutes on two cores. */
const BUILD_LIMIT_MS = 30 * 60_000;
const REPORT_EVERY_MS = 15_000;

interface Made {
  readonly program: string;
  readonly server: string;
}

/** In a process of its own: the native downloader can be neither watched nor stopped. */
export async function downloadWithSdk(folder: string, signal?: AbortSignal): Promise<Made> {
  const script = programFile('launcher/temporal-cli/sdk-download');
  await promisify(execFile)(process.execPath, [...NODE_FLAGS, script, folder, CLI_VERSION], {
    timeout: DOWNLOAD_LIMIT_MS,
    ...(signal ? { signal } : {}),
  });
  const name = (await readdir(folder)).find((file) => file.startsWith('temporal'));
  if (name === undefined) throw new Error('nothing arrived');
  const program = join(folder, name);
  return { program, server: await verify(program) };
}

export async function installWithGo(
  folder: string,
  options: { env: NodeJS.ProcessEnv; onProgress(line: string): void; signal?: AbortSignal },
): Promise<Made> {
  await promisify(execFile)('go', ['version'], { env: options.env });
  options.onProgress(`Building the Temporal CLI ${CLI_VERSION} with Go (once; about 4 minutes)`);
  const beganAt = performance.now();
  const clock = setInterval(() => {
    options.onProgress(`Still building the Temporal CLI (${Math.round((performance.now() - beganAt) / 1000)} s)`);
  }, REPORT_EVERY_MS);
  try {
    // Without symbols it is a third smaller. HOME may be unset in a service; Go insists on one for its caches.
    const env = { HOME: homedir(), ...options.env, GOBIN: folder, GOFLAGS: '', CGO_ENABLED: '0' };
    await goInstall(env, options.signal);
  } finally {
    clearInterval(clock);
  }
  const program = join(folder, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
  return { program, server: await verify(program) };
}

function goInstall(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', ['install', '-trimpath', '-ldflags=-s -w', MODULE], {
      ...{ env, stdio: ['ignore', 'ignore', 'pipe'], timeout: BUILD_LIMIT_MS },
      ...(signal ? { signal } : {}),
    });
    let last = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      last = (last + text).slice(-2_000);
    });
    child.once('error', reject);
    child.once('exit', (code, name) => {
      if (code === 0) resolve();
      else reject(new Error(last.trim().split('\n').slice(-3).join(' ') || (name ?? `exit code ${code}`)));
    });
  });
}
