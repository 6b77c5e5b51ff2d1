// A tool's result as the Messages API wants it, labelled so that the model can tell data from instructions.
import type { ToolResult } from '../contract/tool-result.ts';
import type { Block } from './port.ts';

/** Marks results whose call would give them again; old copies of these may be cleared from the conversation. */
const AGAIN = 'can be fetched again';
export const CLEARED = '[cleared to save room; call the tool again if you need it]';
const TRACE_CHARS = 200;

/**
 * The block to store and send. The first text is the label with the one-line summary, which is what stays when the rest is cleared.
 * Does not shorten: capping at 25,000 tokens (about 100 kB) and spilling the rest is the caller's.
 */
export function toolResultBlock(toolUseId: string, result: ToolResult): Block {
  const texts = result.blocks.filter((b) => b.type === 'text' && b.text.trim() !== '');
  // The service accepts only text in an error.
  const images = result.isError ? [] : result.blocks.filter((b) => b.type === 'image');
  const first = texts[0]?.type === 'text' ? texts[0].text : '';
  const label = labelOf(result, first);
  const content: Block[] = [];
  if (label !== '') content.push({ type: 'text', text: label });
  for (const block of [...texts, ...images]) {
    content.push(
      block.type === 'text'
        ? { type: 'text', text: block.text }
        : { type: 'image', source: { type: 'base64', media_type: block.mediaType, data: block.data } },
    );
  }
  if (texts.length === 0 && images.length === 0) content.push({ type: 'text', text: '(nothing)' });
  return { type: 'tool_result', tool_use_id: toolUseId, content, ...(result.isError ? { is_error: true } : {}) };
}

function labelOf(result: ToolResult, first: string): string {
  const told = first.startsWith(result.summary) ? '' : result.summary;
  // The user's own answers carry no label: they are no data.
  if (result.origin === 'user') return told;
  const again = result.refetchable && !result.isError ? `; ${AGAIN}` : '';
  return `[origin: ${result.origin}${again}]${told === '' ? '' : ` ${told}`}`;
}

/** The content blocks of a stored tool_result. */
export const resultContent = (block: Block): readonly Block[] =>
  Array.isArray(block['content']) ? (block['content'] as Block[]) : [];

const firstText = (block: Block): string => {
  const text = resultContent(block)[0]?.['text'];
  return typeof text === 'string' ? text : '';
};

const LABEL = /^\[origin: ([a-z]+)(; can be fetched again)?\] ?/;

export const isRefetchable = (block: Block): boolean =>
  block.type === 'tool_result' && LABEL.exec(firstText(block))?.[2] !== undefined;

/** Where a stored result came from; without a label it is the user's. */
export const originOf = (block: Block): string => LABEL.exec(firstText(block))?.[1] ?? 'user';

/** The words of a stored result without its label. */
export function resultText(block: Block): string {
  const texts = resultContent(block)
    .map((b) => (b.type === 'text' && typeof b['text'] === 'string' ? b['text'] : b.type === 'image' ? '(an image)' : ''))
    .filter((t) => t !== '');
  return texts.join('\n').replace(LABEL, '').trim();
}

/** One line of what the result said. */
export const traceOf = (block: Block): string => (resultText(block).split('\n', 1)[0] ?? '').slice(0, TRACE_CHARS);

/** The same result with everything but its label and a one-line trace cleared. */
export function clearedResult(block: Block): Block {
  const label = LABEL.exec(firstText(block))?.[0].trimEnd() ?? '';
  return { ...block, content: [{ type: 'text', text: `${label} ${traceOf(block)}\n${CLEARED}`.trim() }] };
}
