// Frames of the channel to the guest, as image/guest/frames.go has them: magic, nonce, length, kind, checksum, payload. What comes from the
// guest is hostile: a decoder holds little and works little, whatever it is fed.
import { crc32 } from 'node:zlib';
import { CoworkError } from '../../contract/errors.ts';

/** The guest's agent has the first three, its way out the hello and those after: image/guest/egress.go says what they are. */
export const KIND = { hello: 1, request: 2, reply: 3, open: 4, data: 5, end: 6, reset: 7, credit: 8 } as const;

export interface Frame {
  /** Which connection it belongs to. */
  readonly nonce: number;
  readonly kind: number;
  readonly payload: Buffer;
}

export const MAGIC = Buffer.from('cwf1');
const HEAD_BYTES = 20;
const SUMMED_BYTES = 16;
/** The longest payload that either side sends. */
export const MAX_PAYLOAD = 1 << 20;

/** @throws RangeError for a payload that is too long */
export function encode({ nonce, kind, payload }: Frame): Buffer {
  if (payload.length > MAX_PAYLOAD) throw new RangeError(`a frame carries at most ${MAX_PAYLOAD} bytes, not ${payload.length}`);
  const frame = Buffer.alloc(HEAD_BYTES + payload.length);
  MAGIC.copy(frame);
  frame.writeUInt32BE(nonce, 4);
  frame.writeUInt32BE(payload.length, 8);
  frame.writeUInt8(kind, 12);
  payload.copy(frame, HEAD_BYTES);
  frame.writeUInt32BE(sumOf(frame), SUMMED_BYTES);
  return frame;
}

const sumOf = (frame: Buffer): number => crc32(frame.subarray(HEAD_BYTES), crc32(frame.subarray(0, SUMMED_BYTES)));

export interface Decoder {
  /**
   * Whole frames, in their order. Holds one unfinished frame at most.
   * @throws CoworkError sandbox_failed when something else than a frame comes after the hello: within one connection nothing gets lost
   */
  feed(bytes: Buffer): Frame[];
}

/** A hello is short, so what is looked through for one costs little, whatever a guest makes it look like. */
const MOST_SOUGHT = 4_096;

/** Of one connection: begins with the hello of this nonce, and skips what is left of earlier connections before it. */
export function createDecoder(nonce: number): Decoder {
  let chunks: Buffer[] = [];
  let held = 0;
  /** Bytes without which nothing new can be told. */
  let wanted = 0;
  let isGreeted = false;

  const take = (bytes: Buffer): { frame?: Frame; size: number } | undefined => {
    const most = isGreeted ? MAX_PAYLOAD : MOST_SOUGHT;
    const size = sizeOf(bytes, most);
    if (size === undefined) return undefined;
    const frame = size > 0 ? frameOf(bytes.subarray(0, size)) : undefined;
    if (isGreeted) {
      if (!frame) throw new CoworkError('sandbox_failed', 'the sandbox sent something that is no frame');
      return { frame, size };
    }
    if (frame?.kind !== KIND.hello || frame.nonce !== nonce) return { size: 1 + nextStart(bytes.subarray(1)) };
    isGreeted = true;
    return { frame, size };
  };

  return {
    feed(bytes) {
      chunks.push(bytes);
      held += bytes.length;
      if (held < wanted) return [];
      let rest = Buffer.concat(chunks);
      const frames: Frame[] = [];
      for (let next = take(rest); next; next = take(rest)) {
        if (next.frame) frames.push(next.frame);
        rest = rest.subarray(next.size);
      }
      wanted = wantedFor(rest);
      // A copy: the rest of a large chunk must not keep all of it.
      chunks = [Buffer.from(rest)];
      held = rest.length;
      return frames;
    },
  };
}

/** Bytes to the next place where the magic, or the begin of one at the very end, stands. */
function nextStart(bytes: Buffer): number {
  const found = bytes.indexOf(MAGIC);
  if (found >= 0) return found;
  for (let left = Math.min(MAGIC.length - 1, bytes.length); left > 0; left -= 1)
    if (bytes.subarray(bytes.length - left).equals(MAGIC.subarray(0, left))) return bytes.length - left;
  return bytes.length;
}

/** Bytes of the whole frame that begins here; 0: none does; undefined: that cannot be told yet. */
function sizeOf(bytes: Buffer, most: number): number | undefined {
  const seen = Math.min(bytes.length, MAGIC.length);
  if (!bytes.subarray(0, seen).equals(MAGIC.subarray(0, seen))) return 0;
  if (bytes.length < HEAD_BYTES) return undefined;
  const length = bytes.readUInt32BE(8);
  if (length > most) return 0;
  if (bytes.length < HEAD_BYTES + length) return undefined;
  const frame = bytes.subarray(0, HEAD_BYTES + length);
  return frame.readUInt32BE(SUMMED_BYTES) === sumOf(frame) ? frame.length : 0;
}

const wantedFor = (begun: Buffer): number => (begun.length < HEAD_BYTES ? HEAD_BYTES : HEAD_BYTES + begun.readUInt32BE(8));

const frameOf = (bytes: Buffer): Frame => ({
  nonce: bytes.readUInt32BE(4),
  kind: bytes.readUInt8(12),
  payload: Buffer.from(bytes.subarray(HEAD_BYTES)),
});
