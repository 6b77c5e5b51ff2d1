// Scrolling of a log in the page: sticks to the end only if it was there, asks for older ones near the top, and holds still when they come.
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { ThreadPicture } from '../../state/thread-picture.ts';

/** So near to the end counts as the end. */
const NEAR_PX = 80;

interface StickToEnd {
  readonly picture: ThreadPicture;
  readonly older: () => Promise<boolean>;
  /** False where something else than the end is to be shown first. */
  readonly sticks: boolean;
}

/** Put the ref on what stands above the oldest entry. */
export function useStickToEnd({ picture, older, sticks }: StickToEnd): RefObject<HTMLParagraphElement | null> {
  const top = useRef<HTMLParagraphElement>(null);
  const atEnd = useRef(sticks);
  const before = useRef({ first: 0, height: 0 });
  const page = document.documentElement;

  useEffect(() => {
    const onScroll = (): void => {
      atEnd.current = page.scrollHeight - page.clientHeight - page.scrollTop < NEAR_PX;
      if (page.scrollTop < page.clientHeight / 2) void older();
    };
    addEventListener('scroll', onScroll, { passive: true });
    return () => removeEventListener('scroll', onScroll);
  }, [older, page]);

  const first = picture.events[0]?.seq ?? 0;
  useLayoutEffect(() => {
    const { first: was, height } = before.current;
    if (was > first) scrollBy({ top: page.scrollHeight - height, behavior: 'instant' });
    else if (atEnd.current) scrollTo({ top: page.scrollHeight, behavior: 'instant' });
    before.current = { first, height: page.scrollHeight };
  }, [picture, first, page]);

  // A window that is taller than all that has come has nothing to scroll.
  useEffect(() => {
    if (page.scrollHeight <= page.clientHeight) void older();
  }, [first, older, page]);

  // What changes its height by itself (a card that gets its status) must not take the end out of sight either.
  useEffect(() => {
    const watcher = new ResizeObserver(() => {
      if (atEnd.current) scrollTo({ top: page.scrollHeight, behavior: 'instant' });
    });
    watcher.observe(document.body);
    return () => watcher.disconnect();
  }, [page]);
  return top;
}
