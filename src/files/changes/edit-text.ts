// Replaces one passage of a file's bytes and leaves every other byte alone: BOM, encoding and line endings stay.
import { isUtf8 } from 'node:buffer';
import { CoworkError } from '../../contract/errors.ts';

type Encode = (text: string) => Buffer | undefined;
interface Encoding {
  /** Undefined when the encoding has no such letter. */
  readonly encode: Encode;
  /** Bytes per unit: a match between two units is none. */
  readonly unit: 1 | 2;
}

/** @throws CoworkError text_not_found unless `oldText` is there exactly once, line endings aside */
export function editBytes(bytes: Buffer, edit: { oldText: string; newText: string }, spoken: string): Buffer {
  const encoding = encodingOf(bytes);
  const { encode } = encoding;
  const crlf = usesCrlf(bytes, encoding);
  // The model writes \n whatever the file has; a passage that is there literally is taken literally.
  const forms = crlf ? [edit.oldText, toCrlf(edit.oldText)] : [edit.oldText];
  for (const form of new Set(forms)) {
    const old = encode(form);
    if (!old || old.length === 0) continue;
    const first = find(bytes, { old, from: 0 }, encoding);
    if (first < 0) continue;
    if (find(bytes, { old, from: first + 1 }, encoding) >= 0)
      throw new CoworkError(
        'text_not_found',
        `The text occurs more than once in ${spoken}; add lines around it until it is unique`,
      );
    const fresh = encode(crlf ? toCrlf(edit.newText) : edit.newText);
    if (!fresh)
      throw new CoworkError('text_not_found', `${spoken} cannot hold the new text in its encoding; write the file anew`);
    return Buffer.concat([bytes.subarray(0, first), fresh, bytes.subarray(first + old.length)]);
  }
  throw new CoworkError('text_not_found', `The text does not occur in ${spoken}; read the file again and copy it exactly`);
}

function find(bytes: Buffer, { old, from }: { old: Buffer; from: number }, { unit }: Encoding): number {
  let at = bytes.indexOf(old, from);
  while (at >= 0 && at % unit !== 0) at = bytes.indexOf(old, at + 1);
  return at;
}

function encodingOf(bytes: Buffer): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encode: (text) => Buffer.from(text, 'utf16le'), unit: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encode: (text) => Buffer.from(text, 'utf16le').swap16(), unit: 2 };
  if (isUtf8(bytes)) return { encode: (text) => Buffer.from(text, 'utf8'), unit: 1 };
  // One byte per letter: only what has one may be written.
  return { encode: (text) => (/[^\u0000-\u00ff]/u.test(text) ? undefined : Buffer.from(text, 'latin1')), unit: 1 };
}

/** More line ends with a carriage return than without. */
function usesCrlf(bytes: Buffer, encoding: Encoding): boolean {
  const count = (text: string): number => {
    const old = encoding.encode(text)!;
    let found = 0;
    for (let at = find(bytes, { old, from: 0 }, encoding); at >= 0; at = find(bytes, { old, from: at + old.length }, encoding))
      found++;
    return found;
  };
  const withReturn = count('\r\n');
  return withReturn > 0 && withReturn * 2 > count('\n');
}

const toCrlf = (text: string): string => text.replace(/\r?\n/gu, '\r\n');
