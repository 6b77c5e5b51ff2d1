// `cowork demo` as a person runs it: the command in a process of its own, on this machine's Temporal, ended by its exit code.
import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'cowork.js');

interface Ran {
  readonly code: number | string | null | undefined;
  readonly out: string;
}

function demo(args: readonly string[], tmp: string): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, 'demo', ...args], { env: { ...process.env, TMPDIR: tmp } }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, out: stdout + stderr }),
    );
  });
}

describe('cowork demo', () => {
  it('ends with 0 when every claim holds, says on each screen that no AI is used, and leaves nothing behind', async () => {
    const tmp = await mkdtemp(join(tmpdir(), 'demo-'));
    try {
      const { code, out } = await demo([], tmp);
      expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
      const screens = out.split('\n').filter((line) => /^── \d of \d/.test(line));
      expect(screens).toHaveLength(6);
      for (const line of screens) expect(line).toContain('no AI is used');
      expect(out.match(/^ {2}✓ /gm)).toHaveLength(10);
      expect(out).not.toContain('✗');
      expect((await readdir(tmp)).filter((name) => name.startsWith('cowork-demo'))).toEqual([]);
    } finally {
      await rm(tmp, { recursive: true, force: true });
    }
  }, 180_000);

  it('knows no other words', async () => {
    const { code, out } = await demo(['--fast'], tmpdir());
    expect(code).toBe(2);
    expect(out).toContain('cowork demo [--keep]');
  });
});
