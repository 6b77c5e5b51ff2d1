// What a killed worker leaves below the sandboxes' home: ended and removed, while tasks' own folders and what is under way stay.
import { expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf, isSameProcess } from '../../src/process/process-identity.ts';
import { removeLeft, writeStarted } from '../../src/sandbox/started.ts';

it('a probe of a killed worker is ended and removed; a task’s sandbox and a probe under way stay', async () => {
  const home = mkdtempSync(join(tmpdir(), 'cowork-left-'));
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  try {
    for (const name of ['task', '.probe-old', '.trial-old/trial', '.picture-young'])
      mkdirSync(join(home, name), { recursive: true });
    const process = identityOf(child.pid!)!;
    writeStarted(join(home, '.trial-old', 'trial'), { processes: [process], startedAt: new Date().toISOString() });
    const hourAgo = new Date(Date.now() - 3_600_000);
    for (const name of ['task', '.probe-old', '.trial-old']) utimesSync(join(home, name), hourAgo, hourAgo);
    await removeLeft(home);
    expect(readdirSync(home).sort()).toEqual(['.picture-young', 'task']);
    expect(isSameProcess(process)).toBe(false);
  } finally {
    child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  }
});
