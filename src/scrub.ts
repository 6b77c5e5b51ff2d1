// Takes secrets out of text that is about to be logged, shown or kept.

export interface Scrubber {
  /** From now on this value is replaced wherever it appears. Short values are ignored: they would hit innocent words. */
  add(secret: string | undefined): void;
  scrub(text: string): string;
}

const GONE = '[removed]';
const SHORTEST = 8;
/** Shapes of keys and tokens that are secret whoever's they are. */
const SHAPES = [/\bsk-[A-Za-z0-9_-]{16,}/g, /(?<=\bBearer )[\x21\x23-\x5b\x5d-\x7e]{8,}/gi];

/** One per process; its values live as long as it does. */
export function createScrubber(): Scrubber {
  const secrets = new Set<string>();
  return {
    add(secret) {
      if (secret === undefined || secret.length < SHORTEST) return;
      secrets.add(secret);
      // As it stands inside JSON, where quotes and backslashes are escaped.
      secrets.add(JSON.stringify(secret).slice(1, -1));
    },
    scrub(text) {
      let clean = text;
      for (const secret of secrets) clean = clean.replaceAll(secret, GONE);
      for (const shape of SHAPES) clean = clean.replace(shape, GONE);
      return clean;
    },
  };
}
