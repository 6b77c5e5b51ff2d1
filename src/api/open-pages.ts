// Which pages are open: each says so again and again, and says when it goes.

/** A page speaks every 20 s; a browser lets one in the background speak once a minute. */
const GONE_AFTER_MS = 90_000;
/** Nobody has more; a program that invents names fills nothing. */
const MOST = 1_000;

export interface OpenPages {
  note(id: string, open: boolean): void;
  /** One is there. */
  any(): boolean;
}

export function createOpenPages(now: () => Date): OpenPages {
  const seen = new Map<string, number>();
  return {
    note(id, open) {
      seen.delete(id);
      if (open) seen.set(id, now().getTime());
      const oldest = seen.keys().next();
      if (seen.size > MOST && !oldest.done) seen.delete(oldest.value);
    },
    any: () => [...seen.values()].some((at) => now().getTime() - at < GONE_AFTER_MS),
  };
}
