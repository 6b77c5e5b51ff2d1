// Whatever comes over the channel, a call ends with a true answer or an error, and the host stays up. Each lie beside the truth that is taken.
import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { KIND } from '../../../src/sandbox/channel/frames.ts';
import { type GuestChannel, openGuestChannel } from '../../../src/sandbox/channel/guest-channel.ts';
import { createGuest, type Guest } from '../../../src/sandbox/guest.ts';
import { type Asked, type HostileGuest, IDENTITY, type Line, startHostileGuest } from './hostile-guest.ts';

let hostile: HostileGuest | undefined;
let channel: GuestChannel | undefined;
afterEach(async () => {
  channel?.close();
  await hostile?.close();
});

async function against(
  play: (asked: Asked, line: Line) => void,
  greet?: (line: Line, connection: number) => void,
): Promise<{ channel: GuestChannel; guest: Guest; asked: readonly Asked[] }> {
  hostile = await startHostileGuest({ play, ...(greet && { greet }) });
  channel = openGuestChannel(hostile.folder, hostile.file);
  return { channel, guest: createGuest(channel), asked: hostile.asked };
}

const FAILED = { code: 'sandbox_failed' };
const ENTRY = { path: 'a', type: 'file', mode: 0o644, size: 1, mtimeNs: '1' };
const lines = (...entries: unknown[]): Buffer => Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));

describe('a list of changes', () => {
  it('is taken when it is one', async () => {
    const list = lines(ENTRY, { ...ENTRY, path: 'b' });
    const { guest } = await against(({ params }, line) =>
      line.answer(null, list.subarray(Number(params['from']), Number(params['from']) + 20)),
    );
    expect(await guest.entries('/folders/x', list.length)).toMatchObject([{ path: 'a' }, { path: 'b' }]);
  });

  it.each([
    ['ends before its size', Buffer.alloc(0)],
    ['is no JSON', Buffer.from('{"path":\n')],
    ['has entries of another shape', lines({ ...ENTRY, mode: -1 })],
    ['has a size that is no number', lines({ ...ENTRY, size: '1' })],
    ['has a size below zero', lines({ ...ENTRY, size: -1 })],
    ['has a type that there is not', lines({ ...ENTRY, type: 'socket' })],
  ])('is refused when it %s', async (_, raw) => {
    const { guest } = await against((__, line) => line.answer(null, raw));
    await expect(guest.entries('/folders/x', Math.max(1, raw.length))).rejects.toMatchObject(FAILED);
  });

  it('is not even asked for when it would be too long', async () => {
    const { guest, asked } = await against((_, line) => line.answer(null));
    await expect(guest.entries('/folders/x', 2 ** 40)).rejects.toMatchObject({ code: 'too_large' });
    expect(asked).toEqual([]);
  });
});

describe('content', () => {
  const parts = [{ path: 'a', from: 0, size: 3 }];
  it('is taken when it is as long as was asked for', async () => {
    const { guest } = await against((_, line) => line.answer(null, Buffer.from('abc')));
    expect((await guest.content('/folders/x', parts)).toString()).toBe('abc');
  });
  it.each(['ab', 'abcd', ''])('is refused as %j', async (raw) => {
    const { guest } = await against((_, line) => line.answer(null, Buffer.from(raw)));
    await expect(guest.content('/folders/x', parts)).rejects.toMatchObject(FAILED);
  });
});

describe('what was settled', () => {
  it.each([
    null,
    {},
    { ended: 'x', lists: {} },
    { ended: [], lists: { a: -1 } },
    { ended: [], lists: { a: 1.5 } },
    { ended: [1], lists: {} },
  ])('is refused as %j', async (result) => {
    const { guest } = await against((_, line) => line.answer(result));
    await expect(guest.settle()).rejects.toMatchObject(FAILED);
  });
  it('is taken when it is that', async () => {
    const { guest } = await against((_, line) => line.answer({ ended: ['sleep'], lists: { '/folders/x': 3 } }));
    expect(await guest.settle()).toEqual({ ended: ['sleep'], lists: { '/folders/x': 3 } });
  });
});

