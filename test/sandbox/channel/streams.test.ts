// The way out against a guest that keeps to the rules, and against one that does not: streams are whole, slow ones hold up nobody, and whatever comes
// costs a stream or a connection, never the host.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { WINDOW_BYTES } from '../../../src/sandbox/channel/egress-stream.ts';
import { encode, KIND } from '../../../src/sandbox/channel/frames.ts';
import { MAX_DATA, streamPayload } from '../../../src/sandbox/channel/stream-payload.ts';
import { type EgressStreams, openEgressStreams } from '../../../src/sandbox/channel/streams.ts';
import { randomOf } from '../../rig/random.ts';
import { startStreamGuest, type StreamGuest } from './stream-guest.ts';

const seed = Number(process.env['COWORK_SEED'] ?? Date.now() % 1e9);
const FUZZED = 100_000;
const MOST_STREAMS = 256;

let guest: StreamGuest;
let streams: EgressStreams;
let given: Duplex[];

beforeEach(async () => {
  guest = await startStreamGuest();
  given = [];
  streams = openEgressStreams(guest.folder, guest.file, (stream) => given.push(stream));
  await until(() => guest.greeted() === 1);
});
afterEach(async () => {
  streams.close();
  await guest.close();
});

async function until(holds: () => boolean, withinMs = 60_000): Promise<void> {
  for (const end = Date.now() + withinMs; !holds(); await sleep(5))
    if (Date.now() > end) throw new Error(`this never came: ${String(holds)}`);
}

/** Long enough for what must not come to come. */
const aMoment = (): Promise<void> => sleep(150);

async function opened(id: number): Promise<Duplex> {
  const before = given.length;
  guest.open(id);
  await until(() => given.length > before);
  return given.at(-1)!;
}

function send(id: number, bytes: number): void {
  for (let left = bytes; left > 0; left -= MAX_DATA) guest.data(id, Buffer.alloc(Math.min(left, MAX_DATA), 'x'));
}

describe('a stream', () => {
  it('carries bytes both ways, and each side ends on its own', async () => {
    const stream = await opened(1);
    guest.data(1, 'GET ');
    guest.data(1, '/');
    guest.end(1);
    expect(await text(stream)).toBe('GET /');
    expect(stream.writable).toBe(true);
    stream.write('200 ');
    stream.end('OK');
    await until(() => guest.has(KIND.end, 1));
    expect(guest.received(1).toString()).toBe('200 OK');
    await until(() => stream.destroyed);
    // It ended in order: there was nothing to reset.
    expect(guest.has(KIND.reset, 1)).toBe(false);
  });

  it('goes on to be read when the host has ended first', async () => {
    const stream = await opened(1);
    stream.end('asked');
    await until(() => guest.has(KIND.end, 1));
    guest.data(1, 'late');
    guest.end(1);
    expect(await text(stream)).toBe('late');
  });

  it('is reset for the guest when it is destroyed here, and destroyed here when the guest resets it', async () => {
    (await opened(1)).destroy();
    await until(() => guest.has(KIND.reset, 1));
    const stream = await opened(2);
    guest.reset(2);
    await until(() => stream.destroyed);
    expect(stream.errored).toMatchObject({ code: 'sandbox_failed' });
    expect(guest.has(KIND.reset, 2)).toBe(false);
    // What was under way when the guest did not know yet.
    guest.data(1, 'x');
    guest.credit(2, 1);
    expect(await echoed(3)).toBe('still here');
  });

  it('never has a frame in which the guest could find another one', async () => {
    const stream = await opened(1);
    const inner = encode({ nonce: 1, kind: KIND.hello, payload: Buffer.from('{}\0') });
    const sent = Buffer.concat([inner, Buffer.from('cwf1cwf1ccwf1'), inner, Buffer.alloc(1_000, 'cwf1'), Buffer.from('cw')]);
    stream.end(sent);
    await until(() => guest.has(KIND.end, 1));
    expect(guest.received(1).equals(sent)).toBe(true);
    for (const { content } of guest.heard) expect(content.includes('cwf1')).toBe(false);
  });

  it('never has one either when the magic begins in its id', async () => {
    const id = 'c'.charCodeAt(0);
    const stream = await opened(id);
    stream.end('wf1 and more');
    await until(() => guest.has(KIND.end, id));
    expect(guest.received(id).toString()).toBe('wf1 and more');
    for (const { content } of guest.heard) expect(streamPayload(id, content).includes('cwf1')).toBe(false);
  });
});

