// Keeps the end in sight while it grows, if it was in sight before. A question that waits is shown from its beginning.
import { useCallback, useEffect, useRef, useState } from 'react';

/** So near is at the end: fractions of a pixel, a line's rounding. */
const NEAR = 8;
const GAP = 24;
/** A scroll so soon after a wheel, a key or a finger is the person's. */
const BY_HAND_MS = 700;
const HANDS = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

/** `sticks`: from the beginning; false where another place is to be shown first. */
export function useStickyEnd(sticks = true) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stuck = useRef(sticks);
  const touched = useRef(-Infinity);
  /** Height of everything when it was last brought to the end: what has grown since was not scrolled away from. */
  const height = useRef(0);
  const [away, setAway] = useState(false);

  const end = useCallback((): number => {
    const box = scroller.current;
    if (!box) return 0;
    const most = box.scrollHeight - box.clientHeight;
    const question = box.querySelector<HTMLElement>('[data-question]');
    if (!question) return most;
    const top = question.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
    return Math.min(most, top - GAP);
  }, []);
  const toEnd = useCallback(() => {
    stuck.current = true;
    setAway(false);
    height.current = scroller.current?.scrollHeight ?? 0;
    scroller.current?.scrollTo({ top: end() });
  }, [end]);

  useEffect(() => {
    const box = scroller.current;
    if (!content.current || !box) return;
    const watch = new ResizeObserver(() => {
      if (stuck.current) toEnd();
    });
    watch.observe(content.current);
    watch.observe(box);
    const byHand = (): void => {
      touched.current = performance.now();
    };
    for (const hand of HANDS) box.addEventListener(hand, byHand, { passive: true });
    return () => {
      watch.disconnect();
      for (const hand of HANDS) box.removeEventListener(hand, byHand);
    };
  }, [toEnd]);

  return {
    scroller,
    content,
    /** The end is below what is in sight. */
    away,
    toEnd,
    onScroll: () => {
      const box = scroller.current;
      if (!box) return;
      const bottom = box.scrollTop + box.clientHeight;
      const there = Math.abs(end() - box.scrollTop) <= NEAR || box.scrollHeight - bottom <= NEAR;
      const byHand = performance.now() - touched.current < BY_HAND_MS;
      if (there) stuck.current = true;
      else if (byHand || bottom < height.current - box.clientHeight / 2) stuck.current = false;
      setAway(!stuck.current && end() > box.scrollTop + NEAR);
    },
    /** What is opened by hand shall not push away what was clicked. */
    onClickCapture: (event: { readonly target: EventTarget }) => {
      if (event.target instanceof Element && event.target.closest('summary')) stuck.current = false;
    },
  };
}
