// The model's input against the tool's schema. What is wrong is said in plain words, field by field.
import { fieldName, issueInWords } from '../contract/issue-words.ts';
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
      parsed.error.issues.map((issue) => issueInWords(issue, input)),
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
