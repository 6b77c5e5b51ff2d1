// A connection to the guest over a socket that may break at any moment: it is made anew and greeted anew, each time under a nonce of its own,
// until it is closed. What comes is only data: nothing of it gets further than to the end of this one connection.
import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { connectIn } from '../sockets.ts';
import { createDecoder, encode, type Frame, KIND } from './frames.ts';

export interface GuestLine {
  /** Without a guest that was greeted nothing is sent. `onSent`: the bytes have left, or never will. */
  send(kind: number, payload: Buffer, onSent?: () => void): void;
  /** Bytes that the other side has not taken yet. */
  waiting(): number;
  /** Ends this connection; the next one is made at once. */
  renew(): void;
  /** There is no next one. */
  close(): void;
}

export interface GuestLineEvents {
  /** Whether this answer to the hello is from whom is expected. Another is passed over. */
  knows(hello: Buffer): boolean;
  /** From now on `send` sends. */
  onGreeted(hello: Buffer): void;
  /** Frames of this connection after the hello. What it throws ends the connection. */
  onFrame(frame: Frame): void;
  /** The connection has ended, whether a guest was greeted over it or not. */
  onLost?(): void;
}

/** Between two tries: soon after a connection that worked, and less and less often where there is none. */
const AGAIN_MS = 20;
const MOST_AGAIN_MS = 250;
/** A guest that is there answers at once, one that boots not yet: the hello is said again until it is answered. */
const HELLO_MS = 500;

/** `file`: the socket in the machine's folder. */
export function openGuestLine(folder: string, file: string, on: GuestLineEvents): GuestLine {
  let nonce = 0;
  let socket: Socket | undefined;
  let isGreeted = false;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let pauseMs = AGAIN_MS;

  const later = (work: () => void, ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(work, ms);
  };

  const greet = (): void => {
    socket?.write(encode({ nonce, kind: KIND.hello, payload: Buffer.alloc(0) }));
    later(greet, HELLO_MS);
  };

  /** A folder that is just being deleted is like a socket to which nobody listens. */
  const connected = (): Socket | undefined => {
    try {
      return connectIn(folder, file);
    } catch {
      return undefined;
    }
  };

  const again = (): void => {
    later(open, pauseMs);
    pauseMs = Math.min(pauseMs * 2, MOST_AGAIN_MS);
  };

  const open = (): void => {
    if (isClosed) return;
    nonce = randomInt(1, 2 ** 32);
    const decoder = createDecoder(nonce);
    const here = connected();
    if (!here) return again();
    socket = here;
    here.on('connect', greet);
    here.on('data', (bytes) => {
      try {
        for (const frame of decoder.feed(bytes)) if (frame.nonce === nonce && !here.destroyed) take(frame);
      } catch (error) {
        // What a guest makes of the channel ends the connection, never the host.
        here.destroy(Error.isError(error) ? error : undefined);
      }
    });
    here.on('error', () => undefined);
    here.on('close', () => {
      socket = undefined;
      isGreeted = false;
      if (!isClosed) again();
      on.onLost?.();
    });
  };

  const take = (frame: Frame): void => {
    if (frame.kind !== KIND.hello) return on.onFrame(frame);
    if (isGreeted || !on.knows(frame.payload)) return;
    clearTimeout(timer);
    isGreeted = true;
    pauseMs = AGAIN_MS;
    on.onGreeted(frame.payload);
  };

  open();
  return {
    send(kind, payload, onSent) {
      if (isGreeted) socket?.write(encode({ nonce, kind, payload }), onSent);
    },
    waiting: () => socket?.writableLength ?? 0,
    renew: () => socket?.destroy(),
    close() {
      isClosed = true;
      clearTimeout(timer);
      socket?.destroy();
    },
  };
}
