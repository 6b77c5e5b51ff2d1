// The system's keychain, if it really works here: proved by writing, reading and removing a value, within a time limit.
import { randomBytes } from 'node:crypto';
import type { AsyncEntry } from '@napi-rs/keyring';

export interface Keychain {
  get(account: string): Promise<string | undefined>;
  set(account: string, secret: string): Promise<void>;
  remove(account: string): Promise<void>;
}

const SERVICE = 'durable-cowork';
/** A keychain may ask the user to unlock it; one that waits for a screen that is not there never answers. */
const PROBE_MS = 3_000;
const USE_MS = 30_000;

/** Undefined where there is none, or none that keeps what it is given. Never the kernel's keyring: a restart empties it. */
export async function openKeychain(): Promise<Keychain | undefined> {
  try {
    const { AsyncEntry: Entry } = await import('@napi-rs/keyring');
    const entry = (account: string): AsyncEntry => new Entry(SERVICE, account, { linux: { store: 'secret-service' } });
    const chain: Keychain = {
      get: async (account) => (await entry(account).getPassword(AbortSignal.timeout(USE_MS))) ?? undefined,
      set: (account, secret) => entry(account).setPassword(secret, AbortSignal.timeout(USE_MS)),
      remove: async (account) => void (await entry(account).deleteCredential(AbortSignal.timeout(USE_MS))),
    };
    const works = await Promise.race([keeps(chain), after(PROBE_MS)]);
    return works ? chain : undefined;
  } catch {
    return undefined;
  }
}

async function keeps(chain: Keychain): Promise<boolean> {
  const account = `probe-${randomBytes(4).toString('hex')}`;
  const value = randomBytes(8).toString('hex');
  try {
    await chain.set(account, value);
    const read = await chain.get(account);
    await chain.remove(account);
    return read === value;
  } catch {
    return false;
  }
}

function after(ms: number): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), ms).unref();
  });
}
