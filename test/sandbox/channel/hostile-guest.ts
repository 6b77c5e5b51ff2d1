// The other end of the channel, as whoever has taken the guest over could play it.
import { createServer, type Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode, KIND } from '../../../src/sandbox/channel/frames.ts';
import { hearFrames } from './hear-frames.ts';

export interface Asked {
  readonly id: number;
  readonly method: string;
  readonly params: Record<string, unknown>;
  /** Number of the connection that it came over, from 1. */
  readonly connection: number;
}

export interface Line {
  /** An answer to this very request, over this connection. */
  answer(result: unknown, raw?: Buffer, id?: number): void;
  /** Bytes as they are. */
  send(bytes: Buffer): void;
  frame(kind: number, payload: string): Buffer;
  hangUp(): void;
}

export interface HostileGuest {
  readonly folder: string;
  readonly file: string;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

export const IDENTITY = { protocol: 1, kernel: 'k', arch: 'amd64', boot: 'b', uptimeMs: 1 };

/** `play` decides what is said to each request; `greet` what is said instead of a proper hello. */
export async function startHostileGuest(of: {
  play(asked: Asked, line: Line): void;
  greet?(line: Line, connection: number): void;
}): Promise<HostileGuest> {
  const folder = mkdtempSync(join(tmpdir(), 'cowork-hostile-'));
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    connections += 1;
    const connection = connections;
    hearFrames(socket, (kind, payload, nonce) => hear(kind, payload, lineOf(socket, nonce)));

    function hear(kind: number, payload: Buffer, line: (id: number) => Line): void {
      if (kind === KIND.hello) {
        if (of.greet) of.greet(line(0), connection);
        else line(0).send(line(0).frame(KIND.hello, JSON.stringify({ id: 0, result: IDENTITY })));
        return;
      }
      const request = JSON.parse(payload.subarray(0, payload.indexOf(0)).toString()) as Omit<Asked, 'connection'>;
      asked.push({ ...request, connection });
      of.play({ ...request, connection }, line(request.id));
    }
  });
  await new Promise<void>((resolve) => server.listen(join(folder, 'agent.sock'), resolve));
  return {
    ...{ folder, asked, file: 'agent.sock' },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const lineOf =
  (socket: Socket, nonce: number) =>
  (id: number): Line => {
    const line: Line = {
      send: (bytes) => void socket.write(bytes),
      frame: (kind, payload) => encode({ nonce, kind, payload: Buffer.from(payload) }),
      answer(result, raw = Buffer.alloc(0), other = id) {
        const head = Buffer.from(`${JSON.stringify({ id: other, result })}\0`);
        socket.write(encode({ nonce, kind: KIND.reply, payload: Buffer.concat([head, raw]) }));
      },
      hangUp: () => void socket.destroy(),
    };
    return line;
  };
