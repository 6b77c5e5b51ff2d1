// Tells how the bytes of a file are to be read as text, or that they are none.

export interface Encoding {
  readonly name: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  /** Bytes of the byte order mark at the start, to be passed over. */
  readonly bom: number;
}

/** How much of a file is looked at. Files up to this size are known whole. */
export const SAMPLE_BYTES = 1 << 20;
/** Of the characters of a text, so many may be control characters (ANSI colours, form feeds) per thousand. */
const CONTROLS_PER_THOUSAND = 20;

/** The encoding of a text from its first bytes; undefined when they are not text. An empty file is text. */
export function encodingOf(sample: Uint8Array, isWhole: boolean): Encoding | undefined {
  const [a, b, c] = sample;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { name: 'utf-8', bom: 3 };
  if (a === 0xff && b === 0xfe) return { name: 'utf-16le', bom: 2 };
  if (a === 0xfe && b === 0xff) return { name: 'utf-16be', bom: 2 };
  if (sample.includes(0)) return utf16Of(sample);
  if (!isMostlyPrintable(sample)) return undefined;
  return { name: isUtf8(sample, isWhole) ? 'utf-8' : 'windows-1252', bom: 0 };
}

/** Without a mark: most zeros stand on one side of each pair, as they do for texts of western letters, digits and line ends. */
function utf16Of(sample: Uint8Array): Encoding | undefined {
  let even = 0;
  let odd = 0;
  const length = Math.min(sample.length & ~1, 4096);
  for (let i = 0; i < length; i += 2) {
    if (sample[i] === 0) even++;
    if (sample[i + 1] === 0) odd++;
  }
  const pairs = length / 2;
  const name = odd > pairs * 0.4 && even === 0 ? 'utf-16le' : even > pairs * 0.4 && odd === 0 ? 'utf-16be' : undefined;
  if (!name) return undefined;
  const text = new TextDecoder(name).decode(sample.subarray(0, length));
  return isMostlyPrintable(Buffer.from(text)) ? { name, bom: 0 } : undefined;
}

function isUtf8(sample: Uint8Array, isWhole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: !isWhole });
    return true;
  } catch {
    return false;
  }
}

function isMostlyPrintable(sample: Uint8Array): boolean {
  let controls = 0;
  for (const byte of sample) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12) controls++;
  return controls * 1000 <= sample.length * CONTROLS_PER_THOUSAND;
}
