// Sets modification times to the nanosecond. Node's utimes takes seconds as a double and loses the last 200 ns; touch(1) does not.
import { spawnSync } from 'node:child_process';
import { lstatSync, utimesSync } from 'node:fs';

/** One sh for all: starting it costs 2 ms, each touch in it about one. */
const SCRIPT = 'while read -r t p; do touch -c -m -d "@$t" "$p"; done';

/** `path` must be one that another process of this user can open too: see `shared`. Never follows up on failure: times are a courtesy. */
export function setMtimes(wanted: readonly { path: string; mtimeNs: string }[]): void {
  for (const { path, mtimeNs } of wanted) setCoarsely(path, BigInt(mtimeNs));
  const inexact = wanted.filter(({ path, mtimeNs }) => mtimeOf(path) !== mtimeNs && /^[\w/.-]+$/u.test(path));
  touch(inexact);
}

/** To the nanosecond. Paths of plain letters only, of what is no link, or of a descriptor. */
export function touch(wanted: readonly { path: string; mtimeNs: string }[]): void {
  if (wanted.length === 0 || process.platform === 'win32') return;
  const lines = wanted.map(({ path, mtimeNs }) => `${seconds(BigInt(mtimeNs))} ${shared(path)}\n`);
  spawnSync('/bin/sh', ['-c', SCRIPT], { input: lines.join(''), stdio: ['pipe', 'ignore', 'ignore'] });
}

/** Our own descriptor, as another process of ours names it. */
export const shared = (path: string): string => path.replace(/^\/proc\/self\//u, `/proc/${process.pid}/`);

function setCoarsely(path: string, ns: bigint): void {
  try {
    const { atimeMs } = lstatSync(path);
    utimesSync(path, atimeMs / 1000, Number(ns) / 1e9);
  } catch {
    // The folder may be gone or another user's; its time is then not ours to keep.
  }
}

function mtimeOf(path: string): string {
  return String(lstatSync(path, { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? '');
}

/** 1700000000123456789 → 1700000000.123456789. The sign is that of the whole: touch reads -0.5 as half a second before 1970. */
function seconds(ns: bigint): string {
  const size = ns < 0n ? -ns : ns;
  return `${ns < 0n ? '-' : ''}${size / 1_000_000_000n}.${String(size % 1_000_000_000n).padStart(9, '0')}`;
}
