// The server-sent events of one message, in the order and sizes in which the service sends them.
import { messageBody } from './message.ts';
import type { Message } from './message.ts';
import type { Block } from './port.ts';

export interface Frame {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const TEXT_CHARS = 24;
const JSON_CHARS = 32;

export const PING: Frame = { event: 'ping', data: { type: 'ping' } };

/** Every frame of a message from start to stop. */
export function* framesOf(message: Message): Generator<Frame> {
  yield frame('message_start', { message: messageBody(message, true) });
  yield PING;
  for (const [index, block] of message.content.entries()) {
    yield frame('content_block_start', { index, content_block: opened(block) });
    for (const delta of deltasOf(block, message.inputs.get(index) ?? '')) yield frame('content_block_delta', { index, delta });
    yield frame('content_block_stop', { index });
  }
  const { cache_creation: _split, ...usage } = message.usage;
  yield frame('message_delta', {
    delta: { stop_reason: message.stopReason, stop_sequence: null, stop_details: null, container: null },
    usage: { ...usage, output_tokens_details: null, server_tool_use: null },
  });
  yield frame('message_stop', {});
}

export const errorFrame = (type: string, message: string): Frame => ({
  event: 'error',
  data: { type: 'error', error: { type, message } },
});

export const serialised = (f: Frame): string => `event: ${f.event}\ndata: ${JSON.stringify(f.data)}\n\n`;

const frame = (event: string, data: Record<string, unknown>): Frame => ({ event, data: { type: event, ...data } });

/** Blocks start empty; their content comes in deltas. */
function opened(block: Block): Block {
  if (block.type === 'text') return { ...block, text: '' };
  if (block.type === 'thinking') return { ...block, thinking: '', signature: '' };
  if (block.type === 'tool_use') return { ...block, input: {} };
  return block;
}

function* deltasOf(block: Block, json: string): Generator<Record<string, unknown>> {
  if (block.type === 'text') for (const text of pieces(String(block['text']), TEXT_CHARS)) yield { type: 'text_delta', text };
  if (block.type === 'thinking') {
    for (const thinking of pieces(String(block['thinking']), TEXT_CHARS)) yield { type: 'thinking_delta', thinking };
    yield { type: 'signature_delta', signature: block['signature'] };
  }
  if (block.type === 'tool_use') {
    yield { type: 'input_json_delta', partial_json: '' };
    for (const partial_json of pieces(json, JSON_CHARS)) yield { type: 'input_json_delta', partial_json };
  }
}

function* pieces(text: string, size: number): Generator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}
