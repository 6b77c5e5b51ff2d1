// Sizes from the command line; only an untouched full form may become a table of the docs.
import { describe, expect, it } from '@jest/globals';
import { asked } from '../../bench/sizes.ts';

describe('sizes of a bench', () => {
  it('are the full ones, the quick ones, or those with what was given by name', () => {
    expect(asked('change-sets', [])).toMatchObject({ full: true, seed: 1, sizes: { files: [10, 1_000, 10_000] } });
    expect(asked('change-sets', ['--quick'])).toMatchObject({ full: false, sizes: { runs: 2 } });
    expect(asked('change-sets', ['--files=5,50', '--seed=7'])).toMatchObject({
      ...{ full: false, seed: 7 },
      sizes: { files: [5, 50], runs: 5 },
    });
    expect(asked('steps', ['--quick', '--read=300'])).toMatchObject({ full: false, sizes: { read: 300, effect: 10 } });
  });

  it('refuse names and values that mean nothing', () => {
    expect(() => asked('steps', ['--files=3'])).toThrow('--files');
    expect(() => asked('steps', ['--read=many'])).toThrow('--read must be a whole number');
    expect(() => asked('tree', ['--files=0'])).toThrow('--files must be a whole number from 1');
  });
});
