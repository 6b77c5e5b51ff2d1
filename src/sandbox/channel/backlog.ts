// Bytes that wait for their reader, in order. However small the pieces in which they come, they take at most twice their size: a guest that sends
// byte by byte gets no object for each.
export interface Backlog {
  readonly size: number;
  add(bytes: Buffer): void;
  /** The next of them; empty when there are none. */
  take(): Buffer;
}

const BLOCK_BYTES = 4_096;

export function createBacklog(): Backlog {
  const whole: Buffer[] = [];
  let block = Buffer.alloc(0);
  let filled = 0;
  let size = 0;

  const closeBlock = (): void => {
    if (filled > 0) whole.push(block.subarray(0, filled));
    block = Buffer.alloc(0);
    filled = 0;
  };

  return {
    get size() {
      return size;
    },
    add(bytes) {
      size += bytes.length;
      if (filled + bytes.length > block.length) closeBlock();
      if (bytes.length >= BLOCK_BYTES) {
        whole.push(bytes);
        return;
      }
      if (filled === 0) block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      bytes.copy(block, filled);
      filled += bytes.length;
    },
    take() {
      if (whole.length === 0) closeBlock();
      const next = whole.shift() ?? Buffer.alloc(0);
      size -= next.length;
      return next;
    },
  };
}
