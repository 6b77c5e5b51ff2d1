// The regression check compares ratios of the same sizes, and what is kept of a bench stays until there is a newer result.
import { describe, expect, it } from '@jest/globals';
import { type KeptRatios, parseRatios, regressions, withResults } from '../../bench/ratios.ts';
import type { Result } from '../../bench/results.ts';

const result = (ratios: Record<string, number>, sizes = { files: [10, 100] }): Result => ({
  name: 'bench-one',
  command: 'npm run bench -- one',
  ...{ at: '2026-01-02T00:00:00.000Z', commit: 'abcdef0', machine: 'a machine', table: { head: [], rows: [] } },
  ...{ sizes, ratios },
});
const kept = withResults({}, [result({ 'set / loop': 2, 'undo / loop': 1 })]);

describe('kept ratios', () => {
  it('survive the file', () => {
    expect(parseRatios(JSON.stringify(kept))).toEqual(kept);
  });

  it('of a bench that was not run stay; results without ratios are not for them', () => {
    const other: KeptRatios = { 'bench-zero': kept['bench-one']! };
    const { ratios: _, ...plain } = result({});
    expect(Object.keys(withResults(other, [result({ a: 1 }), { ...plain, name: 'chaos' }]))).toEqual(['bench-one', 'bench-zero']);
  });
});

describe('regressions', () => {
  it('say which ratio grew by more than the noise, from what to what', () => {
    expect(regressions(kept, [result({ 'set / loop': 2.6, 'undo / loop': 1.2 })])).toEqual([
      'bench-one: "set / loop" is 2.6, was 2 at abcdef0',
    ]);
  });

  it('say that a ratio is gone, and that other sizes cannot be compared', () => {
    expect(regressions(kept, [result({ 'set / loop': 2 })])).toEqual(['bench-one: "undo / loop" is not measured any more']);
    expect(regressions(kept, [result({ 'set / loop': 9 }, { files: [10] })])).toEqual(['bench-one: other sizes, not compared']);
  });

  it('has nothing to say of a bench that was never kept', () => {
    expect(regressions({}, [result({ 'set / loop': 9 })])).toEqual([]);
  });
});
