// The third link: events as text/event-stream frames. Numbered ones have an id to resume from; what passes by has none.
import type { Ephemeral } from '../../contract/events.ts';
import type { Subscription } from '../hub.ts';
import type { Log } from './log-of.ts';
import { PING } from './with-ping.ts';

/** Asks browsers to come back after a second; also makes proxies and servers send the headers. */
export const FIRST_FRAME = 'retry: 1000\n\n';
/** Tells a reader that there will be no more, so that it does not reconnect. */
export const LAST_FRAME = 'event: end\ndata: {}\n\n';

export function toFrame(item: Log | Ephemeral | typeof PING): string {
  if (item === PING) return ': ping\n\n';
  if ('seq' in item) return `id: ${item.seq}\ndata: ${JSON.stringify(item)}\n\n`;
  return `event: delta\ndata: ${JSON.stringify(item)}\n\n`;
}

/** The end is told only when the log has one: a reader that was dropped, or a server that stops, must be come back to. */
export async function* toFrames(
  source: AsyncGenerator<Log | Ephemeral | typeof PING>,
  subscription: Pick<Subscription, 'closed' | 'overflowed'>,
): AsyncGenerator<string> {
  yield FIRST_FRAME;
  for await (const item of source) yield toFrame(item);
  if (!subscription.closed && !subscription.overflowed) yield LAST_FRAME;
}