/** Whether a new stream works in both directions. */
async function echoed(id: number): Promise<string> {
  const stream = await opened(id);
  guest.data(id, 'still here');
  guest.end(id);
  stream.end(await text(stream));
  await until(() => guest.has(KIND.end, id));
  return guest.received(id).toString();
}

describe('a window', () => {
  it('stops the host at 256 KiB that the guest has not taken; other streams go on, and it does when the guest takes some', async () => {
    const stream = await opened(1);
    const content = Buffer.alloc(3 * WINDOW_BYTES, 'abcdefg');
    stream.end(content);
    await until(() => guest.received(1).length === WINDOW_BYTES);
    expect(await echoed(2)).toBe('still here');
    await aMoment();
    expect(guest.received(1).length).toBe(WINDOW_BYTES);
    for (let credited = 0; !guest.has(KIND.end, 1);) {
      guest.credit(1, guest.received(1).length - credited);
      credited = guest.received(1).length;
      await sleep(1);
    }
    expect(guest.received(1).equals(content)).toBe(true);
  });

  it('is credited as the host reads, and not before', async () => {
    const stream = await opened(1);
    send(1, WINDOW_BYTES);
    await aMoment();
    expect(guest.has(KIND.credit, 1)).toBe(false);
    expect(await echoed(2)).toBe('still here');
    stream.resume();
    await until(() => guest.has(KIND.credit, 1));
    send(1, MAX_DATA);
    guest.end(1);
    await until(() => stream.readableEnded);
    expect(stream.errored).toBeNull();
  });

  it.each([
    ['sends more than the window', () => send(1, WINDOW_BYTES + 1)],
    ['credits what was never sent', () => guest.credit(1, 1)],
    ['sends on after its end', () => (guest.end(1), guest.data(1, 'x'))],
  ])('of a guest that %s costs it the stream, and no other', async (_, act) => {
    const [stream, other] = [await opened(1), await opened(2)];
    act();
    await until(() => guest.has(KIND.reset, 1));
    expect(stream.destroyed).toBe(true);
    expect(stream.readableLength).toBe(0);
    expect(other.destroyed).toBe(false);
    expect(await echoed(3)).toBe('still here');
  });
});

