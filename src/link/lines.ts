// JSON lines over a socket: one writer that never waits, one reader that never buffers without bound.
import type { Socket } from 'node:net';

/** A line longer than this is no hint of ours: the peer is broken or a stranger. */
const MAX_LINE_BYTES = 1024 * 1024;
/** What a peer may leave unread before its connection is dropped; it reconnects and reads the store. */
const MAX_UNREAD_BYTES = 1024 * 1024;
/** Streaming text is worth less than the connection: it is left out long before that. */
const MAX_UNREAD_FOR_EPHEMERAL = 256 * 1024;

export interface Lines {
  /** Sends or, with `mayDrop`, silently leaves out when the peer is slow. A peer that is too slow altogether is dropped. */
  send(message: object, options?: { mayDrop?: boolean }): void;
  drop(): void;
}

/** Speaks JSON lines on a connected socket. `onMessage` gets what parses; a line that does not, or is too long, drops the peer. */
export function speakLines(socket: Socket, onMessage: (message: Record<string, unknown>) => void): Lines {
  let rest: Buffer[] = [];
  let restBytes = 0;
  // Without a listener an ECONNRESET would end the process; 'close' follows and is what the owner acts on.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...rest, chunk.subarray(from, at)]);
      rest = [];
      restBytes = 0;
      from = at + 1;
      const message = parseObject(line);
      if (!message) return void socket.destroy();
      onMessage(message);
    }
    if (from < chunk.length) {
      rest.push(chunk.subarray(from));
      restBytes += chunk.length - from;
    }
    if (restBytes > MAX_LINE_BYTES) socket.destroy();
  });
  return {
    send(message, options = {}) {
      if (socket.destroyed || !socket.writable) return;
      if (options.mayDrop && socket.writableLength > MAX_UNREAD_FOR_EPHEMERAL) return;
      socket.write(`${JSON.stringify(message)}\n`);
      if (socket.writableLength > MAX_UNREAD_BYTES) socket.destroy();
    },
    drop: () => void socket.destroy(),
  };
}

function parseObject(line: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
