// Tar (POSIX ustar, with pax records where a name is long or a file is large): the part of it that an archive needs, written and read as streams.
import { CoworkError } from '../contract/errors.ts';

const BLOCK = 512;
const MOST_NAME = 100;
/** Eleven octal digits. */
const MOST_SIZE = 8 ** 11 - 1;
/** A pax record holds a name and a size. */
const MOST_PAX = 64 * 1024;

export interface TarEntry {
  readonly name: string;
  readonly bytes: number;
  /** Read it before the next entry; what is left of it is skipped. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** @throws CoworkError internal when the content has another length than was said */
export async function* tarMember({ name, bytes, content }: TarEntry, mtime: number): AsyncGenerator<Uint8Array> {
  const records = [
    ...(Buffer.byteLength(name) > MOST_NAME ? [paxRecord('path', name)] : []),
    ...(bytes > MOST_SIZE ? [paxRecord('size', String(bytes))] : []),
  ];
  if (records.length > 0) {
    const pax = Buffer.concat(records);
    yield header({ name: 'pax', bytes: pax.length, mtime, type: 'x' });
    yield padded(pax);
  }
  const short = records.length > 0 && Buffer.byteLength(name) > MOST_NAME ? `long-name-${name.length}` : name;
  yield header({ name: short, bytes: bytes > MOST_SIZE ? 0 : bytes, mtime, type: '0' });
  let written = 0;
  for await (const chunk of content) {
    written += chunk.length;
    yield chunk;
  }
  if (written !== bytes) throw new CoworkError('internal', `${name} has ${written} bytes, not ${bytes}`);
  yield Buffer.alloc(gap(bytes));
}

export const tarEnd = (): Uint8Array => Buffer.alloc(2 * BLOCK);

/** @throws CoworkError bad_archive where it is no tar of ours, or breaks off */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const input = readerOf(source);
  let pax = new Map<string, string>();
  for (;;) {
    const block = await input.exactly(BLOCK);
    // What follows is read as well: only then has the compression seen that all of it is right.
    if (block.every((byte) => byte === 0)) return input.end();
    const { name, bytes, type } = parseHeader(block);
    if (type === 'x') {
      if (bytes > MOST_PAX) throw damaged('a record is too long');
      pax = parsePax(await input.exactly(bytes));
      await input.exactly(gap(bytes));
      continue;
    }
    if (type !== '0') throw damaged('it holds something that is no file');
    const size = Number(pax.get('size') ?? bytes);
    if (!Number.isSafeInteger(size) || size < 0) throw damaged('a size is wrong');
    let left = size;
    const content = (async function* () {
      for await (const chunk of input.upTo(size)) {
        left -= chunk.length;
        yield chunk;
      }
    })();
    yield { name: pax.get('path') ?? name, bytes: size, content };
    await input.exactly(left);
    await input.exactly(gap(size));
    pax = new Map();
  }
}

export const damaged = (what: string): CoworkError =>
  new CoworkError('bad_archive', `The archive is damaged or not one of this program: ${what}. Nothing of it was taken in.`);

const gap = (bytes: number): number => (BLOCK - (bytes % BLOCK)) % BLOCK;
const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(gap(bytes.length))]);

function header(of: { name: string; bytes: number; mtime: number; type: '0' | 'x' }): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, digits: number): void =>
    void block.write(`${Math.floor(value).toString(8).padStart(digits, '0')}\0`, at, 'latin1');
  block.write(of.name, 0, MOST_NAME, 'utf8');
  octal(0o600, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(of.bytes, 124, 11);
  octal(of.mtime, 136, 11);
  block.write(of.type, 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  octal(sumOf(block), 148, 6);
  block.write(' ', 155, 'latin1');
  return block;
}

/** The checksum's own field counts as spaces. */
const sumOf = (block: Uint8Array): number => block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);

function parseHeader(block: Buffer): { name: string; bytes: number; type: string } {
  const text = (at: number, length: number): string => block.toString('utf8', at, at + length).replace(/\0[^]*$/, '');
  if (Number.parseInt(text(148, 8), 8) !== sumOf(block) || text(257, 5) !== 'ustar') throw damaged('a header does not add up');
  const bytes = Number.parseInt(text(124, 12), 8);
  if (!Number.isSafeInteger(bytes)) throw damaged('a size is wrong');
  return { name: text(0, MOST_NAME), bytes, type: text(156, 1) };
}

/** "<length of all of this> key=value\n", its own digits counted. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) length += 1;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

function parsePax(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(bytes.toString('latin1', at, space));
    if (space < 0 || !Number.isInteger(length) || length < 1 || at + length > bytes.length) throw damaged('a record is wrong');
    const [key = '', ...value] = bytes.toString('utf8', space + 1, at + length - 1).split('=');
    records.set(key, value.join('='));
    at += length;
  }
  return records;
}

interface ByteReader {
  exactly(bytes: number): Promise<Buffer>;
  upTo(bytes: number): AsyncGenerator<Uint8Array>;
  end(): Promise<void>;
}

function readerOf(source: AsyncIterable<Uint8Array>): ByteReader {
  const chunks = source[Symbol.asyncIterator]();
  let held: Uint8Array = Buffer.alloc(0);
  const take = async (most: number): Promise<Uint8Array> => {
    while (held.length === 0) {
      const next = await chunks.next();
      if (next.done) throw damaged('it breaks off');
      held = next.value;
    }
    const taken = held.subarray(0, most);
    held = held.subarray(taken.length);
    return taken;
  };
  const upTo = async function* (bytes: number): AsyncGenerator<Uint8Array> {
    for (let left = bytes; left > 0;) {
      const chunk = await take(left);
      left -= chunk.length;
      yield chunk;
    }
  };
  return {
    upTo,
    async end() {
      while (!(await chunks.next()).done);
    },
    async exactly(bytes) {
      const parts: Uint8Array[] = [];
      for await (const part of upTo(bytes)) parts.push(part);
      return Buffer.concat(parts);
    },
  };
}
