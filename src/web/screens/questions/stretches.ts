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

/** What both have; undefined when they have nothing in common. */
export function common([a, b]: Stretch, [c, d]: Stretch): Stretch | undefined {
  const from = Math.max(a, c);
  const to = Math.min(b, d);
  return from < to ? [from, to] : undefined;
}
