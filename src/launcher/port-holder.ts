// Names the process that listens on a port, as far as this user may see it.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';

const LISTEN = '0A';

/** "name (pid 123)", or undefined when the system does not say. */
export async function whoListens(port: number): Promise<string | undefined> {
  return process.platform === 'linux' ? fromProc(port) : fromLsof(port);
}

function fromProc(port: number): string | undefined {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (holdsOneOf(pid, inodes)) return `${nameOf(pid)} (pid ${pid})`;
  }
  return 'a process of another user';
}

function listeningInodes(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = read(table)
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/));
  return rows.filter((row) => row[1]?.endsWith(wanted) && row[3] === LISTEN).map((row) => `socket:[${row[9]}]`);
}

function holdsOneOf(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => inodes.has(link(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false;
  }
}

/** The program's file where this user may see it: the short name of a Node process is that of its thread, "MainThread". */
const nameOf = (pid: string): string =>
  basename(link(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '')) || read(`/proc/${pid}/comm`).trim() || 'a process';

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}

async function fromLsof(port: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { timeout: 2_000 });
    const field = (letter: string): string | undefined =>
      stdout
        .split('\n')
        .find((line) => line.startsWith(letter))
        ?.slice(1);
    const pid = field('p');
    return pid === undefined ? undefined : `${field('c') ?? 'a process'} (pid ${pid})`;
  } catch {
    return undefined;
  }
}
