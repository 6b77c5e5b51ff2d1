// One-time codes for the link that opens the product in a browser: one file each, named by the code's hash.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const VALID_MS = 10 * 60_000;

export interface LoginCodes {
  /** A new code, good once within ten minutes, from whichever process made it. */
  issue(): Promise<{ code: string; expiresAt: string }>;
  /** True exactly once per code: removing the file is the decision, so two browsers cannot share one. */
  redeem(code: string): Promise<boolean>;
}

export function createLoginCodes(folder: string, now: () => number = Date.now): LoginCodes {
  const fileOf = (code: string): string => join(folder, createHash('sha256').update(code).digest('hex'));
  const isFresh = (file: string): boolean => now() - statSync(file).mtimeMs < VALID_MS;
  return {
    async issue() {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      for (const name of readdirSync(folder)) if (!isFresh(join(folder, name))) rmSync(join(folder, name), { force: true });
      const code = randomBytes(18).toString('base64url');
      writeFileSync(fileOf(code), '', { mode: 0o600 });
      return { code, expiresAt: new Date(now() + VALID_MS).toISOString() };
    },
    async redeem(code) {
      try {
        const fresh = isFresh(fileOf(code));
        unlinkSync(fileOf(code));
        return fresh;
      } catch {
        return false;
      }
    },
  };
}
