// The last link: frames as a byte stream that is pulled by its reader. A reader that stops taking is dropped, never buffered for.
import type { Subscription } from '../hub.ts';

/**
 * Nothing is produced before the reader asks, so what waits for a slow one is a single frame. The stream breaks off (error) when the
 * reader takes nothing for `stallMs` or the subscription overflows; it closes when the frames end; cancelling it ends everything.
 */
export function toStream(
  frames: AsyncGenerator<string>,
  options: { subscription: Subscription; stallMs: number },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const { subscription } = options;
  let stall: NodeJS.Timeout | undefined;
  let over = false;
  const end = async (): Promise<void> => {
    over = true;
    clearTimeout(stall);
    subscription.close();
    await frames.return(undefined);
  };
  const drop = (controller: ReadableStreamDefaultController): void => {
    if (over) return;
    controller.error(new Error('the reader was too slow; it resumes by number'));
    void end();
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        stall = setTimeout(drop, options.stallMs, controller);
        void overflow(subscription).then((happened) => happened && drop(controller));
      },
      async pull(controller) {
        clearTimeout(stall);
        const next = await frames.next();
        if (over) return;
        if (subscription.overflowed) return drop(controller);
        if (next.done) {
          controller.close();
          return end();
        }
        controller.enqueue(encoder.encode(next.value));
        stall = setTimeout(drop, options.stallMs, controller);
      },
      cancel: end,
    },
    // 0: pull is called for a read that waits, not ahead of it.
    { highWaterMark: 0 },
  );
}

/** Resolves true when the subscription overflows, false when it closes first. */
async function overflow(subscription: Subscription): Promise<boolean> {
  while (!subscription.closed && !subscription.overflowed) await subscription.changedSince(subscription.mark());
  return subscription.overflowed;
}