describe('an answer', () => {
  it('to a request that nobody made is passed over', async () => {
    const { channel: c } = await against((_, line) => {
      for (const id of [0, -1, 99, 2 ** 53]) line.answer('wrong', undefined, id);
      line.answer('right');
    });
    expect((await c.request('x', {})).result).toBe('right');
  });

  it('that is given twice counts once', async () => {
    const { channel: c } = await against(({ method }, line) => {
      line.answer(method);
      line.answer('again');
    });
    expect((await c.request('one', {})).result).toBe('one');
    expect((await c.request('two', {})).result).toBe('two');
  });

  it('that never comes ends the call, and no other', async () => {
    const { channel: c } = await against(({ method }, line) => (method === 'slow' ? undefined : line.answer(method)));
    const slow = c.request('slow', {}, { withinMs: 300 });
    expect((await c.request('quick', {})).result).toBe('quick');
    await expect(slow).rejects.toMatchObject({ ...FAILED, extra: { silent: true } });
  });

  it('of which half comes is waited for as long as for none', async () => {
    const { channel: c } = await against((_, line) => line.send(line.frame(KIND.reply, 'x'.repeat(1_000)).subarray(0, 500)));
    await expect(c.request('x', {}, { withinMs: 300 })).rejects.toMatchObject({ extra: { silent: true } });
  });
});

describe('a request', () => {
  it('never has the id of one that an earlier worker made: that would be given the answer to the other', async () => {
    const { channel: before, asked } = await against(({ method }, line) => line.answer(method));
    for (const method of ['a', 'b', 'c']) await before.request(method, {});
    before.close();
    // No worker is followed by another within the millisecond that ids begin with.
    await sleep(2);
    channel = openGuestChannel(hostile!.folder, hostile!.file);
    await channel.request('d', {});
    expect(asked[3]!.id).toBeGreaterThan(Math.max(...asked.slice(0, 3).map(({ id }) => id)));
  });
});

describe('a connection', () => {
  const breaks: [string, (line: Line) => void][] = [
    ['is hung up', (line) => line.hangUp()],
    ['carries what is no frame', (line) => line.send(Buffer.alloc(64, 'x'))],
    [
      'carries a frame that says it is longer than any',
      (line) => line.send(Buffer.concat([Buffer.from('cwf1'), Buffer.alloc(16, 0xff)])),
    ],
    [
      'carries a frame whose sum is wrong',
      (line) => {
        const frame = line.frame(KIND.reply, '{"id":1,"result":"forged"}\0');
        frame.writeUInt8(frame.readUInt8(frame.length - 2) ^ 1, frame.length - 2);
        line.send(frame);
      },
    ],
  ];
  it.each(breaks)('that %s is made anew, and the same request is asked again under the same id', async (_, spoil) => {
    const { channel: c, asked } = await against(({ connection }, line) =>
      connection === 1 ? spoil(line) : line.answer('right'),
    );
    expect((await c.request('x', {})).result).toBe('right');
    expect(asked.map(({ method }) => method)).toEqual(['x', 'x']);
    expect(asked[1]!.id).toBe(asked[0]!.id);
  });

  it('begins after the rest of an earlier one, whatever that looks like', async () => {
    const { channel: c } = await against(
      (_, line) => line.answer('right'),
      (line) => {
        line.send(line.frame(KIND.reply, '{"id":1,"result":"old"}\0').subarray(7));
        line.send(Buffer.from('cwf1cwf1'));
        line.send(line.frame(KIND.hello, JSON.stringify({ id: 0, result: IDENTITY })));
      },
    );
    expect((await c.request('x', {})).result).toBe('right');
  });

  it.each([{ ...IDENTITY, protocol: 2 }, {}, null])('to somebody who calls himself %j answers nothing', async (identity) => {
    const { channel: c } = await against(
      (_, line) => line.answer('right'),
      (line) => line.send(line.frame(KIND.hello, JSON.stringify({ id: 0, result: identity }))),
    );
    await expect(c.request('x', {}, { withinMs: 300 })).rejects.toMatchObject({ extra: { silent: true } });
  });
});
