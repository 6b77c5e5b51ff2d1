// For scripts: small questions about a request.
import type { Block, ParsedRequest } from './port.ts';

/** How many answers the model has given in this conversation. */
export const stepOf = (request: ParsedRequest): number => request.messages.filter((m) => m.role === 'assistant').length;

export interface SeenResult {
  readonly toolUseId: string;
  /** Name of the tool that was called. */
  readonly name: string;
  readonly text: string;
  readonly isError: boolean;
  readonly images: number;
}

/** The tool results in the newest user message, in order. */
export function lastToolResults(request: ParsedRequest): SeenResult[] {
  const names = new Map<string, string>();
  for (const block of request.messages.flatMap((m) => m.content))
    if (block.type === 'tool_use') names.set(String(block['id']), String(block['name']));
  const last = request.messages.at(-1)?.content ?? [];
  return last
    .filter((block) => block.type === 'tool_result')
    .map((block) => ({
      toolUseId: String(block['tool_use_id']),
      name: names.get(String(block['tool_use_id'])) ?? '',
      text: textOfResult(block),
      isError: block['is_error'] === true,
      images: Array.isArray(block['content']) ? (block['content'] as Block[]).filter((b) => b.type === 'image').length : 0,
    }));
}

/** The texts of the newest user message that are no tool results, joined. */
export const lastUserText = (request: ParsedRequest): string => textsOf(request.messages.at(-1)?.content ?? []).join('\n');

/** True when any text of the conversation (tool results too, not the system prompt) matches. */
export function sawText(request: ParsedRequest, pattern: RegExp): boolean {
  return request.messages
    .flatMap((m) => m.content)
    .some((block) =>
      pattern.test(block.type === 'tool_result' ? textOfResult(block) : typeof block['text'] === 'string' ? block['text'] : ''),
    );
}

const textsOf = (blocks: readonly Block[]): string[] =>
  blocks.filter((b) => b.type === 'text').map((b) => (typeof b['text'] === 'string' ? b['text'] : ''));

const textOfResult = (block: Block): string =>
  typeof block['content'] === 'string'
    ? block['content']
    : textsOf(Array.isArray(block['content']) ? (block['content'] as Block[]) : []).join('\n');
