// What frames of streams carry: the stream's id, and what belongs to the kind. The guest writes what it likes, so all of it is looked at here.
import { CoworkError } from '../../contract/errors.ts';
import { KIND, MAGIC } from './frames.ts';

const ID_BYTES = 4;
/** Bytes of a stream in one frame. */
export const MAX_DATA = 64 * 1024;

const LENGTHS: Readonly<Record<number, readonly [least: number, most: number]>> = {
  [KIND.open]: [0, 0],
  [KIND.data]: [1, MAX_DATA],
  [KIND.end]: [0, 0],
  [KIND.reset]: [0, 0],
  [KIND.credit]: [4, 4],
};

/** @throws CoworkError sandbox_failed for one that no stream has */
export function readStreamPayload(kind: number, payload: Buffer): { id: number; content: Buffer } {
  const [least, most] = LENGTHS[kind] ?? [Infinity, 0];
  const length = payload.length - ID_BYTES;
  if (length < least || length > most) throw new CoworkError('sandbox_failed', 'the sandbox sent a frame that no stream has');
  return { id: payload.readUInt32BE(), content: payload.subarray(ID_BYTES) };
}

export function streamPayload(id: number, content: Buffer = Buffer.alloc(0)): Buffer {
  const payload = Buffer.alloc(ID_BYTES + content.length);
  payload.writeUInt32BE(id);
  content.copy(payload, ID_BYTES);
  return payload;
}

export function creditPayload(id: number, bytes: number): Buffer {
  const content = Buffer.alloc(4);
  content.writeUInt32BE(bytes);
  return streamPayload(id, content);
}

/**
 * As many of the bytes, one at least, as one frame may carry: a frame ends inside of every magic that the bytes have. The guest looks for a hello in
 * whatever came only in part, so what a server on the network says must not be able to look like one.
 */
export function dataPayload(id: number, bytes: Buffer): Buffer {
  const payload = streamPayload(id, bytes.subarray(0, MAX_DATA));
  const found = payload.indexOf(MAGIC);
  return found < 0 ? payload : payload.subarray(0, Math.max(found + MAGIC.length - 1, ID_BYTES + 1));
}

export const sizeOfData = (payload: Buffer): number => payload.length - ID_BYTES;
