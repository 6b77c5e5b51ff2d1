// The part of the results that is kept in git: ratios by bench, and whether new ones are worse. Pure.
import { z } from 'zod';
import type { Result } from './results.ts';

const Kept = z.record(
  z.string(),
  z.object({
    at: z.string(),
    commit: z.string(),
    machine: z.string(),
    sizes: z.record(z.string(), z.union([z.number(), z.array(z.number())])),
    ratios: z.record(z.string(), z.number()),
  }),
);
export type KeptRatios = z.infer<typeof Kept>;

/** Throws when the file was changed by hand into something else. */
export const parseRatios = (json: string): KeptRatios => Kept.parse(JSON.parse(json));

/** What is kept, with the results that are here; a bench without one keeps what it has. */
export function withResults(kept: KeptRatios, results: readonly Result[]): KeptRatios {
  const fresh = results.flatMap(({ name, at, commit, machine, sizes = {}, ratios }) =>
    ratios ? [[name, { at, commit, machine, sizes, ratios }] as const] : [],
  );
  const all = Object.entries({ ...kept, ...Object.fromEntries(fresh) } as KeptRatios);
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** So much worse may be the noise of two runs. */
const TOLERANCE = 1.25;

/** Sentences about ratios that have grown. Times are never compared, nor figures of other sizes. */
export function regressions(kept: KeptRatios, results: readonly Result[]): string[] {
  return results.flatMap((result) => {
    const before = kept[result.name];
    if (!before || !result.ratios) return [];
    if (JSON.stringify(before.sizes) !== JSON.stringify(result.sizes)) return [`${result.name}: other sizes, not compared`];
    const now = result.ratios;
    return Object.entries(before.ratios).flatMap(([name, was]) => {
      const is = now[name];
      if (is === undefined) return [`${result.name}: "${name}" is not measured any more`];
      return is > was * TOLERANCE ? [`${result.name}: "${name}" is ${is}, was ${was} at ${before.commit}`] : [];
    });
  });
}
