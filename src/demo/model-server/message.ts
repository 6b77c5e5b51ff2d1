// Turns a script's reply into the message that the service would answer.
import { randomBytes } from 'node:crypto';
import { NO_THOUGHT_BEFORE, THOUGHT_BEFORE } from './check-thinking.ts';
import type { FlatBlock } from './check-thinking.ts';
import { turnsOf } from './check-messages.ts';
import type { Block, Reply } from './port.ts';
import { isFields, list } from './refused.ts';
import type { Fields } from './refused.ts';
import { prefixHash, sign } from './signature.ts';
import { tokensOf } from './usage.ts';
import type { InputUsage } from './usage.ts';

export interface Message {
  readonly id: string;
  readonly model: string;
  readonly content: readonly Block[];
  /** JSON of each tool call's input as it is streamed, by index of its block; may be broken on purpose. */
  readonly inputs: ReadonlyMap<number, string>;
  readonly stopReason: string;
  readonly usage: InputUsage & { readonly output_tokens: number };
}

export function messageOf(reply: Reply, request: Fields, usage: InputUsage): Message {
  const content: Block[] = [];
  const inputs = new Map<number, string>();
  if (reply.thinking !== undefined && !isOff(request)) content.push(thinkingBlock(reply.thinking, request));
  if (reply.text !== undefined && reply.text !== '') content.push({ type: 'text', text: reply.text, citations: null });
  const start = content.some((b) => b.type === 'thinking') ? THOUGHT_BEFORE : NO_THOUGHT_BEFORE;
  for (const call of reply.toolCalls ?? []) {
    const json = call.rawJson ?? JSON.stringify(call.input ?? {});
    const broken =
      reply.fault?.kind === 'malformed_tool_json' ? `${json.slice(0, Math.max(1, Math.ceil(json.length / 2)))}` : json;
    inputs.set(content.length, broken);
    content.push({
      type: 'tool_use',
      id: `${start}${randomBytes(12).toString('hex')}`,
      name: call.name,
      input: parsedOr(broken, {}),
      caller: { type: 'direct' },
    });
  }
  const calls = (reply.toolCalls ?? []).length;
  return {
    id: `msg_${randomBytes(12).toString('hex')}`,
    model: String(request['model']),
    content,
    inputs,
    stopReason: reply.stopReason ?? (calls > 0 ? 'tool_use' : 'end_turn'),
    usage: { ...usage, output_tokens: Math.max(1, tokensOf(JSON.stringify(content))) },
  };
}

/** As one JSON answer, or (with `content` empty) as the message of message_start. */
export function messageBody(message: Message, started: boolean): Record<string, unknown> {
  return {
    id: message.id,
    type: 'message',
    role: 'assistant',
    model: message.model,
    content: started ? [] : message.content,
    stop_reason: started ? null : message.stopReason,
    stop_sequence: null,
    stop_details: null,
    container: null,
    usage: {
      ...message.usage,
      output_tokens: started ? 1 : message.usage.output_tokens,
      output_tokens_details: null,
      server_tool_use: null,
      service_tier: 'standard',
      inference_geo: null,
      speed: 'standard',
    },
  };
}

const isOff = (request: Fields): boolean => isFields(request['thinking']) && request['thinking']['type'] === 'disabled';

function thinkingBlock(words: string, request: Fields): Block {
  const display = isFields(request['thinking']) ? request['thinking']['display'] : undefined;
  const told = display === 'omitted' ? '' : words;
  const flat: FlatBlock[] = turnsOf(list(request['messages'], 'messages')).flatMap((turn) => turn.blocks);
  const last = flat.findLast((f) => f.block['type'] === 'thinking');
  const before = last?.block['signature'];
  const after = typeof before === 'string' ? before.slice(-16) : '';
  return { type: 'thinking', thinking: told, signature: sign({ words: told, prefix: prefixHash(request, flat), after }) };
}

function parsedOr(json: string, other: unknown): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return other;
  }
}
