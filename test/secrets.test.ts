// Where the model key is kept.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Keychain } from '../src/keychain.ts';
import { pathsOf } from '../src/paths.ts';
import { createModelKeys } from '../src/secrets.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cowork-secrets-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const KEY = 'the-key-0123456789';
const none = (): Promise<undefined> => Promise.resolve(undefined);
/** A keychain that keeps its secrets in a map; the system's own is not ours to fill. */
function mapKeychain(): { chain: () => Promise<Keychain>; secrets: Map<string, string> } {
  const secrets = new Map<string, string>();
  const chain: Keychain = {
    get: async (account) => secrets.get(account),
    set: async (account, secret) => void secrets.set(account, secret),
    remove: async (account) => void secrets.delete(account),
  };
  return { chain: async () => chain, secrets };
}

describe('the model key', () => {
  it('goes to a file of this user alone where there is no keychain', async () => {
    const keys = createModelKeys(pathsOf(home), none);
    expect(await keys.read()).toBeUndefined();
    expect(await keys.write(KEY)).toBe('file');
    expect(statSync(pathsOf(home).keyFile).mode & 0o777).toBe(0o600);
    expect(await keys.read()).toBe(KEY);
    expect(keys.where()).toBe('file');
    expect(await keys.remove()).toBe(true);
    expect(await keys.read()).toBeUndefined();
    expect(await keys.remove()).toBe(false);
  });

  it('is not in any file where there is a keychain, and apart for each home', async () => {
    const { chain, secrets } = mapKeychain();
    const other = mkdtempSync(join(tmpdir(), 'cowork-secrets-'));
    await createModelKeys(pathsOf(home), chain).write(KEY);
    await createModelKeys(pathsOf(other), chain).write('another-key');
    expect(readFileSync(pathsOf(home).keyFile, 'utf8')).not.toContain(KEY);
    expect(await createModelKeys(pathsOf(home), chain).read()).toBe(KEY);
    expect(await createModelKeys(pathsOf(other), chain).read()).toBe('another-key');
    await createModelKeys(pathsOf(home), chain).remove();
    expect([...secrets.values()]).toEqual(['another-key']);
    rmSync(other, { recursive: true });
  });

  it.each(['file', 'keychain'])('changed by another process (%s) is read at the next use', async (place) => {
    const { chain } = mapKeychain();
    const open = place === 'file' ? none : chain;
    const reader = createModelKeys(pathsOf(home), open);
    for (const key of ['first-key', 'other-key']) {
      await createModelKeys(pathsOf(home), open).write(key);
      expect(await reader.read()).toBe(key);
    }
    await createModelKeys(pathsOf(home), open).remove();
    expect(await reader.read()).toBeUndefined();
  });

  it('in a keychain that is gone is an error that says what to do, not a missing key', async () => {
    await createModelKeys(pathsOf(home), mapKeychain().chain).write(KEY);
    await expect(createModelKeys(pathsOf(home), none).read()).rejects.toMatchObject({
      code: 'model_not_configured',
      detail: expect.stringContaining('cowork config set model-key') as unknown,
    });
  });
});
