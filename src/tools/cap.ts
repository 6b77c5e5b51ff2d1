// Keeps one result within what a model should read at once. What is cut off is kept whole in a file, and the cut says where.
import type { ResultBlock, ToolResult } from '../contract/tool-result.ts';
import { count } from './words/count.ts';

/** About 25,000 tokens at four characters each. */
export const RESULT_CHARS = 100_000;
/** Of what is quoted, this part comes from the end: outcomes and totals often stand there. */
const TAIL_PART = 0.2;

/**
 * The result itself, or one whose text is quoted in part. `spill` keeps the whole text (Workspace.spill, idempotent by call) and
 * says its path. Images stay.
 */
export async function capResult(
  result: ToolResult,
  spill: (text: string) => Promise<string>,
  limit = RESULT_CHARS,
): Promise<ToolResult> {
  const texts = result.blocks.filter((block) => block.type === 'text').map((block) => block.text);
  const whole = texts.join('\n');
  if (whole.length <= limit) return result;
  const blocks: ResultBlock[] = [
    { type: 'text', text: await quoted(whole, { spill, limit }) },
    ...result.blocks.filter((block) => block.type === 'image'),
  ];
  return { ...result, blocks };
}

/** The text itself, or its begin and its end with the place where the whole is. */
export async function quoted(text: string, of: { spill: (text: string) => Promise<string>; limit: number }): Promise<string> {
  return text.length <= of.limit ? text : quoteInPart(text, await of.spill(text), of.limit);
}

function quoteInPart(whole: string, path: string, limit: number): string {
  const tailChars = Math.floor(limit * TAIL_PART);
  const head = headOf(whole, limit - tailChars);
  const tail = tailOf(whole, tailChars);
  const cut = whole.length - head.length - tail.length;
  const notice =
    `[cut: ${count(cut)} of ${count(whole.length)} characters are left out here; showing the first ${count(head.length)} and the last ` +
    `${count(tail.length)}. The whole text is in ${path}: read it by parts with read_file, or search it with search_files.]`;
  return `${head}\n\n${notice}\n\n${tail}`;
}

/** Cuts behind a line end where one is near, never inside a character. */
function headOf(text: string, length: number): string {
  const line = text.lastIndexOf('\n', length - 1) + 1;
  const end = line > length / 2 ? line : length;
  return text.slice(0, isHalf(text, end) ? end - 1 : end);
}

function tailOf(text: string, length: number): string {
  const from = text.length - length;
  const line = text.indexOf('\n', from) + 1;
  const start = line > 0 && line < from + length / 2 ? line : from;
  return text.slice(isHalf(text, start) ? start + 1 : start);
}

/** True when a cut before `index` would part a surrogate pair. */
const isHalf = (text: string, index: number): boolean => {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff;
};
