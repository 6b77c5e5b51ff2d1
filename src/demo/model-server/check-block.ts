// One content block: its members, its place, and for images what they weigh.
import { Refused, fields, isFields, list, onlyFields, text } from './refused.ts';
import type { Fields } from './refused.ts';

const KNOWN: Readonly<Record<string, { readonly roles: readonly string[]; readonly known: readonly string[] }>> = {
  text: { roles: ['user', 'assistant'], known: ['type', 'text', 'cache_control', 'citations'] },
  image: { roles: ['user'], known: ['type', 'source', 'cache_control', 'transformations'] },
  tool_use: { roles: ['assistant'], known: ['type', 'id', 'name', 'input', 'cache_control', 'caller', 'toolset_name'] },
  tool_result: { roles: ['user'], known: ['type', 'tool_use_id', 'content', 'is_error', 'cache_control', 'toolset_name'] },
  thinking: { roles: ['assistant'], known: ['type', 'thinking', 'signature'] },
  redacted_thinking: { roles: ['assistant'], known: ['type', 'data'] },
};
const MEDIA = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];
const MOST_IMAGE_BYTES = 5 * 1024 * 1024;
const TOOL_ID = /^[a-zA-Z0-9_-]+$/;
/** Decoded and encoded again it is the same. An expression over megabytes can exhaust its stack. */
const isBase64 = (data: string): boolean => Buffer.from(data, 'base64').toString('base64') === data;

export function checkBlock(block: Fields, path: string, role: string): void {
  const type = String(block['type']);
  const rule = KNOWN[type];
  if (!rule) throw new Refused(`${path}: Input tag '${type}' found using 'type' does not match any of the expected tags`);
  if (!rule.roles.includes(role)) throw new Refused(`${path}: \`${type}\` blocks can only be in \`${rule.roles[0]}\` messages`);
  onlyFields(block, rule.known, `${path}.${type}`);
  if (type === 'text') checkText(block, path);
  if (type === 'image') checkImage(block, path);
  if (type === 'tool_use') checkToolUse(block, path);
  if (type === 'tool_result') checkToolResult(block, path);
  if (type === 'thinking') text(block['signature'], `${path}.thinking.signature`);
}

function checkText(block: Fields, path: string): void {
  const words = text(block['text'], `${path}.text.text`);
  if (words === '') throw new Refused('messages: text content blocks must be non-empty');
  if (words.trim() === '') throw new Refused('messages: text content blocks must contain non-whitespace text');
}

function checkToolUse(block: Fields, path: string): void {
  if (!TOOL_ID.test(text(block['id'], `${path}.tool_use.id`)))
    throw new Refused(`${path}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`);
  text(block['name'], `${path}.tool_use.name`);
  if (block['input'] === undefined) throw new Refused(`${path}.tool_use.input: Field required`);
  if (!isFields(block['input'])) throw new Refused(`${path}.tool_use.input: Input should be a valid dictionary`);
}

function checkToolResult(block: Fields, path: string): void {
  text(block['tool_use_id'], `${path}.tool_result.tool_use_id`);
  const content = block['content'];
  if (content === undefined || typeof content === 'string') return;
  for (const [at, item] of list(content, `${path}.tool_result.content`).entries()) {
    const where = `${path}.tool_result.content.${at}`;
    const inner = fields(item, where);
    if (inner['type'] !== 'text' && inner['type'] !== 'image')
      throw new Refused(`${where}: Input tag '${String(inner['type'])}' is not allowed here`);
    if (block['is_error'] === true && inner['type'] !== 'text') {
      throw new Refused(`${path}.tool_result: all content must be type "text" if \`is_error\` is true`);
    }
    checkBlock(inner, where, 'user');
  }
}

function checkImage(block: Fields, path: string): void {
  const source = fields(block['source'], `${path}.image.source`);
  if (source['type'] !== 'base64') throw new Refused(`${path}.image.source: this server only takes base64 images`);
  onlyFields(source, ['type', 'media_type', 'data'], `${path}.image.source.base64`);
  if (!MEDIA.includes(String(source['media_type']))) {
    throw new Refused(
      `${path}.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'`,
    );
  }
  const data = text(source['data'], `${path}.image.source.base64.data`);
  if (data === '') throw new Refused(`${path}.image.source.base64: image cannot be empty`);
  if (!isBase64(data)) throw new Refused(`${path}.image.source.base64.data: Invalid base64 data`);
  const bytes = Buffer.byteLength(data, 'base64');
  if (bytes > MOST_IMAGE_BYTES) {
    throw new Refused(`${path}.image.source.base64: image exceeds 5 MB maximum: ${bytes} bytes > ${MOST_IMAGE_BYTES} bytes`);
  }
  if (!startsLike(Buffer.from(data.slice(0, 32), 'base64'), String(source['media_type']))) {
    throw new Refused(
      `${path}.image.source.base64: The image was specified using the ${String(source['media_type'])} media type, but does not appear to be one`,
    );
  }
}

const STARTS: Readonly<Record<string, string>> = {
  'image/png': '89504e47',
  'image/jpeg': 'ffd8ff',
  'image/gif': '47494638',
  'image/webp': '52494646',
};
const startsLike = (head: Buffer, media: string): boolean => head.toString('hex').startsWith(STARTS[media] ?? '');
