// The way out of the guest: what its commands open arrives here as streams over one socket. Streams end with their connection, and nothing is said
// again. The guest may be anybody's: what it can have here is so many streams with a window each.
import type { Duplex } from 'node:stream';
import { CoworkError } from '../../contract/errors.ts';
import { createEgressStream, type EgressStream } from './egress-stream.ts';
import { KIND } from './frames.ts';
import { openGuestLine } from './guest-line.ts';
import { readStreamPayload, streamPayload } from './stream-payload.ts';

export interface EgressStreams {
  /** Destroys every stream. */
  close(): void;
}

/** As the guest has it. */
const MOST_STREAMS = 256;
/** With those that the guest is done with and somebody here is not. */
const MOST_KEPT = 2 * MOST_STREAMS;
/** Twice what as many streams have on the socket at once; a guest from which more waits has stopped to take what it asks for. */
const MOST_WAITING_BYTES = 32 * 1024 * 1024;

/**
 * Connects to the socket in the machine's folder, greets, and gives one Duplex for each stream that the guest opens; makes the connection anew when it
 * breaks. Every Duplex is destroyed when its connection, or this, ends; what is written to it waits until the guest takes it.
 */
export function openEgressStreams(folder: string, file: string, onStream: (stream: Duplex) => void): EgressStreams {
  const streams = new Map<number, EgressStream>();
  let lastId = 0;

  const send = (kind: number, payload: Buffer, onSent?: () => void): void => {
    line.send(kind, payload, onSent);
    if (line.waiting() > MOST_WAITING_BYTES) line.renew();
  };

  const loseAll = (): void => {
    for (const stream of streams.values()) stream.onLost();
  };

  const begin = (id: number): void => {
    if (id <= lastId) throw new CoworkError('sandbox_failed', 'the sandbox opened a stream twice');
    lastId = id;
    const open = [...streams.values()].filter((stream) => !stream.isEnded());
    if (open.length >= MOST_STREAMS || streams.size >= MOST_KEPT) return send(KIND.reset, streamPayload(id));
    const stream = createEgressStream({ id, send, onOver: () => streams.delete(id) });
    streams.set(id, stream);
    try {
      onStream(stream.duplex);
    } catch {
      stream.duplex.destroy();
    }
  };

  const line = openGuestLine(folder, file, {
    knows: () => true,
    onGreeted() {
      lastId = 0;
    },
    onFrame({ kind, payload }) {
      const { id, content } = readStreamPayload(kind, payload);
      if (kind === KIND.open) return begin(id);
      // One that is over here was under way when the guest did not know yet.
      const stream = streams.get(id);
      if (kind === KIND.data) stream?.onData(content);
      else if (kind === KIND.end) stream?.onEnd();
      else if (kind === KIND.reset) stream?.onReset();
      else stream?.onCredit(content.readUInt32BE());
    },
    onLost: loseAll,
  });

  return {
    close() {
      line.close();
      loseAll();
    },
  };
}
