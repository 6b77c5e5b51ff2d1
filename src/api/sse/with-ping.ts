// The second link: something now and then while nothing happens, so that both ends notice a dead connection.

export const PING = Symbol('ping');

/** Passes everything on and adds PING after each `everyMs` of silence. Ends with its source, and ends it. */
export async function* withPing<T>(source: AsyncGenerator<T>, everyMs: number): AsyncGenerator<T | typeof PING> {
  let next: Promise<IteratorResult<T, unknown>> | undefined;
  try {
    for (;;) {
      next ??= source.next();
      const timer = Promise.withResolvers<undefined>();
      const timeout = setTimeout(() => timer.resolve(undefined), everyMs);
      const winner = await Promise.race([next, timer.promise]).finally(() => clearTimeout(timeout));
      if (winner === undefined) {
        yield PING;
        continue;
      }
      next = undefined;
      if (winner.done) return;
      yield winner.value;
    }
  } finally {
    // Whoever ends the reading has closed the subscription first, so that a source that waits goes on and can return.
    next?.catch(() => {});
    await source.return(undefined);
  }
}
