// Which pages are open: each says so again and again, and says when it goes.

/** A browser lets a page in the background speak once a minute. */
const GONE_AFTER_MS = 90_000;
/** A page in sight speaks every few seconds; one that has crashed is not in sight any more. */
const OUT_OF_SIGHT_AFTER_MS = 15_000;
/** Nobody has more; a program that invents names fills nothing. */
const MOST = 1_000;

export interface Page {
  readonly id: string;
  readonly open: boolean;
  /** It is not in sight, and tells its person by notifications. */
  readonly tells: boolean;
}

export interface OpenPages {
  note(page: Page): void;
  /** One is there. */
  any(): boolean;
  /** Somebody looks at one. */
  inSight(): boolean;
}

export function createOpenPages(now: () => Date): OpenPages {
  const seen = new Map<string, { readonly at: number; readonly tells: boolean }>();
  const within = (ms: number) => [...seen.values()].filter(({ at }) => now().getTime() - at < ms);
  return {
    note({ id, open, tells }) {
      seen.delete(id);
      if (open) seen.set(id, { at: now().getTime(), tells });
      const oldest = seen.keys().next();
      if (seen.size > MOST && !oldest.done) seen.delete(oldest.value);
    },
    any: () => within(GONE_AFTER_MS).length > 0,
    inSight: () => within(OUT_OF_SIGHT_AFTER_MS).some(({ tells }) => !tells),
  };
}
