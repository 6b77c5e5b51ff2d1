// What Temporal's client throws, in our two words: not there, or not reachable.
import { CoworkError } from '../contract/errors.ts';

/** gRPC status codes. */
const NOT_FOUND = 5;
const NOT_REACHED: readonly number[] = [
  1, // CANCELLED: the connection was closed meanwhile
  4, // DEADLINE_EXCEEDED
  8, // RESOURCE_EXHAUSTED: it lives and has no time for us
  13, // INTERNAL: what a dying server answers
  14, // UNAVAILABLE
];

/** `engine_down` for what another attempt may mend; undefined for everything else. */
export function engineError(error: unknown): CoworkError | undefined {
  const known = codes(error);
  const names = chain(error).map(({ name, message }) => `${String(name)} ${String(message)}`);
  const gone = names.some((text) => /NamespaceNotFound|Namespace .* is not found/i.test(text));
  const unreached =
    known.some((code) => NOT_REACHED.includes(code)) || names.some((text) => /connect before the deadline|channel/i.test(text));
  if (!gone && !unreached) return undefined;
  return new CoworkError(
    'engine_down',
    'The task engine cannot be reached. What was asked is stored and is done when it is back.',
    {
      cause: error,
      retryAfterMs: 1_000,
    },
  );
}

export const isNotFound = (error: unknown): boolean =>
  codes(error).includes(NOT_FOUND) ||
  chain(error).some(({ name }) => name === 'WorkflowNotFoundError' || name === 'ScheduleNotFoundError');

const codes = (error: unknown): number[] => chain(error).flatMap(({ code }) => (typeof code === 'number' ? [code] : []));

/** The error and its causes: the client wraps what gRPC throws. */
function chain(error: unknown): { name?: unknown; message?: unknown; code?: unknown }[] {
  const found: { name?: unknown; message?: unknown; code?: unknown; cause?: unknown }[] = [];
  for (let at = error; typeof at === 'object' && at !== null && found.length < 5; at = (at as { cause?: unknown }).cause)
    found.push(at);
  return found;
}
