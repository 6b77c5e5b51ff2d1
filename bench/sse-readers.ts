// Many readers of one task's stream in this process, as light as they can be: they stamp what arrives and keep no more.
import { type ClientRequest, get } from 'node:http';
import { nowMs } from '../src/demo/model-server/clock.ts';

export interface SseReaders extends Disposable {
  /** Numbered events so far: one for each event and reader. */
  readonly seen: readonly Arrival[];
  /** When each reader had the next event whose frame contains `words`; to be asked before it is written. */
  next(words: string): Promise<number[]>;
}

export interface Arrival {
  readonly frame: string;
  readonly atMs: number;
}

/** Far longer than any event takes; only a lost one comes near. */
const LIMIT_MS = 60_000;

/** Resolves when every stream is open. */
export async function readSse(of: { url: string; token: string; readers: number }): Promise<SseReaders> {
  const seen: Arrival[] = [];
  let awaited: { words: string; timesMs: number[]; all: PromiseWithResolvers<number[]> } | undefined;
  const take = (frame: string, atMs: number): void => {
    seen.push({ frame, atMs });
    if (!awaited || !frame.includes(awaited.words)) return;
    awaited.timesMs.push(atMs);
    if (awaited.timesMs.length === of.readers) awaited.all.resolve(awaited.timesMs);
  };
  const streams = await Promise.all(Array.from({ length: of.readers }, () => openStream(of, take)));
  return {
    seen,
    async next(words) {
      const all = Promise.withResolvers<number[]>();
      awaited = { words, timesMs: [], all };
      const tooLong = setTimeout(() => all.reject(new Error(`not every reader had: ${words}`)), LIMIT_MS);
      return all.promise.finally(() => clearTimeout(tooLong));
    },
    [Symbol.dispose]: () => streams.forEach((request) => request.destroy()),
  };
}

function openStream(of: { url: string; token: string }, take: (frame: string, atMs: number) => void): Promise<ClientRequest> {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${of.token}` };
    const request = get(of.url, { headers, agent: false }, (response) => {
      let rest = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        const atMs = nowMs();
        const frames = (rest + text).split('\n\n');
        rest = frames.pop() ?? '';
        for (const frame of frames) if (frame.startsWith('id: ')) take(frame, atMs);
      });
      response.on('error', () => undefined);
      resolve(request);
    });
    request.on('error', reject);
  });
}
