// The time with fractions of a millisecond, comparable between all that one process stamps.

/** Milliseconds since 1970. */
export const nowMs = (): number => performance.timeOrigin + performance.now();
