// Runs checks as processes of their own, each with a disk that nobody else sees.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Orders, Report } from './check.ts';

const CHECK = fileURLToPath(new URL('./check.ts', import.meta.url));
const BROKEN_BUILD = fileURLToPath(new URL('./broken-build.ts', import.meta.url));

/** A mount namespace; who is not root becomes root in a user namespace of his own, where that is allowed. */
const UNSHARE = process.getuid?.() === 0 ? ['-m'] : ['-Urm'];

/** Why the disk cannot be had here; undefined where it can. */
export const obstacle: string | undefined = (() => {
  if (process.platform !== 'linux') return 'it needs FUSE and mount namespaces, which only Linux has';
  try {
    accessSync('/dev/fuse', constants.R_OK | constants.W_OK);
  } catch {
    return '/dev/fuse cannot be opened by this user';
  }
  const isAllowed = spawnSync('unshare', [...UNSHARE, 'mount', '--bind', '/tmp', '/tmp']).status === 0;
  return isAllowed ? undefined : 'this user may not mount anything, not even in a namespace of its own';
})();

/** `broken` names a build of which one fsync was taken away: see broken-build.ts. */
export async function runCheck(orders: Omit<Orders, 'at'>, broken?: string): Promise<Report> {
  const at = mkdtempSync(join(tmpdir(), 'cowork-power-'));
  const preload = broken === undefined ? [] : ['--import', BROKEN_BUILD];
  const child = spawn(
    'unshare',
    [
      ...UNSHARE,
      process.execPath,
      '--disable-warning=ExperimentalWarning',
      ...preload,
      CHECK,
      JSON.stringify({ ...orders, at }),
      broken ?? '',
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  rmdirSync(at);
  if (code !== 0 || err !== '') throw new Error(`the check of ${orders.workload} ended with ${code}:\n${err}`);
  return JSON.parse(out) as Report;
}
