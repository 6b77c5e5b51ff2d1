// Two streams joined both ways until both have ended, with what went through.
import { pipeline, type Duplex, Transform } from 'node:stream';

export interface Counted {
  readonly bytesOut: number;
  readonly bytesIn: number;
}

/** Nothing is sent either way for so long: the connection is given up. */
const SILENT_MS = 5 * 60_000;

/** `near` belongs to the guest, `far` to the host that it reached. Resolves when both are over; never rejects. */
export async function joinCounted(near: Duplex, far: Duplex): Promise<Counted> {
  const out = counter();
  const back = counter();
  const end = (): void => {
    near.destroy();
    far.destroy();
  };
  let timer = setTimeout(end, SILENT_MS);
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(end, SILENT_MS);
  };
  out.through.on('data', alive);
  back.through.on('data', alive);
  await Promise.all([along(near, out.through, far), along(far, back.through, near)]);
  clearTimeout(timer);
  end();
  return { bytesOut: out.bytes(), bytesIn: back.bytes() };
}

/** To the end of one direction. What breaks one breaks both, because nobody knows what is missing. */
const along = (from: Duplex, through: Transform, to: Duplex): Promise<void> =>
  new Promise((resolve) => {
    pipeline(from, through, to, (error) => {
      if (error) {
        from.destroy();
        to.destroy();
      }
      resolve();
    });
  });

export function counter(): { readonly through: Transform; bytes(): number } {
  let bytes = 0;
  const through = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { through, bytes: () => bytes };
}
