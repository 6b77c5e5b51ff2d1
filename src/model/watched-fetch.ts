// A fetch that reports every byte it receives. The SDK hides pings from its reader, and silence must be told from thinking.

/** Wraps `fetch`; `onByte` is called when the headers arrive and for each chunk of the body. */
export function watchedFetch(inner: typeof fetch, onByte: () => void): typeof fetch {
  return async (input, init) => {
    const response = await inner(input, init);
    onByte();
    if (!response.body) return response;
    const watch = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        onByte();
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(watch), {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    });
  };
}

export interface StallTimer {
  readonly touch: () => void;
  /** Something must come within `ms` now, whenever something came last. */
  readonly hurry: (ms: number) => void;
  readonly stop: () => void;
}

/** Calls `onStall` once when `touch` was not called for `ms`. `stop` must be called in the end. */
export function stallTimer(ms: number, onStall: () => void): StallTimer {
  let timer = setTimeout(onStall, ms);
  const within = (limitMs: number): void => {
    clearTimeout(timer);
    timer = setTimeout(onStall, limitMs);
  };
  return {
    touch: () => within(ms),
    hurry: within,
    stop: () => clearTimeout(timer),
  };
}
