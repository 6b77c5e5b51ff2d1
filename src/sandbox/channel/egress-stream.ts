// One stream of the guest as a Duplex. Each direction has a window: so many bytes may be under way before the reader takes some, so that one who
// does not read holds up nobody else and fills no memory.
import { Duplex } from 'node:stream';
import { CoworkError } from '../../contract/errors.ts';
import { createBacklog } from './backlog.ts';
import { KIND } from './frames.ts';
import { creditPayload, dataPayload, sizeOfData, streamPayload } from './stream-payload.ts';

/** As image/guest/streams.go has it. */
export const WINDOW_BYTES = 256 * 1024;
const CREDIT_BYTES = 64 * 1024;

export interface EgressStream {
  /** `destroy` cuts what is still under way in either direction; who wants all to arrive calls `end` and waits for the guest's end. */
  readonly duplex: Duplex;
  /** Both sides have said their end: the guest knows it no more, though somebody here may still read what came. */
  isEnded(): boolean;
  // What the guest says of it. What makes no sense resets the stream.
  onData(bytes: Buffer): void;
  onEnd(): void;
  onCredit(bytes: number): void;
  onReset(): void;
  /** The connection to the guest is gone, so it is told nothing. */
  onLost(): void;
}

export interface EgressStreamPorts {
  readonly id: number;
  /** `onSent`: once the bytes have left. */
  readonly send: (kind: number, payload: Buffer, onSent?: () => void) => void;
  /** It was destroyed. */
  readonly onOver: () => void;
}

interface Unsent {
  bytes: Buffer;
  readonly done: () => void;
}

export function createEgressStream({ id, send, onOver }: EgressStreamPorts): EgressStream {
  const backlog = createBacklog();
  let mayCome = WINDOW_BYTES;
  let uncredited = 0;
  let isWanted = false;
  let hasGuestEnded = false;

  let maySend = WINDOW_BYTES;
  let unsent: Unsent | undefined;
  let isUnderWay = false;
  let haveWeEnded = false;
  let isLost = false;

  const isEnded = (): boolean => haveWeEnded && hasGuestEnded;

  const handOn = (): void => {
    while (isWanted && backlog.size > 0 && !duplex.destroyed) {
      const chunk = backlog.take();
      uncredited += chunk.length;
      isWanted = false;
      // Whoever takes it may ask for more before this returns.
      if (duplex.push(chunk)) isWanted = true;
    }
    if (duplex.destroyed) return;
    if (hasGuestEnded) {
      if (backlog.size === 0) duplex.push(null);
    } else if (uncredited >= CREDIT_BYTES) {
      send(KIND.credit, creditPayload(id, uncredited));
      mayCome += uncredited;
      uncredited = 0;
    }
  };

  /** One frame at a time: streams take turns on the socket. */
  const sendOn = (): void => {
    if (!unsent || isUnderWay || duplex.destroyed) return;
    if (unsent.bytes.length === 0) {
      const { done } = unsent;
      unsent = undefined;
      return done();
    }
    if (maySend === 0) return;
    const payload = dataPayload(id, unsent.bytes.subarray(0, maySend));
    maySend -= sizeOfData(payload);
    unsent.bytes = unsent.bytes.subarray(sizeOfData(payload));
    isUnderWay = true;
    send(KIND.data, payload, () => {
      isUnderWay = false;
      sendOn();
    });
  };

  const duplex = new Duplex({
    // What is read ahead is counted as taken, so it is one piece and no more.
    readableHighWaterMark: 1,
    read() {
      isWanted = true;
      handOn();
    },
    write(bytes: Buffer, _encoding, done) {
      unsent = { bytes, done };
      sendOn();
    },
    final(done) {
      haveWeEnded = true;
      send(KIND.end, streamPayload(id));
      done();
    },
    destroy(error, done) {
      if (!isLost && !isEnded()) send(KIND.reset, streamPayload(id));
      onOver();
      done(error);
    },
  });
  // Of somebody who listens to no errors it is no less over.
  duplex.on('error', () => undefined);

  return {
    ...{ duplex, isEnded },
    onData(bytes) {
      if (hasGuestEnded || bytes.length > mayCome) return void duplex.destroy(broken('it sent more than it may'));
      mayCome -= bytes.length;
      backlog.add(bytes);
      handOn();
    },
    onEnd() {
      hasGuestEnded = true;
      handOn();
    },
    onCredit(bytes) {
      maySend += bytes;
      if (maySend > WINDOW_BYTES) return void duplex.destroy(broken('it took more than there was'));
      sendOn();
    },
    onReset() {
      isLost = true;
      duplex.destroy(broken('it was reset'));
    },
    onLost() {
      isLost = true;
      duplex.destroy(broken('the connection to the sandbox has ended'));
    },
  };
}

const broken = (why: string): CoworkError => new CoworkError('sandbox_failed', `a connection of the sandbox broke: ${why}`);
