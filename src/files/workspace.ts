// The task's own places on this machine: spilled results and uploads.
import { randomUUID } from 'node:crypto';
import { link, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { createReadStream, createWriteStream } from 'node:fs';
import { basename, dirname, join, parse } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CoworkError } from '../contract/errors.ts';
import type { CallKey } from '../contract/ids.ts';
import { durableFolders, syncFolder } from '../disk/durable-names.ts';
import { errnoOf, fileError } from './fs-errors.ts';
import { nameProblem } from './names.ts';
import { type OpenFile, openFile } from './open-file.ts';
import { openParent, type Places, taskFolder } from './places.ts';
import type { Workspace } from './port.ts';

/** `home` is COWORK_HOME; `uploadFile` says where the bytes of an upload lie. */
export function createWorkspace(deps: { home: string; places: Places; uploadFile: (uploadId: string) => string }): Workspace {
  const makeFolder = durableFolders(deps.home);
  return {
    async spill(key: CallKey, text: string) {
      const name = `step-${key.step}-${key.index}.txt`;
      const folder = join(taskFolder(deps.home, key.taskId), 'scratch', 'spill');
      const path = `/scratch/spill/${name}`;
      await speaking(path, async () => {
        makeFolder(folder);
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
      const wanted = basename(upload.name.replaceAll('\\', '/'));
      const problem = nameProblem(wanted);
      if (problem) throw new CoworkError('bad_path', `The name of the upload ${problem}`);
      const folder = join(taskFolder(deps.home, taskId), 'uploads');
      await speaking(`/uploads/${wanted}`, async () => {
        makeFolder(folder);
        for (let n = 1; ; n++) {
          const target = join(folder, n === 1 ? wanted : numbered(wanted, n));
          if (await isSame(target, deps.uploadFile(upload.id))) return syncFolder(folder);
          if (await isThere(target)) continue;
          await placeWhole(target, (fresh) => shareOrCopy(deps.uploadFile(upload.id), fresh));
          return;
        }
      });
    },

    async bring(taskId, { childId, path }) {
      const place = await deps.places.resolve(childId, path);
      // Where only the product writes: nothing can lie in the way there.
      const below = ['tasks', childId, ...place.components];
      const target = join(taskFolder(deps.home, taskId), 'uploads', ...below);
      const folder = openParent(place);
      try {
        // Whatever the other task's commands have left there: only a plain file is one.
        const file = openFile(folder.folder, folder.name, path);
        try {
          await speaking(path, () => copyFile(file, target));
        } finally {
          file.close();
        }
        return ['/uploads', ...below].join('/');
      } finally {
        folder.folder.close();
      }
    },
  };

  async function copyFile({ fd, stats }: OpenFile, target: string): Promise<void> {
    const there = await stat(target).catch(() => undefined);
    if (there?.size === Number(stats.size) && Math.trunc(there.mtimeMs) === Number(stats.mtimeMs)) return;
    makeFolder(dirname(target));
    await placeWhole(target, async (fresh) => {
      const into = createWriteStream(fresh, { flags: 'wx', mode: 0o400, flush: true });
      await pipeline(createReadStream('', { fd, autoClose: false, start: 0 }), into);
      await utimes(fresh, new Date(), new Date(Number(stats.mtimeMs)));
    });
  }
}

/** `report.pdf` → `report-2.pdf`: another upload of that name is there. */
function numbered(name: string, n: number): string {
  const { name: stem, ext } = parse(name);
  return `${stem}-${n}${ext}`;
}

/** Uploads never change, so a second name for the same bytes is as good as a copy, and tells a repeat from another upload. */
async function shareOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') throw error;
    await pipeline(createReadStream(from), createWriteStream(to, { flags: 'wx', mode: 0o400, flush: true }));
    const { atime, mtime } = await stat(from);
    await utimes(to, atime, mtime);
  }
}

async function isSame(a: string, b: string): Promise<boolean> {
  if (!(await isThere(a))) return false;
  const [one, two] = [await stat(a), await stat(b)];
  return (one.dev === two.dev && one.ino === two.ino) || (one.size === two.size && one.mtimeMs === two.mtimeMs);
}

async function speaking(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Written beside and renamed: a reader finds the whole file or none. On the disk, with its name, when it resolves. */
async function placeWhole(target: string, write: (fresh: string) => Promise<void>): Promise<void> {
  const fresh = `${target}.${randomUUID()}`;
  try {
    await write(fresh);
    await rename(fresh, target);
    syncFolder(dirname(target));
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
