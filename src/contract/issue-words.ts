// What is wrong with an input, field by field, in plain words: for people at the api and for the model at its tools.
import type { z } from 'zod';

/** "prompt is missing", "mode must be one of …". `input` is what was checked: what was given instead is said from it. */
export function issueInWords(issue: z.core.$ZodIssue, input: unknown): string {
  const where = fieldName(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return `${where === 'the input' ? '' : `${where}: `}there is no field ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
    case 'invalid_type': {
      const given = valueAt(input, issue.path);
      if (given === undefined) return `${where} is missing`;
      return `${where} must be ${KINDS[issue.expected] ?? issue.expected}, not ${insteadOf(issue.expected, given)}`;
    }
    case 'too_big':
      return UNITS[issue.origin]
        ? `${where} has at most ${inDigits(issue.maximum)}${UNITS[issue.origin]}`
        : `${where} must be ${issue.inclusive === false ? 'less than' : 'at most'} ${inDigits(issue.maximum)}`;
    case 'too_small':
      if (!UNITS[issue.origin])
        return `${where} must be ${issue.inclusive === false ? 'more than' : 'at least'} ${inDigits(issue.minimum)}`;
      return Number(issue.minimum) === 1
        ? `${where} must not be empty`
        : `${where} has at least ${inDigits(issue.minimum)}${UNITS[issue.origin]}`;
    case 'invalid_value':
      return valueAt(input, issue.path) === undefined
        ? `${where} is missing; it is one of ${oneOf(issue.values)}`
        : `${where} must be one of ${oneOf(issue.values)}`;
    case 'invalid_format':
    case 'custom':
      // Every format of ours says what it wants: "must be a whole path".
      return `${where} ${issue.message}`;
    default:
      return `${where}: ${issue.message}`;
  }
}

/** `moves[0].from`; the input itself has no name. */
export function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the input';
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${String(part)}`)).join('');
}

const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' items' };
const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const inDigits = (n: number | bigint): string => Number(n).toLocaleString('en-US');
const oneOf = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(', ');

const SHOWN = 40;

function insteadOf(expected: string, value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' && expected === 'int') return 'a fraction';
  if (typeof value !== 'string') return KINDS[typeof value] ?? typeof value;
  // Lists and objects wrapped in a string are the most common slip.
  if (expected === 'array' || expected === 'object') return 'text (send it as JSON, not inside a string)';
  return value.length > SHOWN ? 'text' : JSON.stringify(value);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined),
    input,
  );
}
