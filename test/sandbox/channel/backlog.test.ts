// Bytes that wait come out as they went in, in few pieces however they came.
import { expect, it } from '@jest/globals';
import { createBacklog } from '../../../src/sandbox/channel/backlog.ts';
import { randomOf } from '../../rig/random.ts';

function taken(backlog: ReturnType<typeof createBacklog>): Buffer[] {
  const pieces: Buffer[] = [];
  while (backlog.size > 0) pieces.push(backlog.take());
  return pieces;
}

it('gives 256 KiB that came byte by byte in 64 pieces', () => {
  const backlog = createBacklog();
  for (let n = 0; n < 256 * 1024; n += 1) backlog.add(Buffer.of(n & 255));
  const pieces = taken(backlog);
  expect(pieces).toHaveLength(64);
  expect(Buffer.concat(pieces).every((byte, n) => byte === (n & 255))).toBe(true);
});

it('keeps the order of pieces of any size, also when it is emptied in between', () => {
  const random = randomOf(1);
  const backlog = createBacklog();
  const [sent, got]: Buffer[][] = [[], []];
  for (let n = 0; n < 3_000; n += 1) {
    const bytes = Buffer.alloc(random.between(1, random.chance(0.2) ? 70_000 : 300), n);
    sent!.push(bytes);
    backlog.add(bytes);
    if (random.chance(0.3)) got!.push(backlog.take());
    if (random.chance(0.01)) got!.push(...taken(backlog));
  }
  got!.push(...taken(backlog));
  expect(Buffer.concat(got!).equals(Buffer.concat(sent!))).toBe(true);
  expect(backlog.take()).toHaveLength(0);
});
