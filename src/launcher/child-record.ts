// <home>/run/children.json: which processes the launcher has, so that its successor can end those that outlived it.
import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { writePrivate } from '../disk/whole-file.ts';
import { identityOf, isSameProcess, type ProcessIdentity, signal } from '../process/process-identity.ts';

const Recorded = z.record(z.string(), z.object({ pid: z.number().int(), startTime: z.string() }));

/** A polite end is waited for this long; what is half done then is rolled forward or back like after any kill. */
const POLITE_MS = 2_000;
const POLL_MS = 20;

export interface ChildRecord {
  /** Remembers the living process under the name, or forgets the name. */
  set(name: string, pid: number | undefined): void;
}

export function createChildRecord(file: string): ChildRecord {
  const living: Record<string, ProcessIdentity> = {};
  return {
    set(name, pid) {
      const identity = pid === undefined ? undefined : identityOf(pid);
      if (identity) living[name] = identity;
      else delete living[name];
      writePrivate(file, `${JSON.stringify(living)}\n`);
    },
  };
}

/** Ends what an earlier launcher left: children that hang, and Temporal, which nobody told. Call it holding the launcher's lock. */
export async function endLeftovers(file: string): Promise<string[]> {
  const left = Object.entries(readRecord(file)).filter(([, identity]) => isSameProcess(identity));
  await Promise.all(left.map(([, identity]) => endProcess(identity, POLITE_MS)));
  rmSync(file, { force: true });
  return left.map(([name]) => name);
}

/** Names of the recorded processes that live. */
export const livingLeftovers = (file: string): string[] =>
  Object.entries(readRecord(file))
    .filter(([, identity]) => isSameProcess(identity))
    .map(([name]) => name);

/** SIGTERM, then after `graceMs` SIGKILL; resolves when that process is gone. Works for processes that are not our children. */
export async function endProcess(identity: ProcessIdentity, graceMs: number): Promise<void> {
  const killAt = performance.now() + graceMs;
  let name: NodeJS.Signals = 'SIGTERM';
  signal(identity, name);
  while (isSameProcess(identity)) {
    if (name === 'SIGTERM' && performance.now() >= killAt) {
      name = 'SIGKILL';
      signal(identity, name);
    }
    await sleep(POLL_MS);
  }
}

function readRecord(file: string): Record<string, ProcessIdentity> {
  try {
    return Recorded.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}
