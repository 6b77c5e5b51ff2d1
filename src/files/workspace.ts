// The task's own places on this machine: spilled results and uploads.
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { createReadStream, createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CoworkError } from '../contract/errors.ts';
import type { CallKey } from '../contract/ids.ts';
import { errnoOf, fileError } from './fs-errors.ts';
import { nameProblem } from './names.ts';
import { taskFolder } from './places.ts';
import type { Workspace } from './port.ts';

/** `home` is COWORK_HOME; `uploadFile` says where the bytes of an upload lie. */
export function createWorkspace(deps: { home: string; uploadFile: (uploadId: string) => string }): Workspace {
  return {
    async spill(key: CallKey, text: string) {
      const name = `step-${key.step}-${key.index}.txt`;
      const folder = join(taskFolder(deps.home, key.taskId), 'scratch', 'spill');
      const path = `/scratch/spill/${name}`;
      await speaking(path, async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await placeWhole(join(folder, name), async (fresh) => {
          const file = await open(fresh, 'wx', 0o600);
          try {
            await file.writeFile(text);
            await file.sync();
          } finally {
            await file.close();
          }
        });
      });
      return path;
    },

    async attach(taskId, upload) {
      const name = basename(upload.name.replaceAll('\\', '/'));
      const problem = nameProblem(name);
      if (problem) throw new CoworkError('bad_path', `The name of the upload ${problem}`);
      const folder = join(taskFolder(deps.home, taskId), 'uploads');
      await speaking(`/uploads/${name}`, async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const target = join(folder, name);
        if (await isThere(target)) return;
        await placeWhole(target, async (fresh) => {
          await pipeline(
            createReadStream(deps.uploadFile(upload.id)),
            createWriteStream(fresh, { flags: 'wx', mode: 0o600, flush: true }),
          );
        });
      });
    },
  };
}

async function speaking(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Written beside and renamed: a reader finds the whole file or none. */
async function placeWhole(target: string, write: (fresh: string) => Promise<void>): Promise<void> {
  const fresh = `${target}.${randomUUID()}`;
  try {
    await write(fresh);
    await rename(fresh, target);
  } finally {
    await rm(fresh, { force: true });
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
