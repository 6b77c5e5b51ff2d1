// Processes of one home, found by what they were started with: to kill exactly those, and to see that none is left.
import { readdirSync, readFileSync } from 'node:fs';
import { pathsOf } from '../../src/paths.ts';
import { identityOf, type ProcessIdentity } from '../../src/process/process-identity.ts';
import { readRuntime } from '../../src/launcher/runtime.ts';

export type ProcessOf = 'launcher' | 'worker' | 'api' | 'temporal';
export type Living = Partial<Record<ProcessOf, ProcessIdentity>>;

/** What the launcher recorded, and itself. A name is absent while that process is not alive. */
export function recorded(home: string): Living {
  const runtime = readRuntime(home);
  const children = readJson(pathsOf(home).childrenFile);
  const all = { ...children, ...(runtime ? { launcher: { pid: runtime.pid, startTime: runtime.startTime } } : {}) };
  return Object.fromEntries(Object.entries(all).filter(([, of]) => identityOf(of.pid)?.startTime === of.startTime));
}

function readJson(file: string): Record<string, ProcessIdentity> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, ProcessIdentity>;
  } catch {
    return {};
  }
}

/** Every process of the machine that was given this home, by environment or argument (Linux; elsewhere none is found). */
export function processesOf(home: string): { pid: number; command: string }[] {
  if (process.platform !== 'linux') return [];
  const found: { pid: number; command: string }[] = [];
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const pid = Number(name);
    const command = ofProc(pid, 'cmdline');
    const given = `${command}\n${ofProc(pid, 'environ')}`;
    if (pid !== process.pid && given.includes(home) && identityOf(pid)) found.push({ pid, command });
  }
  return found;
}

function ofProc(pid: number, file: 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
