// The host's decoder: whole frames come out whole, whatever else is in the stream; nothing that a guest sends ends it or fills the memory.
import { describe, expect, it } from '@jest/globals';
import { createDecoder, type Decoder, encode, type Frame, KIND, MAX_PAYLOAD } from '../../../src/sandbox/channel/frames.ts';
import { randomFrom } from '../../rig/random.ts';

const seed = Number(process.env['COWORK_SEED'] ?? Date.now() % 1e9);
const FUZZED = 1_000_000;

const NONCE = 7;
const frame = (text: string, more: Partial<Frame> = {}): Frame => ({
  nonce: NONCE,
  kind: KIND.reply,
  payload: Buffer.from(text),
  ...more,
});
const HELLO = encode(frame('hello', { kind: KIND.hello }));
const texts = (frames: readonly Frame[]): string[] => frames.map(({ payload }) => payload.toString());

/** One that has heard the hello. */
function greeted(): Decoder {
  const decoder = createDecoder(NONCE);
  decoder.feed(HELLO);
  return decoder;
}

describe('a decoder', () => {
  it('gives frames as they were sent, however they are cut', () => {
    const sent = Buffer.concat([HELLO, ...['one', '', 'three'].map((text) => encode(frame(text)))]);
    for (let cut = 1; cut <= sent.length; cut += 1) {
      const decoder = createDecoder(NONCE);
      const found: Frame[] = [];
      for (let at = 0; at < sent.length; at += cut) found.push(...decoder.feed(sent.subarray(at, at + cut)));
      expect(texts(found)).toEqual(['hello', 'one', '', 'three']);
    }
  });

  it('skips what is left of earlier connections: the rest of a frame, whole frames, hellos of other nonces', () => {
    const old = encode(frame('old', { nonce: 6 }));
    for (let lost = 0; lost < old.length; lost += 1) {
      const sent = [old.subarray(lost), old, encode(frame('hello', { nonce: 6, kind: KIND.hello })), HELLO, encode(frame('new'))];
      expect(texts(createDecoder(NONCE).feed(Buffer.concat(sent)))).toEqual(['hello', 'new']);
    }
  });

  it('throws at a frame of which one bit is wrong', () => {
    const good = encode(frame('good'));
    for (let bit = 0; bit < good.length * 8; bit += 1) {
      const bad = Buffer.from(good);
      bad[bit >> 3]! ^= 1 << (bit & 7);
      // A length that is too great by a bit waits for its bytes first.
      expect(() => greeted().feed(Buffer.concat([bad, Buffer.alloc(MAX_PAYLOAD)]))).toThrow('sandbox_failed');
    }
  });

  it('refuses to send what the other side would refuse', () => {
    expect(() => encode(frame('', { payload: Buffer.alloc(MAX_PAYLOAD + 1) }))).toThrow(RangeError);
  });

  it(`stays up and holds little through ${FUZZED.toLocaleString('en-US')} mutated frames (seed ${seed})`, () => {
    const random = randomFrom(seed);
    const any = (below: number): number => Math.floor(random() * below);
    const before = process.memoryUsage().rss;
    let whole = 0;
    let thrown = 0;
    let decoder = createDecoder(NONCE);
    for (let n = 0; n < FUZZED; n += 1) {
      const one = random() < 0.05 ? Buffer.from(HELLO) : encode(frame('x'.repeat(any(60))));
      for (let flips = any(3); flips > 0; flips -= 1) one[any(one.length)] = any(256);
      try {
        whole += decoder.feed(random() < 0.05 ? one.subarray(0, any(one.length)) : one).length;
      } catch {
        thrown += 1;
        decoder = createDecoder(NONCE);
      }
    }
    expect(whole).toBeGreaterThan(FUZZED / 200);
    expect(thrown).toBeGreaterThan(FUZZED / 1_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  }, 120_000);
});
