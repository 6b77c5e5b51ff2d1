// The model key: in the system's keychain where there really is one, else in a file that only this user may read.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { z } from 'zod';
import { CoworkError } from './contract/errors.ts';
import { type Keychain, openKeychain } from './keychain.ts';
import type { Paths } from './paths.ts';
import { writePrivate } from './disk/whole-file.ts';

/** <home>/model-key: the key itself, or only the note that the keychain has it. Rewritten on every change, which is how readers notice. */
const KeyFile = z.discriminatedUnion('kept', [
  z.object({ kept: z.literal('file'), key: z.string() }),
  z.object({ kept: z.literal('keychain'), changedAt: z.string() }),
]);

export interface ModelKeys {
  /** The key as it is now; cheap enough for every model call. @throws CoworkError model_not_configured when the keychain does not give it */
  read(): Promise<string | undefined>;
  /** Says where it went. */
  write(key: string): Promise<'keychain' | 'file'>;
  /** False when there was none. */
  remove(): Promise<boolean>;
  where(): 'keychain' | 'file' | 'nowhere';
}

/** `keychain` is for tests; the default is asked only when it is needed. */
export function createModelKeys(
  paths: Pick<Paths, 'home' | 'keyFile'>,
  keychain: () => Promise<Keychain | undefined> = open,
): ModelKeys {
  const account = createHash('sha256').update(paths.home).digest('hex').slice(0, 16);
  let known: { stamp: string; key: string | undefined } | undefined;

  return {
    async read() {
      const stamp = stampOf(paths.keyFile);
      if (known?.stamp !== stamp) known = { stamp, key: await readNow() };
      return known.key;
    },
    async write(key) {
      const chain = await keychain();
      if (chain) {
        await chain.set(account, key);
        writePrivate(paths.keyFile, JSON.stringify({ kept: 'keychain', changedAt: new Date().toISOString() }));
        return 'keychain';
      }
      writePrivate(paths.keyFile, JSON.stringify({ kept: 'file', key }));
      return 'file';
    },
    async remove() {
      const kept = readKeyFile(paths.keyFile);
      if (kept?.kept === 'keychain') await (await keychain())?.remove(account);
      rmSync(paths.keyFile, { force: true });
      return kept !== undefined;
    },
    where: () => readKeyFile(paths.keyFile)?.kept ?? 'nowhere',
  };

  async function readNow(): Promise<string | undefined> {
    const kept = readKeyFile(paths.keyFile);
    if (kept?.kept !== 'keychain') return kept?.key;
    const key = await (await keychain())?.get(account);
    if (key !== undefined) return key;
    throw new CoworkError(
      'model_not_configured',
      'The model key is in the keychain, which is locked or gone. Unlock it, or run "cowork config set model-key" again.',
    );
  }
}

const open = (): Promise<Keychain | undefined> => openKeychain();

function readKeyFile(file: string): z.infer<typeof KeyFile> | undefined {
  try {
    return KeyFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function stampOf(file: string): string {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.ino}/${found.mtimeNs}/${found.size}` : 'none';
}
