// The guest's end of the streams, said frame by frame: an ordinary guest, or whatever else a test makes of it.
import { createServer, type Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode, KIND } from '../../../src/sandbox/channel/frames.ts';
import { creditPayload, streamPayload } from '../../../src/sandbox/channel/stream-payload.ts';
import { hearFrames } from './hear-frames.ts';

export interface Heard {
  readonly kind: number;
  readonly id: number;
  readonly content: Buffer;
}

export interface StreamGuest {
  readonly folder: string;
  readonly file: string;
  /** Frames of the connection of now, without hellos. */
  heard: Heard[];
  /** Hellos that were answered, one for each connection. */
  greeted(): number;
  /** Whether the connection of now was greeted, and is one. */
  isUp(): boolean;
  open(id: number): void;
  data(id: number, content: Buffer | string): void;
  end(id: number): void;
  reset(id: number): void;
  credit(id: number, bytes: number): void;
  frame(kind: number, payload: Buffer): void;
  bytes(bytes: Buffer): void;
  /** All data of a stream so far. */
  received(id: number): Buffer;
  has(kind: number, id: number): boolean;
  hangUp(): void;
  close(): Promise<void>;
}

export async function startStreamGuest(): Promise<StreamGuest> {
  const folder = mkdtempSync(join(tmpdir(), 'cowork-streams-'));
  let socket: Socket | undefined;
  let nonce = 0;
  let greeted = 0;
  let isUp = false;
  const server = createServer((here) => {
    socket?.destroy();
    socket = here;
    isUp = false;
    here.on('close', () => {
      if (socket === here) isUp = false;
    });
    guest.heard = [];
    hearFrames(here, (kind, payload, of) => {
      if (kind === KIND.hello) {
        nonce = of;
        greeted += 1;
        isUp = true;
        guest.frame(KIND.hello, Buffer.from('{}\0'));
      } else guest.heard.push({ kind, id: payload.readUInt32BE(), content: payload.subarray(4) });
    });
  });
  const guest: StreamGuest = {
    ...{ folder, file: 'egress.sock', heard: [] },
    greeted: () => greeted,
    isUp: () => isUp,
    open: (id) => guest.frame(KIND.open, streamPayload(id)),
    data: (id, content) => guest.frame(KIND.data, streamPayload(id, Buffer.from(content))),
    end: (id) => guest.frame(KIND.end, streamPayload(id)),
    reset: (id) => guest.frame(KIND.reset, streamPayload(id)),
    credit: (id, bytes) => guest.frame(KIND.credit, creditPayload(id, bytes)),
    frame: (kind, payload) => guest.bytes(encode({ nonce, kind, payload })),
    bytes: (bytes) => void socket?.write(bytes),
    received: (id) =>
      Buffer.concat(guest.heard.filter((one) => one.kind === KIND.data && one.id === id).map(({ content }) => content)),
    has: (kind, id) => guest.heard.some((one) => one.kind === kind && one.id === id),
    hangUp: () => void socket?.destroy(),
    async close() {
      socket?.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await new Promise<void>((resolve) => server.listen(join(folder, guest.file), resolve));
  return guest;
}
