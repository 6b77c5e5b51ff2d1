// A failure in the words of the product, beside what it is about.
import { isCoworkError } from '../../contract/errors.ts';
import { words } from '../words/words.ts';

export function saidError(error: unknown): string | undefined {
  if (error === null || error === undefined) return undefined;
  return isCoworkError(error) ? error.detail : words.error.unexpected;
}
