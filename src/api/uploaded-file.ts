// The one file of a multipart body as a stream. @fastify/busboy reads the format: MIT, no dependencies, kept by the fastify people.
import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { Busboy, type BusboyFileStream } from '@fastify/busboy';
import { CoworkError, isCoworkError } from '../contract/errors.ts';
import { sizeInWords } from './size-in-words.ts';

interface Meta {
  readonly name: string;
  readonly type: string;
}

interface Keeping<T> {
  readonly save: (stream: ReadableStream<Uint8Array>, meta: Meta) => Promise<T>;
  /** What was saved is not wanted after all. */
  readonly drop: (saved: T) => Promise<void>;
}

/**
 * Hands the body's one file to `save` while it arrives and answers what that made. A file above `maxBytes` and a connection that
 * breaks are errors of the stream, so that `save` keeps nothing.
 * @throws CoworkError bad_request, invalid (no file in it, or several), too_large
 */
export async function uploadedFile<T>(
  request: Request,
  maxBytes: number,
  { save, drop }: Keeping<T>,
): Promise<{ meta: Meta; saved: T }> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^multipart\/form-data\b.*boundary=/i.test(type) || !request.body)
    throw new CoworkError('bad_request', 'The body must be multipart/form-data with one file.');
  const parser = new Busboy({
    headers: { 'content-type': type },
    limits: { files: 1, fileSize: maxBytes, fields: 20, fieldSize: 64 * 1024, parts: 30 },
  });
  const body = Readable.fromWeb(request.body as WebStream);
  let found: Promise<{ meta: Meta; saved: T }> | undefined;
  let hasMore = false;
  const parsed = new Promise<void>((resolve, reject) => {
    parser.on('file', (...[, file, name, , mime]) => {
      file.once('limit', () => file.destroy(tooLarge(maxBytes)));
      for (const broken of [body, parser]) broken.once('error', (error: Error) => file.destroy(error));
      found = receive(file, { name: plainName(name), type: plainType(mime) }, save);
      found.then(() => undefined, reject);
    });
    parser.once('filesLimit', () => (hasMore = true));
    parser.once('finish', resolve);
    parser.once('error', reject);
    body.once('error', reject);
  });
  /** When it resolves nothing of the file is there. */
  const dropped = async (): Promise<void> => {
    const kept = await found?.catch(() => undefined);
    if (kept) await drop(kept.saved);
  };
  body.pipe(parser);
  try {
    await parsed;
    if (found && !hasMore) return await found;
    // Silently keeping one of them would lose the others.
    await dropped();
  } catch (error) {
    body.destroy();
    await dropped();
    throw isCoworkError(error)
      ? error
      : new CoworkError('bad_request', 'The upload broke off or is not valid; nothing was kept.', { cause: error });
  }
  throw new CoworkError(
    'invalid',
    hasMore ? 'file: send one file at a time; nothing was kept.' : 'file: there is no file in the body.',
  );
}

async function receive<T>(file: BusboyFileStream, meta: Meta, save: Keeping<T>['save']): Promise<{ meta: Meta; saved: T }> {
  return { meta, saved: await save(Readable.toWeb(file) as ReadableStream<Uint8Array>, meta) };
}

const tooLarge = (limit: number): CoworkError =>
  new CoworkError('too_large', `A file may have ${sizeInWords(limit)}; nothing of it was kept.`, { extra: { limit } });

/** The last component, without what file systems and terminals trip over. */
function plainName(name: string | undefined): string {
  const last = (name ?? '').split(/[/\\]/).at(-1) ?? '';
  const plain = last.replace(/\p{Cc}/gu, '').trim();
  return plain === '' || plain === '.' || plain === '..' ? 'file' : shortened(plain.toWellFormed());
}

/** A name has at most 255 bytes on disk, whatever its script; the ending says what it is and stays. */
const MOST_NAME_BYTES = 200;

function shortened(name: string): string {
  const ending = /\.[^.\s]{1,12}$/u.exec(name)?.[0] ?? '';
  const fits = (text: string): boolean => Buffer.byteLength(text + ending) <= MOST_NAME_BYTES;
  if (fits(name.slice(0, name.length - ending.length))) return name;
  let kept = '';
  for (const letter of name.slice(0, name.length - ending.length)) {
    if (!fits(kept + letter)) break;
    kept += letter;
  }
  return kept + ending;
}

const plainType = (type: string | undefined): string =>
  type !== undefined && /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type.toLowerCase() : 'application/octet-stream';
