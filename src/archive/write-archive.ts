// Writes an archive: members one after the other into a compressed tar, each with its hash, and at the end the manifest of all.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { CoworkError } from '../contract/errors.ts';
import { syncFolder } from '../disk/durable-names.ts';
import type { Member } from './format.ts';
import { tarEnd, type TarEntry, tarMember } from './tar.ts';

/** Documents are packed already: more effort would only cost time. */
const LEVEL = 4;

/**
 * The file is there whole when it resolves, readable by this user alone; on a throw nothing is. `entries` is told of each member that
 * was written before it makes the next one.
 * @throws CoworkError disk_full, no_permission, not_found for the folder, or what `entries` and the signal throw
 */
export async function writeArchive(
  file: string,
  entries: (written: readonly Member[]) => AsyncIterable<TarEntry>,
  { now, signal }: { now: Date; signal?: AbortSignal | undefined },
): Promise<void> {
  const fresh = `${file}.${process.pid}.part`;
  try {
    await pipeline(
      Readable.from(bytesOf(entries, Math.floor(now.getTime() / 1000)), { objectMode: false, highWaterMark: 1 << 18 }),
      createGzip({ level: LEVEL }),
      createWriteStream(fresh, { flags: 'wx', mode: 0o600 }),
      ...(signal ? [{ signal }] : []),
    );
    const handle = await open(fresh, 'r+');
    await handle.sync().finally(() => handle.close());
    await rename(fresh, file);
    syncFolder(dirname(file));
  } catch (error) {
    await rm(fresh, { force: true });
    throw explained(error, file);
  }
}

function explained(error: unknown, file: string): unknown {
  const { code, path } = error as { code?: unknown; path?: unknown };
  const of = { cause: error };
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new CoworkError('disk_full', `The disk is full; nothing of ${file} was kept.`, of);
  if (typeof path !== 'string' || !path.startsWith(`${file}.`)) return error;
  if (code === 'ENOENT') return new CoworkError('not_found', `There is no folder ${dirname(file)}.`, of);
  return code === 'EACCES' || code === 'EROFS' ? new CoworkError('no_permission', `${file} cannot be written.`, of) : error;
}

async function* bytesOf(
  entries: (written: readonly Member[]) => AsyncIterable<TarEntry>,
  mtime: number,
): AsyncGenerator<Uint8Array> {
  const written: Member[] = [];
  for await (const entry of entries(written)) {
    const hash = createHash('sha256');
    const content = (async function* () {
      for await (const chunk of entry.content) {
        hash.update(chunk);
        yield chunk;
      }
    })();
    yield* tarMember({ ...entry, content }, mtime);
    written.push({ name: entry.name, bytes: entry.bytes, sha256: hash.digest('hex') });
  }
  yield tarEnd();
}

export const textEntry = (name: string, text: string): TarEntry => {
  const bytes = Buffer.from(text);
  return { name, bytes: bytes.length, content: Readable.from([bytes]) };
};
