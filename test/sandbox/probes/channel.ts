// The channel to the agent, with whoever has taken the guest over at its other end: each lie beside the truth that is taken.
import { encode, KIND, MAX_PAYLOAD } from '../../../src/sandbox/channel/frames.ts';
import { type GuestChannel, openGuestChannel } from '../../../src/sandbox/channel/guest-channel.ts';
import { createGuest, type Guest } from '../../../src/sandbox/guest.ts';
import { type Asked, type HostileGuest, IDENTITY, type Line, startHostileGuest } from '../channel/hostile-guest.ts';
import type { Probe, Tried } from './probe.ts';
import type { Rig } from './rig.ts';

const FLOOD = { quick: 100_000, long: 1_000_000 };
const MOST_GROWTH = 200e6;

interface Of {
  readonly channel: GuestChannel;
  readonly guest: Guest;
  readonly hostile: HostileGuest;
}
interface Played {
  readonly play: (asked: Asked, line: Line) => void;
  readonly greet?: (line: Line) => void;
}

async function against<T>({ play, greet }: Played, work: (of: Of) => Promise<T>): Promise<T> {
  const hostile = await startHostileGuest({ play, ...(greet && { greet }) });
  const channel = openGuestChannel(hostile.folder, hostile.file);
  try {
    return await work({ channel, guest: createGuest(channel), hostile });
  } finally {
    channel.close();
    await hostile.close();
  }
}

/** A call ends with `forged`, or as it should. */
async function call(played: Played, withinMs = 10_000): Promise<Tried> {
  return against(played, async ({ channel }) => {
    try {
      const { result } = await channel.request('x', {}, { withinMs });
      return { through: result === 'forged', said: String(result) };
    } catch (error) {
      return { through: false, said: String(error) };
    }
  });
}

const forged = (id: number): string => `${JSON.stringify({ id, result: 'forged' })}\0`;
const onFirst = (lie: (line: Line, asked: Asked) => void): Played => ({
  play: (asked, line) => (asked.connection === 1 ? lie(line, asked) : line.answer('right')),
});
/** The same frame in the name of another connection, or with another sum. */
const ofAnother = (frame: Buffer, payload: string): Buffer =>
  encode({ nonce: (frame.readUInt32BE(4) ^ 1) >>> 0, kind: KIND.reply, payload: Buffer.from(payload) });
const spoiled = (frame: Buffer): Buffer => {
  frame.writeUInt8(frame.readUInt8(frame.length - 2) ^ 1, frame.length - 2);
  return frame;
};

const LIES: Readonly<
  Record<string, { what: string; expected: RegExp; without: string; lie: Played; truth: Played; withinMs?: number }>
> = {
  'unknown-id': {
    ...{ what: 'answers requests that nobody made', expected: /^right$/, without: 'another number: the request’s own' },
    lie: {
      play(_, line) {
        for (const id of [0, -1, 99, 2 ** 53]) line.answer('forged', undefined, id);
        line.answer('right');
      },
    },
    truth: { play: (_, line) => line.answer('forged') },
  },
  twice: {
    ...{ what: 'answers a second time', expected: /^right$/, without: 'the first answer' },
    lie: {
      play(_, line) {
        line.answer('right');
        line.answer('forged');
      },
    },
    truth: { play: (_, line) => line.answer('forged') },
  },
  sum: {
    ...{ what: 'sends a frame whose sum is wrong', expected: /^right$/, without: 'the wrong sum' },
    lie: onFirst((line, { id }) => line.send(spoiled(line.frame(KIND.reply, forged(id))))),
    truth: onFirst((line, { id }) => line.send(line.frame(KIND.reply, forged(id)))),
  },
  connection: {
    ...{
      what: 'answers in the name of an earlier connection',
      expected: /^right$/,
      without: 'the wrong name: this connection’s',
    },
    lie: onFirst((line, { id }) => {
      line.send(ofAnother(line.frame(KIND.reply, ''), forged(id)));
      line.answer('right');
    }),
    truth: onFirst((line, { id }) => line.send(line.frame(KIND.reply, forged(id)))),
  },
  'no-frame': {
    ...{ what: 'sends bytes that are no frame, then an answer', expected: /^right$/, without: 'the bytes in front' },
    lie: onFirst((line) => {
      line.send(Buffer.alloc(64, 'x'));
      line.answer('forged');
    }),
    truth: onFirst((line) => line.answer('forged')),
  },
  oversize: {
    ...{ what: 'begins a frame that says it is 4 GB long', expected: /^right$/, without: 'the length: 1 MB, the most there is' },
    lie: onFirst((line) => {
      line.send(Buffer.concat([Buffer.from('cwf1'), Buffer.alloc(16, 0xff)]));
      line.answer('forged');
    }),
    truth: onFirst((line, { id }) => {
      const head = forged(id);
      line.send(line.frame(KIND.reply, head + 'x'.repeat(MAX_PAYLOAD - head.length)));
    }),
  },
  'half-frame': {
    ...{ what: 'sends half of a frame and then nothing', expected: /does not answer/, without: 'stopping: the other half comes' },
    withinMs: 1_000,
    lie: { play: (asked, line) => line.send(line.frame(KIND.reply, forged(asked.id)).subarray(0, 30)) },
    truth: {
      play(asked, line) {
        const frame = line.frame(KIND.reply, forged(asked.id));
        line.send(frame.subarray(0, 30));
        setTimeout(() => line.send(frame.subarray(30)), 50);
      },
    },
  },
  stall: {
    ...{ what: 'never answers', expected: /does not answer/, without: 'the silence' },
    ...{ withinMs: 1_000, lie: { play: () => undefined }, truth: { play: (_, line) => line.answer('forged') } },
  },
  kind: {
    ...{ what: 'answers with a frame of another kind', expected: /does not answer/, without: 'the kind: an answer’s' },
    withinMs: 1_000,
    lie: { play: ({ id }, line) => line.send(line.frame(KIND.data, forged(id))) },
    truth: { play: ({ id }, line) => line.send(line.frame(KIND.reply, forged(id))) },
  },
  hello: {
    ...{
      what: 'calls itself something that the host does not know',
      expected: /does not answer/,
      without: 'the name: as it should be',
    },
    withinMs: 1_000,
    lie: {
      play: (_, line) => line.answer('forged'),
      greet: (line) => line.send(line.frame(KIND.hello, JSON.stringify({ id: 0, result: { ...IDENTITY, protocol: 2 } }))),
    },
    truth: { play: (_, line) => line.answer('forged') },
  },
};

