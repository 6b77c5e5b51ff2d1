// The lines of an open file, decoded piece by piece, so that a file of any size costs the memory of one piece.
import { fstatSync, readSync } from 'node:fs';
import { type Encoding, encodingOf, SAMPLE_BYTES } from './encoding.ts';

const PIECE_BYTES = 256 * 1024;
/** A line without an end in so many characters is handed out in parts: minified code must not fill the memory. */
const MOST_LINE_CHARS = 1 << 20;

/** The first bytes of a file, for telling what it is. */
export function sampleOf(fd: number): { sample: Buffer; isWhole: boolean } {
  // One byte more than the file has: the read that meets the end says that this is the whole.
  const sample = Buffer.alloc(Math.min(fstatSync(fd).size + 1, SAMPLE_BYTES));
  let length = 0;
  while (length < sample.length) {
    const read = readSync(fd, sample, length, sample.length - length, length);
    if (read === 0) return { sample: sample.subarray(0, length), isWhole: true };
    length += read;
  }
  return { sample, isWhole: false };
}

/** The encoding of an open file, or undefined when it holds no text. */
export function textEncodingOf(fd: number): Encoding | undefined {
  const { sample, isWhole } = sampleOf(fd);
  return encodingOf(sample, isWhole);
}

/**
 * Lines without their ends (LF or CRLF). A text that ends with a line end has no empty line behind it. `undefined` is yielded after each
 * piece, so that a consumer who waits for one line may look up in between.
 */
export function* textLines(fd: number, encoding: Encoding): Generator<string | undefined, void, void> {
  const decoder = new TextDecoder(encoding.name, { ignoreBOM: true });
  const piece = Buffer.alloc(Math.min(fstatSync(fd).size + 1, PIECE_BYTES));
  let rest = '';
  for (let at = encoding.bom; ;) {
    const read = readSync(fd, piece, 0, piece.length, at);
    at += read;
    const text = rest + decoder.decode(piece.subarray(0, read), { stream: read > 0 });
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      yield text.slice(from, text[end - 1] === '\r' && end > from ? end - 1 : end);
      from = end + 1;
    }
    rest = text.slice(from);
    if (read === 0) break;
    if (rest.length > MOST_LINE_CHARS) {
      yield rest;
      rest = '';
    }
    yield undefined;
  }
  if (rest !== '') yield rest.endsWith('\r') ? rest.slice(0, -1) : rest;
}
