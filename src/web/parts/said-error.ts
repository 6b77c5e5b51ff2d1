// A failure in the words of the product and in the language of the page, beside what it is about.
import { type CoworkError, ERROR_CODES, type ErrorCode, isCoworkError } from '../../contract/errors.ts';
import type { ModelTest } from '../../contract/http.ts';
import { words } from '../words/words.ts';

export function saidError(error: CoworkError): string;
export function saidError(error: unknown): string | undefined;
export function saidError(error: unknown): string | undefined {
  if (error === null || error === undefined) return undefined;
  return isCoworkError(error) ? saidCode(error.code, error.detail) : words.error.unexpected;
}

/** Why the AI service did not answer. */
export const saidTest = ({ code = '', text }: ModelTest): string => saidCode(code, text);

/** A newer product may have codes that this page does not know. */
export const saidCode = (code: string, detail: string): string => (isCode(code) ? words.error.said(code, detail) : detail);
const isCode = (code: string): code is ErrorCode => Object.hasOwn(ERROR_CODES, code);
