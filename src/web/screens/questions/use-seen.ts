// Which parts of a question were in sight. Only what stood still for a moment counts: the End key passes over all without showing it.
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { bringIntoSight, findPart, inSight } from './in-sight.ts';
import { firstGap, type Sight, SLACK, stoodStill, type Stretch, withStretch } from './stretches.ts';

/** What is in sight at two looks, one after the other, and has not moved between them, was seen. */
const LOOK_MS = 100;

interface Seen {
  /** All of each part was seen. A part that comes later was not. */
  readonly whole: boolean;
  /** Brings into sight what was not seen first; answers the part's name where it is not drawn now. */
  readonly goOn: () => string | undefined;
}

/** `parts`: the names of all parts there are, in order, also of those that are not drawn now. */
export function useSeen(card: RefObject<HTMLElement | null>, parts: readonly string[]): Seen {
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  const looks = useRef<Looks>({ before: new Map(), seen: new Map() });
  const whole = useMemo(() => parts.every((part) => done.has(part)), [parts, done]);
  useEffect(() => {
    if (whole) return undefined;
    const timer = setInterval(() => {
      const finished = card.current ? look(card.current, looks.current) : [];
      if (finished.some((part) => !done.has(part))) setDone(new Set([...done, ...finished]));
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [card, whole, done]);
  return {
    whole,
    goOn() {
      const next = parts.find((part) => !done.has(part));
      if (next === undefined || !card.current) return undefined;
      const element = findPart(card.current, next);
      if (!element) return next;
      const seen = looks.current.seen.get(next) ?? [];
      bringIntoSight(card.current, element, firstGap(seen, SLACK / element.getBoundingClientRect().height) ?? 0);
      return undefined;
    },
  };
}

interface Looks {
  before: Map<string, Sight>;
  readonly seen: Map<string, readonly Stretch[]>;
}

/** Answers the parts in sight that were seen to the end. */
function look(card: HTMLElement, looks: Looks): readonly string[] {
  const now = inSight(card);
  const finished: string[] = [];
  for (const [part, sight] of now) {
    const both = stoodStill(sight, looks.before.get(part));
    if (!both) continue;
    const seen = withStretch(looks.seen.get(part) ?? [], both);
    looks.seen.set(part, seen);
    if (firstGap(seen, SLACK / sight.height) === undefined) finished.push(part);
  }
  looks.before = now;
  return finished;
}
