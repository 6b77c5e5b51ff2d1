// The computer is kept awake while a task works, and not a moment longer than this process lives. The system's own program is stood in for by one that
// writes down how it was called: no system of ours may be kept awake by a test.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type KeepAwake, startKeepAwake } from '../../src/desktop/keep-awake.ts';
import { identityOf } from '../../src/process/process-identity.ts';

const SOURCE = fileURLToPath(new URL('../../src/desktop/keep-awake.ts', import.meta.url));
let folder: string;
let wanted = false;
let keep: KeepAwake | undefined;
const warned: string[] = [];
const log = { info: () => undefined, warn: (_: object, words: string) => void warned.push(words) };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-awake-'));
  warned.length = 0;
  // Writes its pid and its words, then does what the system's program does: runs the command that it was given.
  for (const name of ['systemd-inhibit', 'caffeinate']) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "$$ $*" >> ${join(folder, 'calls')}\nexec cat\n`);
    chmodSync(join(folder, name), 0o755);
  }
});
afterEach(() => {
  keep?.stop();
  rmSync(folder, { recursive: true });
});
const env = () => ({ PATH: `${folder}:${process.env['PATH']}` });
const start = (platform: NodeJS.Platform, more: NodeJS.ProcessEnv = env()): KeepAwake =>
  (keep = startKeepAwake({ wanted: async () => wanted, log, platform, env: more, everyMs: 3_600_000 }));
/** The whole lines only: the file is there a moment before its first line is. */
const calls = (): string[] =>
  existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').split('\n').slice(0, -1) : [];
async function until(is: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !is();) {
    if (Date.now() > end) throw new Error('it did not come');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
const pid = (): number => Number(calls()[0]!.split(' ')[0]);

describe('keeping awake', () => {
  it.each([
    ['linux', /--what=idle:sleep .*--mode=block cat$/],
    ['darwin', /^\d+ -i cat$/],
  ] as const)('on %s by its own program, once, and let go when nothing works', async (platform, words) => {
    wanted = false;
    const awake = start(platform);
    await awake.look();
    expect(calls()).toEqual([]);
    wanted = true;
    await awake.look();
    await until(() => calls().length > 0);
    await awake.look();
    expect(calls()).toEqual([expect.stringMatching(words)]);
    expect(identityOf(pid())).toBeDefined();
    wanted = false;
    await awake.look();
    await until(() => identityOf(pid()) === undefined);
    expect(warned).toEqual([]);
  });

  it('ends with the process that asked for it, also when that is killed', async () => {
    const program = `import { startKeepAwake } from ${JSON.stringify(SOURCE)};
      const keep = startKeepAwake({ wanted: async () => true, log: { info() {}, warn() {} }, platform: 'linux' });
      await keep.look(); setInterval(() => {}, 1000);`;
    const file = join(folder, 'holder.mjs');
    writeFileSync(file, program);
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file], { env: env(), stdio: 'ignore' });
    await until(() => calls().length > 0);
    child.kill('SIGKILL');
    await until(() => identityOf(pid()) === undefined);
  });

  it('where it cannot be done it is said once, and nothing else stops', async () => {
    wanted = true;
    const awake = start('linux', { PATH: '/nowhere' });
    await awake.look();
    await until(() => warned.length > 0);
    await awake.look();
    expect(warned).toHaveLength(1);
    const windows = start('win32');
    await windows.look();
    expect(calls()).toEqual([]);
  });
});
