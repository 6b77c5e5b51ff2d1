// The api's hands on this machine's files: looks at folders, keeps uploads, reads outputs. Writes nothing but uploads.
import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { lstat, open, rename, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { Readable } from 'node:stream';
import { CoworkError, isCoworkError } from '../contract/errors.ts';
import { newId } from '../contract/ids.ts';
import type { Output } from '../contract/task.ts';
import { durableFolders, syncFolder } from '../disk/durable-names.ts';
import type { Probe } from '../files/probe.ts';
import type { ProposedPictures } from '../files/proposed-pictures.ts';
import type { ApiFiles } from './deps.ts';
import type { ShowInFolder } from './show-in-folder.ts';

export function createHostFiles(of: {
  probe: Pick<Probe, 'checkFolder' | 'browseFolders' | 'kindsIn'>;
  /** Where the bytes of an upload lie. */
  uploadFile: (id: string) => string;
  /** The task's own folder for /outputs. */
  outputsFolder: (taskId: string) => string;
  pictures: ProposedPictures;
  show?: ShowInFolder | undefined;
}): ApiFiles {
  const uploads = dirname(of.uploadFile('any'));
  const makeFolder = durableFolders(dirname(uploads));
  const { show } = of;
  async function found(output: Output): Promise<{ file: string; bytes: number }> {
    const file = outputFile(output, of.outputsFolder);
    const stats = await lstat(file).catch(() => undefined);
    if (!stats?.isFile())
      throw new CoworkError('no_such_file', `${output.name} is not at ${file} any more; it was moved or removed since.`);
    return { file, bytes: stats.size };
  }
  return {
    checkFolder: async (path) => ({ path: of.probe.checkFolder(path).hostPath }),
    browse: async (path) => of.probe.browseFolders(path),
    kindsIn: (path) => of.probe.kindsIn(path),

    async openOutput(output) {
      const { file, bytes } = await found(output);
      return {
        bytes,
        stream: (from, to) => {
          const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
          return Readable.toWeb(
            createReadStream(file, { flags: flags as never, start: from, end: to - 1 }),
          ) as ReadableStream<Uint8Array>;
        },
      };
    },

    proposedPicture: (which) => of.pictures.read(which),

    showOutput: show && (async (output) => show((await found(output)).file)),

    async saveUpload(stream) {
      const id = newId('u');
      const fresh = `${of.uploadFile(id)}.part`;
      try {
        makeFolder(uploads);
        const saved = await write(stream, fresh);
        await rename(fresh, of.uploadFile(id));
        syncFolder(uploads);
        return { id, ...saved };
      } catch (error) {
        await rm(fresh, { force: true });
        throw asDiskError(error);
      }
    },
    dropUpload: (id) => rm(of.uploadFile(id), { force: true }),
  };
}

/** On disk, for ever, when it resolves: a task that names it may start a week later. */
async function write(stream: ReadableStream<Uint8Array>, path: string): Promise<{ bytes: number; sha256: string }> {
  const file = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Where it was delivered to, else the task's own place. */
function outputFile(output: Output, outputsFolder: (taskId: string) => string): string {
  if (output.deliveredTo !== undefined && isAbsolute(output.deliveredTo)) return output.deliveredTo;
  const names = output.path.split('/').slice(1);
  if (names[0] !== 'outputs' || names.length < 2 || names.some((name) => name === '' || name === '.' || name === '..'))
    throw new CoworkError('no_such_file', `${output.name} was not delivered to a place that can be read here.`);
  return join(outputsFolder(output.taskId), ...names.slice(1));
}

function asDiskError(error: unknown): unknown {
  if (isCoworkError(error)) return error;
  const code = (error as { code?: unknown }).code;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new CoworkError('disk_full', 'The disk is full; nothing of the upload was kept.', { cause: error });
  return error;
}
