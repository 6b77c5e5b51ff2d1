// Published prices in US dollars per million tokens. One dated table; a model that is not in it has an unknown price.
import type { ModelUsage } from './port.ts';

/** The day the table was last compared with the published price list. */
export const PRICES_AS_OF = '2026-11-20';

interface Price {
  readonly input: number;
  readonly output: number;
  /** Written to the cache for five minutes. */
  readonly write5m: number;
  readonly write1h: number;
  readonly read: number;
}

interface PricedModel extends Price {
  /** Above this many prompt tokens (cached ones count) every token of the call costs `long`. */
  readonly longOver?: number;
  readonly long?: Price;
}

/** Input, output, cache write for 5 minutes and for 1 hour, cache read: the order of the published table. */
const price = ([input, output, write5m, write1h, read]: readonly [number, number, number, number, number]): Price => ({
  input,
  output,
  write5m,
  write1h,
  read,
});

const OPUS_5 = price([5, 25, 6.25, 10, 0.5]);
const FABLE_5 = price([10, 50, 12.5, 20, 1]);
const FABLE_5_1 = price([10, 50, 12.5, 20, 0.25]);

/** claude-mythos-5-2 and claude-mythos-preview are left out: no published figure was found. */
const PRICES: Readonly<Record<string, PricedModel>> = {
  'claude-fable-5-2': price([8, 40, 10, 16, 0.2]),
  'claude-fable-5-1': FABLE_5_1,
  'claude-mythos-5-1': FABLE_5_1,
  'claude-fable-5': FABLE_5,
  'claude-mythos-5': FABLE_5,
  'claude-opus-5-5': price([4, 20, 5, 8, 0.2]),
  'claude-opus-5': OPUS_5,
  'claude-opus-4-8': OPUS_5,
  'claude-opus-4-7': OPUS_5,
  'claude-opus-4-6': OPUS_5,
  'claude-opus-4-5': OPUS_5,
  'claude-sonnet-5-5': price([2, 10, 2.5, 4, 0.1]),
  'claude-sonnet-5': price([2, 10, 2.5, 4, 0.2]),
  'claude-sonnet-4-6': price([3, 15, 3.75, 6, 0.3]),
  'claude-sonnet-4-5': price([3, 15, 3.75, 6, 0.3]),
  'claude-haiku-5-5': {
    ...price([0.1, 0.5, 0.125, 0.2, 0.01]),
    longOver: 100_000,
    long: price([0.5, 2.5, 0.625, 1, 0.05]),
  },
  'claude-haiku-4-5': price([1, 5, 1.25, 2, 0.1]),
};

/** Dollars of one call, or null when the model's price is not in the table. */
export function usd(model: string, usage: ModelUsage): number | null {
  const found = PRICES[knownId(model, PRICES) ?? ''];
  if (!found) return null;
  const prompt = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const rate = found.long && prompt > (found.longOver ?? Infinity) ? found.long : found;
  const write1h = Math.min(usage.cacheWrite1hTokens ?? 0, usage.cacheWriteTokens);
  const millionths =
    usage.inputTokens * rate.input +
    usage.outputTokens * rate.output +
    usage.cacheReadTokens * rate.read +
    (usage.cacheWriteTokens - write1h) * rate.write5m +
    write1h * rate.write1h;
  return millionths / 1_000_000;
}

/**
 * The table's id for a model: itself, or itself with a date (`-20251001`) or `@date` behind. Never a sibling: claude-opus-5-9 is not
 * claude-opus-5.
 */
export function knownId(model: string, table: Readonly<Record<string, unknown>>): string | undefined {
  const bare = model.replace(/(-|@)\d{8}$/, '');
  return Object.hasOwn(table, bare) ? bare : undefined;
}
