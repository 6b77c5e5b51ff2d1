// Machines that are started from a picture of memory: alike when they begin, and then each its own.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { picturesFolder } from '../../../src/desktop-sandbox.ts';
import type { Sandbox, SandboxDriver } from '../../../src/sandbox/port.ts';
import { driverIn, obstacle, runIn } from './machine.ts';

const why = await obstacle();
const TEST_MS = 300_000;
const base = mkdtempSync(join(tmpdir(), 'cowork-picture-test-'));
const machines = join(base, 'machines');
const newDriver = (pictures: string): SandboxDriver => driverIn(machines, { pictures });
const driver = newDriver(picturesFolder(process.env));
const open = async (name: string, from = driver): Promise<Sandbox> => {
  const sandbox = await from.open(name, AbortSignal.timeout(TEST_MS));
  await sandbox.share([]);
  return sandbox;
};
const said = async (sandbox: Sandbox, command: string): Promise<string> => (await runIn(sandbox, command)).output.trim();
/** The kernel's own mark of its start: the same in all that come from one picture. */
const MARK = 'cat /proc/sys/kernel/random/boot_id';
const CHANCE = 'head -c 16 /dev/urandom | md5sum; python3 -c "import uuid; print(uuid.uuid4())"';

(why === undefined ? describe : describe.skip)('machines from a picture', () => {
  beforeAll(() => mkdirSync(machines));
  afterAll(async () => {
    for (const name of ['one', 'other', 'third']) await driver.destroy(name);
    rmSync(base, { recursive: true });
  }, TEST_MS);

  it(
    'have a clock, random numbers and a disk of their own, and the disk outlives them',
    async () => {
      const one = await open('one');
      const other = await open('other');
      expect(await said(one, MARK)).toBe(await said(other, MARK));
      expect(one.boot).not.toBe(other.boot);
      expect(await said(one, CHANCE)).not.toBe(await said(other, CHANCE));
      const before = Date.now();
      const clock = Number(await said(one, 'date +%s%3N'));
      // Set in a call that took a while; that of the picture is from when it was made.
      expect(clock).toBeGreaterThan(before - 10_000);
      expect(clock).toBeLessThan(Date.now() + 10_000);
      await said(one, 'echo kept > ~/note; echo here > /tmp/note; export WORD=kept; cd /tmp');
      await driver.stop('one');
      await driver.stop('other');
      const again = await open('one');
      expect(await said(again, 'cat ~/note /tmp/note; echo $WORD $PWD')).toBe('kept\nhere\nkept /tmp');
      expect(again.boot).not.toBe(one.boot);
      expect(await said(again, CHANCE)).not.toBe(await said(again, CHANCE));
    },
    TEST_MS,
  );

  it(
    'start from power-on where the picture is broken, which is then gone',
    async () => {
      const pictures = join(base, 'pictures');
      mkdirSync(pictures);
      for (const name of readdirSync(picturesFolder(process.env))) {
        copyFileSync(join(picturesFolder(process.env), name), join(pictures, name));
        truncateSync(join(pictures, name), 1_000_000);
      }
      const broken = newDriver(pictures);
      const third = await open('third', broken);
      const one = await open('one');
      expect(await said(third, MARK)).not.toBe(await said(one, MARK));
      expect(readdirSync(pictures).filter((name) => existsSync(join(pictures, name))).length).toBeLessThan(
        readdirSync(picturesFolder(process.env)).length,
      );
      await broken.destroy('third');
    },
    TEST_MS,
  );
});
