// Roughly how many tokens blocks are, for when the service has not told.
import type { Block } from './port.ts';

/** Recent tokenizers take about three characters of mixed text and JSON; too many is the safe side. */
const CHARS_PER_TOKEN = 3;
/** What a full-size picture costs at most on models that scale it down. */
const IMAGE_TOKENS = 1_600;

export function estimateTokens(value: unknown): number {
  let images = 0;
  const text = JSON.stringify(value, (key, member: unknown) => {
    if (key === 'source' && isInlineData(member)) {
      images += 1;
      return undefined;
    }
    // Signatures carry hidden thinking; what they cost is not their length, and it is counted as output already.
    return key === 'signature' ? undefined : member;
  });
  return Math.ceil((text ?? '').length / CHARS_PER_TOKEN) + images * IMAGE_TOKENS;
}

const isInlineData = (value: unknown): boolean => typeof value === 'object' && value !== null && 'data' in (value as Block);
