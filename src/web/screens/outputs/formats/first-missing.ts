// What comes next when things are done in order while some are done before their turn.

/** The first number from 0 that is not in it. */
export function firstMissing(done: ReadonlySet<number>): number {
  let next = 0;
  while (done.has(next)) next += 1;
  return next;
}