describe('a connection', () => {
  it('has 256 streams; a further one is reset, and is given when one has ended', async () => {
    for (let id = 1; id <= MOST_STREAMS + 1; id += 1) guest.open(id);
    await until(() => guest.has(KIND.reset, MOST_STREAMS + 1));
    expect(given).toHaveLength(MOST_STREAMS);
    given[0]!.destroy();
    await opened(MOST_STREAMS + 2);
  });

  it('has room again as soon as the guest knows that a stream has ended, though it was not read here; but not without end', async () => {
    for (let id = 1; id <= MOST_STREAMS; id += 1) {
      guest.open(id);
      guest.data(id, 'unread');
    }
    await until(() => given.length === MOST_STREAMS);
    for (const stream of given) stream.end();
    await until(() => guest.has(KIND.end, MOST_STREAMS));
    for (let id = 1; id <= MOST_STREAMS; id += 1) {
      guest.end(id);
      guest.open(MOST_STREAMS + id);
    }
    await until(() => given.length === 2 * MOST_STREAMS);
    given.at(-1)!.end();
    guest.end(2 * MOST_STREAMS);
    guest.open(2 * MOST_STREAMS + 1);
    await until(() => guest.has(KIND.reset, 2 * MOST_STREAMS + 1));
    expect(given).toHaveLength(2 * MOST_STREAMS);
    expect(guest.heard.filter(({ kind }) => kind === KIND.reset)).toHaveLength(1);
    expect(given.filter(({ destroyed }) => destroyed)).toEqual([]);
    guest.hangUp();
    await until(() => given.every(({ destroyed }) => destroyed));
  });

  it('takes its streams along when it breaks; those of the next one work', async () => {
    const before = [await opened(1), await opened(2)];
    guest.hangUp();
    await until(() => before.every(({ destroyed }) => destroyed) && guest.greeted() === 2);
    expect(await echoed(1)).toBe('still here');
    expect(guest.has(KIND.reset, 2)).toBe(false);
  });

  it('takes its streams along when it is closed', async () => {
    const stream = await opened(1);
    streams.close();
    expect(stream.destroyed).toBe(true);
    await aMoment();
    expect(guest.greeted()).toBe(1);
  });

  it.each([
    ['opens a stream twice', () => (guest.open(1), guest.open(1))],
    ['goes back with ids', () => (guest.open(2), guest.open(1))],
    ['sends data without bytes', () => guest.data(1, '')],
    ['sends data longer than any', () => guest.data(1, Buffer.alloc(MAX_DATA + 1))],
    ['sends a credit that is none', () => guest.frame(KIND.credit, streamPayload(1))],
    ['sends half an id', () => guest.frame(KIND.end, Buffer.alloc(2))],
    ['asks as if it were the agent', () => guest.frame(KIND.reply, Buffer.from('{"id":1}\0'))],
    ['sends what is no frame', () => guest.bytes(Buffer.alloc(64, 'x'))],
  ])('of a guest that %s is made anew', async (_, act) => {
    act();
    await until(() => guest.greeted() === 2);
    expect(await echoed(1)).toBe('still here');
  });

  it('outlives whoever takes a stream and throws', async () => {
    streams.close();
    streams = openEgressStreams(guest.folder, guest.file, () => {
      throw new Error('of the proxy');
    });
    await until(() => guest.greeted() === 2);
    guest.open(1);
    await until(() => guest.has(KIND.reset, 1));
    expect(guest.greeted()).toBe(2);
  });

  it(`stays up and holds little through ${FUZZED.toLocaleString('en-US')} frames of chance (seed ${seed})`, async () => {
    const random = randomOf(seed);
    const before = process.memoryUsage().rss;
    let mostLive = 0;
    let nextId = 1;
    for (let n = 0; n < FUZZED; n += 1) {
      if (n % 500 === 0) {
        await sleep(1);
        await until(() => guest.isUp());
        given = given.filter(({ destroyed }) => !destroyed);
        mostLive = Math.max(mostLive, given.length);
        for (const stream of given) if (random.chance(0.05)) misuse(stream, random.between(0, 3));
      }
      const id = random.between(Math.max(1, nextId - MOST_STREAMS), nextId);
      if (random.chance(0.1)) guest.open((nextId += 1));
      else if (random.chance(0.6)) guest.data(id, Buffer.alloc(random.chance(0.1) ? random.between(1, MAX_DATA) : 1));
      else if (random.chance(0.1)) guest.credit(id, random.between(0, 1_000));
      else if (random.chance(0.5)) guest.end(id);
      else if (random.chance(0.99)) guest.reset(id);
      else guest.frame(random.between(0, 10), Buffer.alloc(random.between(0, 12), random.between(0, 1)));
    }
    expect(mostLive).toBeGreaterThan(10);
    expect(mostLive).toBeLessThanOrEqual(MOST_STREAMS);
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
    expect(guest.greeted()).toBeGreaterThan(5);
    const last = guest.greeted();
    guest.hangUp();
    await until(() => guest.greeted() > last);
    given = [];
    expect(await echoed(1)).toBe('still here');
  }, 120_000);
});

/** What a consumer may do with a stream. */
function misuse(stream: Duplex, what: number): void {
  if (what === 0) stream.resume();
  else if (what === 1) stream.write(Buffer.alloc(1_000));
  else if (what === 2) stream.end();
  else stream.destroy();
}
