// The files of a task as an archive takes them along: what it keeps for itself, what it delivered, and what was handed over with it.
import { constants } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { CoworkError } from '../contract/errors.ts';
import type { Missing } from './format.ts';
import type { TarEntry } from './tar.ts';

/** Where a home keeps them. */
export interface Places {
  /** The task's own folder, with scratch, outputs and uploads in it. */
  readonly taskFolder: (taskId: string) => string;
  readonly uploadFile: (uploadId: string) => string;
}

interface Wanted {
  /** Of the member, below the task. */
  readonly name: string;
  readonly path: string;
  /** For people, where it is not there. */
  readonly what: string;
}

/** What lies in /uploads is laid out anew from what was handed over. */
const OWN = ['scratch', 'outputs'] as const;

/** Links and special files are not followed: they are named among what is missing. */
export async function* taskFiles(
  task: { readonly id: string; readonly attachments: readonly string[] },
  outputs: readonly { id: string; name: string; deliveredTo: string | null; version: number }[],
  { places, missing }: { places: Places; missing: Missing[] },
): AsyncGenerator<TarEntry> {
  const newest = (of: (typeof outputs)[number]): boolean =>
    !outputs.some((other) => other.deliveredTo === of.deliveredTo && other.version > of.version);
  for (const output of outputs) {
    if (output.deliveredTo === null || !isAbsolute(output.deliveredTo)) continue;
    if (newest(output))
      yield* fileEntry({ name: `delivered/${output.id}`, path: output.deliveredTo, what: output.name }, missing);
    else missing.push({ what: output.name, why: `version ${output.version} was replaced by a newer one` });
  }
  for (const area of OWN) yield* below({ name: `files/${area}`, path: join(places.taskFolder(task.id), area) }, missing);
  for (const id of task.attachments)
    yield* fileEntry({ name: `attachments/${id}`, path: places.uploadFile(id), what: `the attachment ${id}` }, missing);
}

async function* below(of: { name: string; path: string }, missing: Missing[]): AsyncGenerator<TarEntry> {
  const found = await readdir(of.path, { withFileTypes: true }).catch(() => []);
  for (const entry of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const next = { name: `${of.name}/${entry.name}`, path: join(of.path, entry.name) };
    if (entry.isDirectory()) yield* below(next, missing);
    else if (entry.isFile()) yield* fileEntry({ ...next, what: next.name }, missing);
    else missing.push({ what: next.name, why: 'it is no regular file' });
  }
}

async function* fileEntry({ name, path, what }: Wanted, missing: Missing[]): AsyncGenerator<TarEntry> {
  const handle = await openFile(path);
  if (typeof handle === 'string') {
    missing.push({ what, why: handle });
    return;
  }
  try {
    const { size: bytes, mtimeNs } = await handle.stat({ bigint: true });
    yield { name, bytes: Number(bytes), content: contentOf(handle, Number(bytes)) };
    const after = await handle.stat({ bigint: true });
    if (after.size !== bytes || after.mtimeNs !== mtimeNs) throw changed(path);
  } catch (error) {
    // Shorter than it was when it was begun.
    if ((error as { code?: unknown }).code === 'internal') throw changed(path);
    throw error;
  } finally {
    await handle.close();
  }
}

async function openFile(path: string): Promise<FileHandle | string> {
  try {
    const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
    return 'it is no regular file';
  } catch (error) {
    const { code } = error as { code?: unknown };
    return code === 'ENOENT' || code === 'ENOTDIR' ? `it is not at ${path} any more` : `${path} cannot be read (${String(code)})`;
  }
}

async function* contentOf(handle: FileHandle, bytes: number): AsyncGenerator<Uint8Array> {
  if (bytes === 0) return;
  yield* handle.createReadStream({ autoClose: false, start: 0, end: bytes - 1, highWaterMark: 1 << 18 });
}

const changed = (path: string): CoworkError =>
  new CoworkError('changed_meanwhile', `${path} was changed while it was being exported; no archive was made. Try again.`);
