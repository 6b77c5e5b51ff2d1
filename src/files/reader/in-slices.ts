// Goes through a generator without keeping the event loop waiting, and stops when told to.

/** Yields to the event loop after this long at work: well below a heartbeat tick. */
const SLICE_MS = 15;

/** Hands each item to `take` until it answers false, the items end, or `signal` aborts (then its reason is thrown). */
export async function inSlices<T>(items: Iterable<T>, take: (item: T) => boolean | void, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  let until = performance.now() + SLICE_MS;
  for (const item of items) {
    if (take(item) === false) return;
    if (performance.now() < until) continue;
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    until = performance.now() + SLICE_MS;
  }
}
