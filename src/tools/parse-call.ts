// The model's input against the tool's schema. What is wrong is said in plain words, field by field.
import type { z } from 'zod';
import { errorResult } from '../contract/tool-result.ts';
import type { ToolResult } from '../contract/tool-result.ts';
import type { Tool } from './tool.ts';
import { count } from './words/count.ts';

const NAMED = 10;

export type Parsed<I> = { readonly ok: true; readonly input: I } | { readonly ok: false; readonly result: ToolResult };

/** The typed input, or an error result. `undefined` stands for JSON that could not be read. */
export function parseCall<I>(tool: Pick<Tool<I>, 'name' | 'input'>, input: unknown): Parsed<I> {
  if (input === undefined)
    return refused(tool.name, [
      'the input is not valid JSON; it may have been cut off at the length limit of one answer. Send it again, shorter or in parts',
    ]);
  const parsed = tool.input.safeParse(input);
  if (!parsed.success)
    return refused(
      tool.name,
      parsed.error.issues.map((issue) => inWords(issue, input)),
    );
  const broken = brokenText(input, []);
  if (broken) return refused(tool.name, [`${broken} holds half a character (a lone surrogate), which no file can hold`]);
  return { ok: true, input: parsed.data };
}

function refused(name: string, problems: readonly string[]): Parsed<never> {
  const more = problems.length - NAMED;
  const lines = problems.slice(0, NAMED).map((problem) => `- ${problem}`);
  if (more > 0) lines.push(`- and ${count(more)} more`);
  const text = [`${name} was not called: its input is not acceptable.`, ...lines, 'Correct this and call again.'].join('\n');
  return { ok: false, result: errorResult('task', text, `Input of ${name} was not acceptable`) };
}

function inWords(issue: z.core.$ZodIssue, input: unknown): string {
  const where = fieldName(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return `${where === 'the input' ? '' : `${where}: `}there is no field ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
    case 'invalid_type': {
      const given = valueAt(input, issue.path);
      if (given === undefined) return `${where} is missing`;
      return `${where} must be ${KINDS[issue.expected] ?? issue.expected}, not ${kindOf(given)}${asText(issue.expected, given)}`;
    }
    case 'too_big':
      return `${where} has at most ${count(Number(issue.maximum))}${UNITS[issue.origin] ?? ''}`;
    case 'too_small':
      return Number(issue.minimum) === 1 && UNITS[issue.origin]
        ? `${where} must not be empty`
        : `${where} has at least ${count(Number(issue.minimum))}${UNITS[issue.origin] ?? ''}`;
    case 'invalid_value':
      return `${where} must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    default:
      return `${where}: ${issue.message}`;
  }
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

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return KINDS[typeof value] ?? typeof value;
}

/** Lists and objects wrapped in a string are the most common slip. */
const asText = (expected: string, given: unknown): string =>
  typeof given === 'string' && (expected === 'array' || expected === 'object') ? ' (send it as JSON, not inside a string)' : '';

function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the input';
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${String(part)}`)).join('');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined),
    input,
  );
}

/** The name of the first text that is not well-formed Unicode. */
function brokenText(value: unknown, path: readonly PropertyKey[]): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : fieldName(path);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const found = brokenText(member, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found) return found;
  }
  return undefined;
}
