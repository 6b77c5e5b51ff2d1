// What is written down before a command begins, so that a worker that comes later knows in which start of the machine it ran, and since when.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CallKey } from '../contract/ids.ts';

const Prepared = z.object({ boot: z.string(), since: z.number() });
export type Prepared = z.infer<typeof Prepared>;

export function createPrepared(folder: string): {
  write(key: CallKey, prepared: Prepared): Promise<void>;
  read(key: CallKey): Promise<Prepared | undefined>;
  forget(key: CallKey): Promise<void>;
} {
  const place = (key: CallKey): string => join(folder, key.taskId, `${key.step}-${key.index}`);
  return {
    async write(key, prepared) {
      await mkdir(place(key), { recursive: true, mode: 0o700 });
      const file = join(place(key), 'command.json');
      await writeFile(`${file}.new`, JSON.stringify(prepared), { mode: 0o600 });
      await rename(`${file}.new`, file);
    },
    async read(key) {
      try {
        return Prepared.parse(JSON.parse(await readFile(join(place(key), 'command.json'), 'utf8')));
      } catch {
        return undefined;
      }
    },
    forget: (key) => rm(join(place(key), 'command.json'), { force: true }),
  };
}
