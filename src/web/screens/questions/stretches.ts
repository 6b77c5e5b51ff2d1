// What was seen of something: stretches of its height, each from 0 (its top) to 1 (its bottom). Pure.

export type Stretch = readonly [from: number, to: number];

/** In order and without overlaps. */
export function withStretch(known: readonly Stretch[], [from, to]: Stretch): readonly Stretch[] {
  const apart = known.filter(([a, b]) => b < from || a > to);
  const touched = known.filter(([a, b]) => b >= from && a <= to);
  const joined: Stretch = [Math.min(from, ...touched.map(([a]) => a)), Math.max(to, ...touched.map(([, b]) => b))];
  return [...apart, joined].toSorted(([a], [b]) => a - b);
}

/** Where it was not seen first; undefined when all of it was. What is smaller than `slack` does not count: edges fall between pixels. */
export function firstGap(known: readonly Stretch[], slack: number): number | undefined {
  let end = 0;
  for (const [from, to] of known) {
    if (from > end + slack) return end;
    end = Math.max(end, to);
  }
  return end < 1 - slack ? end : undefined;
}

/** What was in sight of a part at one look. */
export interface Sight {
  readonly stretch: Stretch;
  /** Pixels; the top from the window's. */
  readonly top: number;
  readonly height: number;
}

/** Pixels. Edges fall between them. */
export const SLACK = 1.5;

/** What was in sight at both looks; undefined when that is nothing, or the part has moved meanwhile. */
export function stoodStill(now: Sight, before: Sight | undefined): Stretch | undefined {
  if (!before || Math.abs(now.top - before.top) > SLACK) return undefined;
  const from = Math.max(now.stretch[0], before.stretch[0]);
  const to = Math.min(now.stretch[1], before.stretch[1]);
  return from < to ? [from, to] : undefined;
}
