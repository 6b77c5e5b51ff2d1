// Frames as the guest hears them: the other end of what src/sandbox/channel/ sends.
import type { Socket } from 'node:net';

const HEAD_BYTES = 20;

export function hearFrames(socket: Socket, hear: (kind: number, payload: Buffer, nonce: number) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= HEAD_BYTES && rest.length >= HEAD_BYTES + rest.readUInt32BE(8)) {
      const size = HEAD_BYTES + rest.readUInt32BE(8);
      const [nonce, kind, payload] = [rest.readUInt32BE(4), rest.readUInt8(12), rest.subarray(HEAD_BYTES, size)];
      rest = rest.subarray(size);
      hear(kind, payload, nonce);
    }
  });
}
