// Output as it comes, within bounds: of very long output the begin and the end are kept.
import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';

/** More than any result quotes; enough to look into by parts. */
const HEAD_BYTES = 4 * 1024 * 1024;
const TAIL_BYTES = 4 * 1024 * 1024;

export interface Collector {
  /** Bytes that have come. */
  readonly seen: number;
  add(bytes: Buffer): void;
  text(): { readonly output: string; readonly cut: number };
}

export function createCollector(): Collector {
  const head: Buffer[] = [];
  let headBytes = 0;
  let tail = Buffer.alloc(0);
  let seen = 0;
  return {
    get seen() {
      return seen;
    },
    add(bytes) {
      seen += bytes.length;
      const forHead = bytes.subarray(0, HEAD_BYTES - headBytes);
      if (forHead.length > 0) head.push(forHead);
      headBytes += forHead.length;
      const rest = bytes.subarray(forHead.length);
      if (rest.length > 0) tail = Buffer.concat([tail, rest]).subarray(-TAIL_BYTES);
    },
    text() {
      const cut = seen - headBytes - tail.length;
      const notice = cut > 0 ? `\n[${cut} bytes of output are left out here]\n` : '';
      return { output: plain(Buffer.concat(head)) + notice + plain(tail), cut };
    },
  };
}

/** Without colours and cursor movements; of lines that a progress bar wrote over, what stood there last. */
function plain(bytes: Buffer): string {
  const decoder = new StringDecoder('utf8');
  const text = stripVTControlCharacters(decoder.write(bytes) + decoder.end());
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\r') + 1))
    .join('\n')
    .replaceAll('\0', '');
}
