// Dollars by the dated table; unknown is unknown.
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_MODEL, capabilitiesOf } from '../../src/model/capabilities.ts';
import { PRICES_AS_OF, usd } from '../../src/model/prices.ts';

const MILLION = 1_000_000;
const usage = (more: object): Parameters<typeof usd>[1] => ({
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  ...more,
});

describe('prices', () => {
  it.each([
    [{ inputTokens: MILLION }, 2],
    [{ outputTokens: MILLION }, 10],
    [{ cacheReadTokens: MILLION }, 0.1],
    [{ cacheWriteTokens: MILLION }, 2.5],
    [{ cacheWriteTokens: MILLION, cacheWrite1hTokens: MILLION }, 4],
    [{ cacheWriteTokens: MILLION, cacheWrite1hTokens: MILLION / 2 }, 3.25],
  ])('of the default model for %j: %d', (more, dollars) => {
    expect(usd(DEFAULT_MODEL, usage(more))).toBeCloseTo(dollars, 9);
  });

  it('are found for dated ids and never for siblings', () => {
    const million = usage({ inputTokens: MILLION });
    expect(usd('claude-haiku-4-5-20251001', million)).toBe(1);
    expect(usd('claude-opus-4-5@20251101', million)).toBe(5);
    for (const unknown of ['claude-opus-5-9', 'claude-sonnet-5-5-fast', 'my-own-model', 'constructor', ''])
      expect(usd(unknown, million)).toBeNull();
  });

  it('rise for all tokens of a long prompt where the list says so', () => {
    expect(usd('claude-haiku-5-5', usage({ inputTokens: 100_000 }))).toBeCloseTo(0.01, 9);
    expect(usd('claude-haiku-5-5', usage({ inputTokens: 1, cacheReadTokens: 100_000, outputTokens: MILLION }))).toBeCloseTo(
      2.5 + 0.005 + 0.0000005,
      9,
    );
  });

  it('say of which day they are', () => {
    expect(PRICES_AS_OF).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });
});

describe('capabilities', () => {
  it('are safe for unknown models', () => {
    expect(capabilitiesOf('my-own-model')).toEqual({ contextTokens: 200_000, maxTokens: 8_192, thinking: 'off' });
    expect(capabilitiesOf(DEFAULT_MODEL)).toMatchObject({ contextTokens: 1_000_000, thinking: 'adaptive' });
    expect(capabilitiesOf('claude-haiku-4-5')).toMatchObject({ contextTokens: 200_000, thinking: 'off' });
  });
});
