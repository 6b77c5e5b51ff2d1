// Errors as results: what went wrong, what to do next, and nothing for the model that is not its business.
import { describe, expect, it } from '@jest/globals';
import { CoworkError, ERROR_CODES } from '../../src/contract/errors.ts';
import type { ErrorCode } from '../../src/contract/errors.ts';
import { errorToResult } from '../../src/tools/errors.ts';

const textOf = (code: ErrorCode, hints = {}): string => {
  const [block] = errorToResult(new CoworkError(code, '/folders/A/x is odd'), hints)?.blocks ?? [];
  return block?.type === 'text' ? block.text : '';
};
const FILE_CODES = (Object.keys(ERROR_CODES) as ErrorCode[]).slice(
  Object.keys(ERROR_CODES).indexOf('not_granted'),
  Object.keys(ERROR_CODES).indexOf('model_rate_limited'),
);

describe('errorToResult', () => {
  it.each(FILE_CODES)('%s says what is wrong and what to do next', (code) => {
    const lines = textOf(code).split('\n');
    expect(lines[0]).toBe(`${ERROR_CODES[code].title}: /folders/A/x is odd.`);
    expect(lines.at(-1)).toMatch(/^[A-Z].{10,}\.$/);
  });

  it('names similar paths where one is missing', () => {
    expect(textOf('no_such_file', { similar: ['/folders/A/X', '/folders/A/y\n'] })).toContain(
      'Similar names: /folders/A/X, "/folders/A/y\\n".',
    );
    expect(textOf('is_a_folder', { similar: ['/folders/A/X'] })).not.toContain('Similar');
  });

  it('says that nothing was changed where something should have been', () => {
    expect(textOf('target_exists', { changing: true })).toContain('Nothing was changed.');
    expect(textOf('target_exists')).not.toContain('Nothing was changed.');
    expect(textOf('stuck', { changing: true })).not.toContain('Nothing was changed.');
  });

  it.each(['engine_down', 'desktop_away', 'internal', 'model_overloaded'] as const)('leaves %s to the caller', (code) => {
    expect(errorToResult(new CoworkError(code, 'x'))).toBeUndefined();
  });

  it('leaves what is not ours to the caller', () => {
    expect(errorToResult(new TypeError('bug'))).toBeUndefined();
    expect(errorToResult(undefined)).toBeUndefined();
  });
});
