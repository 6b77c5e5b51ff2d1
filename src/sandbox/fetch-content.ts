// Content that a command made, from the guest's layer into files of the host's own: hashed on the way, so that what is asked about is what is here.
import { createHash } from 'node:crypto';
import { mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { CoworkError } from '../contract/errors.ts';
import type { Guest, Part } from './guest.ts';
import { PART_BYTES } from './guest.ts';
import type { Doing } from './overlay/entry.ts';

export interface Content {
  /** Host path. */
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Room that is left for everything else. */
const SPARE_BYTES = 256 * 1024 * 1024;
/** Requests under way at once: the channel is never idle, and memory stays small. */
const AHEAD = 4;

/** By the path in the layer. `into` is emptied first. @throws CoworkError disk_full, sandbox_failed; the signal's reason */
export async function fetchContent(
  guest: Pick<Guest, 'content'>,
  of: { at: string; doings: readonly Doing[]; into: string; signal: AbortSignal },
): Promise<ReadonlyMap<string, Content>> {
  const wanted = of.doings.flatMap((doing) =>
    'entry' in doing && doing.entry.type === 'file' && doing.entry.metacopy !== true && doing.do !== 'change-attributes'
      ? [{ path: doing.entry.path, size: doing.entry.size }]
      : [],
  );
  await rm(of.into, { recursive: true, force: true });
  if (wanted.length === 0) return new Map();
  await mkdir(of.into, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = await statfs(of.into);
  const bytes = wanted.reduce((sum, { size }) => sum + size, 0);
  if (bytes * 2 + SPARE_BYTES > bavail * bsize)
    throw new CoworkError('disk_full', `The command made ${Math.ceil(bytes / 1e6)} MB of files, for which there is no room here`);

  const contents = new Map<string, Content>();
  const batches = batchesOf(wanted);
  const asked: Promise<Buffer>[] = [];
  const ask = (n: number): void => {
    const batch = batches[n];
    if (!batch) return;
    const answer = guest.content(of.at, batch);
    answer.catch(() => undefined);
    asked.push(answer);
  };
  for (let n = 0; n < AHEAD; n += 1) ask(n);
  let writing: Writing | undefined;
  let count = 0;
  for (const [n, batch] of batches.entries()) {
    of.signal.throwIfAborted();
    const raw = await asked[n]!;
    ask(n + AHEAD);
    let at = 0;
    for (const part of batch) {
      const file = join(of.into, String(count));
      writing ??= await beginFile(file);
      const piece = raw.subarray(at, (at += part.size));
      writing.hash.update(piece);
      await writing.handle.writeFile(piece);
      if (!part.isLast) continue;
      await writing.handle.close();
      contents.set(part.path, { file, sha256: writing.hash.digest('hex'), bytes: part.from + part.size });
      writing = undefined;
      count += 1;
    }
  }
  return contents;
}

interface Writing {
  readonly handle: Awaited<ReturnType<typeof open>>;
  readonly hash: ReturnType<typeof createHash>;
}

const beginFile = async (file: string): Promise<Writing> => ({
  handle: await open(file, 'wx', 0o600),
  hash: createHash('sha256'),
});

type Piece = Part & { readonly isLast: boolean };

/** Small files share an answer, large ones take several. */
function batchesOf(files: readonly { path: string; size: number }[]): Piece[][] {
  const batches: Piece[][] = [];
  let batch: Piece[] = [];
  let room = PART_BYTES;
  for (const { path, size } of files)
    for (let from = 0; ;) {
      const part = Math.min(size - from, room);
      batch.push({ path, from, size: part, isLast: from + part === size });
      from += part;
      room -= part;
      if (room === 0 || batch.length === 1_000) {
        batches.push(batch);
        batch = [];
        room = PART_BYTES;
      }
      if (from === size) break;
    }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
