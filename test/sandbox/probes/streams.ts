// The streams of the way out, said frame by frame by a guest that keeps to no rule.
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { WINDOW_BYTES } from '../../../src/sandbox/channel/egress-stream.ts';
import { MAX_DATA } from '../../../src/sandbox/channel/stream-payload.ts';
import { openEgressStreams } from '../../../src/sandbox/channel/streams.ts';
import { startStreamGuest, type StreamGuest } from '../channel/stream-guest.ts';
import type { Probe, Tried } from './probe.ts';

const MOST_STREAMS = 256;

async function against(work: (guest: StreamGuest, given: Duplex[]) => Promise<Tried>): Promise<Tried> {
  const guest = await startStreamGuest();
  const given: Duplex[] = [];
  const streams = openEgressStreams(guest.folder, guest.file, (stream) => {
    stream.on('error', () => undefined);
    given.push(stream);
  });
  try {
    await until(() => guest.greeted() === 1);
    return await work(guest, given);
  } finally {
    streams.close();
    await guest.close();
  }
}

/** Long enough for what must not come to come. */
const aMoment = (): Promise<void> => sleep(150);
/** Only a hang comes near it. */
const PATIENCE_MS = 60_000;

/** False when it never came. */
async function until(holds: () => boolean): Promise<boolean> {
  for (const end = Date.now() + PATIENCE_MS; !holds(); await sleep(5)) if (Date.now() > end) return false;
  return true;
}

/** Data for a stream that was opened, or never was. */
const dataOf = (isOpened: boolean): Promise<Tried> =>
  against(async (guest, given) => {
    if (isOpened) guest.open(7);
    guest.data(7, 'forged');
    let got = '';
    const arrives = (): boolean => {
      got += given.map((stream) => String(stream.read() ?? '')).join('');
      return got !== '';
    };
    if (isOpened) await until(arrives);
    else await aMoment();
    arrives();
    return { through: got === 'forged', said: `${given.length} streams, ${got.length} bytes` };
  });

/** So many bytes before the host has read any: what it holds of them. */
const unread = (bytes: number): Promise<Tried> =>
  against(async (guest, given) => {
    guest.open(1);
    await until(() => given.length === 1);
    for (let left = bytes; left > 0; left -= MAX_DATA) guest.data(1, Buffer.alloc(Math.min(left, MAX_DATA), 'x'));
    // What is opened after it comes after it.
    guest.open(2);
    await until(() => given.length === 2 || guest.greeted() > 1);
    const isCut = given[0]?.destroyed === true;
    return { through: !isCut, said: isCut ? 'the stream is cut' : `${bytes} bytes taken` };
  });

const many = (count: number): Promise<Tried> =>
  against(async (guest, given) => {
    for (let id = 1; id <= count; id += 1) guest.open(id);
    await until(() => given.length >= Math.min(count, MOST_STREAMS) || guest.greeted() > 1);
    if (count > MOST_STREAMS) await aMoment();
    const open = given.filter(({ destroyed }) => !destroyed).length;
    return { through: open === count, said: `${open} of ${count} are open` };
  });

const HUNDREDS = { more: MOST_STREAMS + 50, fit: MOST_STREAMS };
export const STREAMS: readonly Probe[] = [
  {
    ...{ id: 'stream-unknown', group: 'channel', needs: 'host', what: 'sends bytes of a stream that it never opened' },
    ...{ expected: /^0 streams, 0 bytes/, without: 'leaving it out: the stream is opened first' },
    attempt: () => dataOf(false),
    control: () => dataOf(true),
  },
  {
    ...{ id: 'stream-window', group: 'channel', needs: 'host', what: 'sends more than its window before anybody has read' },
    ...{ expected: /is cut/, without: 'what is beyond the window' },
    attempt: () => unread(4 * WINDOW_BYTES),
    control: () => unread(WINDOW_BYTES),
  },
  {
    ...{ id: 'stream-many', group: 'channel', needs: 'host', what: `opens more than ${MOST_STREAMS} streams at once` },
    ...{ expected: /of 306 are open/, without: 'those beyond the limit' },
    attempt: () => many(HUNDREDS.more),
    control: () => many(HUNDREDS.fit),
  },
];
