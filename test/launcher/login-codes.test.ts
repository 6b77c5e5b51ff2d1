// One-time codes.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createLoginCodes } from '../../src/launcher/login-codes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-codes-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a code is good once, in whichever process it was made', async () => {
  const { code } = await createLoginCodes(folder).issue();
  const codes = createLoginCodes(folder);
  expect(await Promise.all([codes.redeem(code), codes.redeem(code), codes.redeem(code)])).toEqual([true, false, false]);
});

it('a guessed code, a path or an empty one is good for nothing', async () => {
  const codes = createLoginCodes(folder);
  await codes.issue();
  for (const guess of ['', 'x', '../run', readdirSync(folder)[0] ?? '']) expect(await codes.redeem(guess)).toBe(false);
  expect(readdirSync(folder)).toHaveLength(1);
});

it('an old code is refused, and gone when the next one is made', async () => {
  let late = 0;
  const codes = createLoginCodes(folder, () => Date.now() + late);
  const { code } = await codes.issue();
  await codes.issue();
  late = 11 * 60_000;
  expect(await codes.redeem(code)).toBe(false);
  await codes.issue();
  expect(readdirSync(folder)).toHaveLength(1);
});
