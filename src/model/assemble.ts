// Puts a reply together from the events of its stream, and keeps count of what it has cost so far.
import type { RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import type { Block, ModelReply, ModelUsage, ToolUse } from './port.ts';

export interface Assembly {
  /** Takes one event; returns the text that it added, '' when none. */
  take(event: RawMessageStreamEvent): string;
  /** What is known of the cost: the input from the first event on, the output as the service last told it. */
  usage(): ModelUsage | undefined;
  /** The cost as far as it can be told when the stream was cut: output is estimated from what arrived. */
  cutUsage(): ModelUsage | undefined;
  /** The whole reply, or undefined when the stream did not reach its end. */
  reply(): ModelReply | undefined;
}

/** About four characters a token; only used for what a cut attempt had written, which the service never told. */
const CHARS_PER_TOKEN = 4;

type Building = Record<string, unknown> & { type: string };

export function createAssembly(): Assembly {
  const blocks = new Map<number, Building>();
  const json = new Map<number, string>();
  let usage: ModelUsage | undefined;
  let stopReason: ModelReply['stopReason'] | undefined;
  let ended = false;
  let chars = 0;

  const grow = (index: number, field: string, more: string): void => {
    const block = blocks.get(index);
    const before = block?.[field];
    if (block) block[field] = (typeof before === 'string' ? before : '') + more;
    chars += more.length;
  };

  return {
    take(event) {
      switch (event.type) {
        case 'message_start':
          usage = usageOf(event.message.usage);
          return '';
        case 'content_block_start':
          blocks.set(event.index, { ...event.content_block });
          return event.content_block.type === 'text' ? event.content_block.text : '';
        case 'content_block_delta':
          switch (event.delta.type) {
            case 'text_delta':
              grow(event.index, 'text', event.delta.text);
              return event.delta.text;
            case 'thinking_delta':
              grow(event.index, 'thinking', event.delta.thinking);
              return '';
            case 'signature_delta':
              grow(event.index, 'signature', event.delta.signature);
              return '';
            case 'input_json_delta':
              json.set(event.index, (json.get(event.index) ?? '') + event.delta.partial_json);
              chars += event.delta.partial_json.length;
              return '';
            default:
              return '';
          }
        case 'message_delta':
          stopReason = event.delta.stop_reason ?? stopReason;
          usage = laterUsage(usage, event.usage);
          return '';
        case 'message_stop':
          ended = true;
          return '';
        default:
          return '';
      }
    },
    usage: () => usage,
    cutUsage: () => usage && { ...usage, outputTokens: Math.max(usage.outputTokens, Math.ceil(chars / CHARS_PER_TOKEN)) },
    reply() {
      if (!ended || !usage || !stopReason) return undefined;
      const ordered = [...blocks.entries()].sort(([a], [b]) => a - b);
      const toolUses: ToolUse[] = [];
      const content = ordered.map(([index, block]) => {
        if (block.type !== 'tool_use') return block;
        const input = inputOf(block, json.get(index));
        toolUses.push({ id: String(block['id']), name: String(block['name']), input });
        return { ...block, input: input ?? {} };
      });
      return {
        content: content.filter(isSendable),
        text: joined(content, 'text', 'text'),
        thinking: joined(content, 'thinking', 'thinking'),
        toolUses,
        stopReason,
        usage,
      };
    },
  };
}

/** The service may write an empty text block, but refuses one that is sent back. */
const isSendable = (block: Block): boolean =>
  block.type !== 'text' || (typeof block['text'] === 'string' && block['text'].trim() !== '');

const joined = (content: readonly Block[], type: string, field: string): string =>
  content
    .filter((b) => b.type === type && typeof b[field] === 'string' && b[field] !== '')
    .map((b) => b[field] as string)
    .join('\n\n');

/** The input as an object; undefined when its JSON was broken or is no object. */
function inputOf(block: Building, text: string | undefined): Record<string, unknown> | undefined {
  let value: unknown = block['input'];
  if (text !== undefined && text !== '') {
    try {
      value = JSON.parse(text);
    } catch {
      return undefined;
    }
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

interface RawUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_input_tokens?: number | null;
  readonly cache_creation_input_tokens?: number | null;
  readonly cache_creation?: { readonly ephemeral_1h_input_tokens: number } | null;
}

// Compatible services leave members out, so every one may be missing whatever the types say.
const usageOf = (raw: RawUsage): ModelUsage => {
  const hour = raw.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  return {
    inputTokens: raw.input_tokens ?? 0,
    outputTokens: raw.output_tokens ?? 0,
    cacheReadTokens: raw.cache_read_input_tokens ?? 0,
    cacheWriteTokens: raw.cache_creation_input_tokens ?? 0,
    ...(hour > 0 ? { cacheWrite1hTokens: hour } : {}),
  };
};

/** Later figures are cumulative; what is missing or null keeps the earlier one. */
const laterUsage = (before: ModelUsage | undefined, raw: { [K in keyof RawUsage]?: RawUsage[K] | null }): ModelUsage => {
  const start = before ?? { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
  return {
    ...start,
    inputTokens: raw.input_tokens ?? start.inputTokens,
    outputTokens: raw.output_tokens ?? start.outputTokens,
    cacheReadTokens: raw.cache_read_input_tokens ?? start.cacheReadTokens,
    cacheWriteTokens: raw.cache_creation_input_tokens ?? start.cacheWriteTokens,
  };
};