const parts = [{ path: 'a', from: 0, size: 3 }];
const line = (entry: unknown): Buffer => Buffer.from(`${JSON.stringify(entry)}\n`);
const ENTRY = { path: 'a', type: 'file', mode: 0o644, size: 1, mtimeNs: '1' };

/** What the guest hands over is taken, or the call ends with an error. */
const handed = (raw: Buffer, take: (guest: Guest) => Promise<unknown>): Promise<Tried> =>
  against({ play: (_, to) => to.answer(null, raw) }, ({ guest }) =>
    take(guest).then(
      (taken) => ({ through: true, said: `taken: ${JSON.stringify(taken)?.slice(0, 100)}` }),
      (error: unknown) => ({ through: false, said: String(error) }),
    ),
  );
const content = (guest: Guest): Promise<unknown> => guest.content('/folders/x', parts);
const list =
  (bytes: number) =>
  (guest: Guest): Promise<unknown> =>
    guest.entries('/folders/x', bytes);

const HANDED: Readonly<
  Record<string, { what: string; without: string; lie: () => Promise<Tried>; truth: () => Promise<Tried>; expected?: RegExp }>
> = {
  'content-longer': {
    ...{ what: 'hands over more content than was asked for', without: 'the rest' },
    lie: () => handed(Buffer.from('abcd'), content),
    truth: () => handed(Buffer.from('abc'), content),
  },
  'content-shorter': {
    ...{ what: 'hands over less content than was asked for', without: 'leaving some out' },
    lie: () => handed(Buffer.from('ab'), content),
    truth: () => handed(Buffer.from('abc'), content),
  },
  'list-shape': {
    ...{ what: 'lists a file with a size below zero', without: 'the sign' },
    lie: () => handed(line({ ...ENTRY, size: -1 }), list(line({ ...ENTRY, size: -1 }).length)),
    truth: () => handed(line(ENTRY), list(line(ENTRY).length)),
  },
  'list-ends': {
    ...{ what: 'says a list is long and hands over nothing', without: 'keeping it' },
    lie: () => handed(Buffer.alloc(0), list(1_000)),
    truth: () => handed(line(ENTRY), list(line(ENTRY).length)),
  },
  'list-endless': {
    ...{ what: 'says a list is a terabyte long', without: 'the length', expected: /too many files/ },
    lie: () => handed(line(ENTRY), list(2 ** 40)),
    truth: () => handed(line(ENTRY), list(line(ENTRY).length)),
  },
};

/** Frames that nobody asked for, and how much the host has grown afterwards. */
async function flood(rig: Rig): Promise<Tried> {
  const count = rig.isLong ? FLOOD.long : FLOOD.quick;
  const before = process.memoryUsage().rss;
  const played: Played = {
    play(asked, to) {
      const some = Buffer.concat(
        Array.from({ length: 1_000 }, () => to.frame(KIND.reply, `{"id":1,"result":"${'x'.repeat(60)}"}\0`)),
      );
      // In the host's own process: what it has not read yet must not be what is counted.
      let sent = 0;
      const go = (): void => {
        to.send(some);
        sent += 1_000;
        if (sent < count) setTimeout(go, sent % 20_000 === 0 ? 5 : 0);
        else to.answer('right');
      };
      go();
      void asked;
    },
  };
  const { said } = await call(played, 120_000);
  const grown = process.memoryUsage().rss - before;
  return { through: grown > MOST_GROWTH || said !== 'right', said: `${said} after ${count} frames` };
}

export const CHANNEL: readonly Probe[] = [
  ...Object.entries(LIES).map(([id, { what, expected, without, lie, truth, withinMs }]): Probe => ({
    ...{ id: `channel-${id}`, group: 'channel', needs: 'host', what, expected, without },
    attempt: () => call(lie, withinMs),
    control: () => call(truth, 10_000),
  })),
  ...Object.entries(HANDED).map(([id, { what, without, lie, truth, expected = /makes no sense/ }]): Probe => ({
    ...{ id: `channel-${id}`, group: 'channel', needs: 'host', what, expected, without, attempt: lie, control: truth },
  })),
  {
    ...{ id: 'channel-flood', group: 'channel', needs: 'host', what: 'sends a million answers that nobody asked for' },
    ...{ expected: /^right after \d+ frames/, without: 'forgetting them: a host that keeps what it is sent' },
    attempt: flood,
    async control() {
      const kept = Array.from({ length: FLOOD.long }, () => Buffer.alloc(256, 'x'));
      const bytes = kept.reduce((sum, one) => sum + one.length, 0);
      return { through: bytes > MOST_GROWTH, said: `${bytes} bytes held` };
    },
  },
];
