// Refuses what the Messages API refuses. Wording follows the service where its words are known.
import { checkCacheControl } from './check-cache.ts';
import { checkMessages } from './check-messages.ts';
import { checkThinkingConfig } from './check-thinking.ts';
import { checkTools } from './check-tools.ts';
import { Refused, fields, list, onlyFields, text } from './refused.ts';
import type { Fields } from './refused.ts';

const KNOWN = [
  'model',
  'messages',
  'max_tokens',
  'system',
  'tools',
  'tool_choice',
  'stream',
  'stop_sequences',
  'thinking',
  'metadata',
  'service_tier',
  'cache_control',
  'container',
  'diagnostics',
  'inference_geo',
  'output_config',
  'speed',
];
const VERSIONS = ['2023-06-01', '2026-10-21'];
/** Removed with API version 2026-10-21. */
const SAMPLING = ['temperature', 'top_p', 'top_k'];

export function checkVersion(version: string | undefined): void {
  if (version === undefined) throw new Refused('anthropic-version: header is required');
  if (!VERSIONS.includes(version)) throw new Refused(`anthropic-version: "${version}" is not a valid version`);
}

/** Any key will do unless the server was given one; none is refused. */
export function checkKey(given: string | undefined, wanted: string | undefined): void {
  if (given === undefined || given === '') throw new Refused('x-api-key header is required', 401, 'authentication_error');
  if (wanted !== undefined && given !== wanted) throw new Refused('invalid x-api-key', 401, 'authentication_error');
}

/** Checks a whole body. `counting`: of count_tokens, which takes no max_tokens. */
export function checkRequest(body: unknown, options: { version: string; counting: boolean }): Fields {
  const request = fields(body, 'body');
  const known = options.version === '2026-10-21' ? KNOWN : [...KNOWN, ...SAMPLING];
  onlyFields(request, options.counting ? known.filter((name) => name !== 'max_tokens' && name !== 'stream') : known, '');
  if (text(request['model'], 'model') === '') throw new Refused('model: String should have at least 1 character');
  if (!options.counting) checkMaxTokens(request['max_tokens']);
  checkSystem(request['system']);
  checkTools(request['tools'], request['tool_choice'], String(request['model']));
  checkThinkingConfig(request);
  checkMessages(list(request['messages'] ?? missing('messages'), 'messages'), request);
  checkCacheControl(request);
  return request;
}

function checkMaxTokens(value: unknown): void {
  if (value === undefined) missing('max_tokens');
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new Refused('max_tokens: Input should be a valid integer');
  if (value < 1) throw new Refused('max_tokens: Input should be greater than or equal to 1');
  if (value > 128_000) throw new Refused(`max_tokens: ${value} > 128000, which is the maximum allowed number of output tokens`);
}

function checkSystem(value: unknown): void {
  if (value === undefined || typeof value === 'string') return;
  for (const [at, item] of list(value, 'system').entries()) {
    const block = fields(item, `system.${at}`);
    if (block['type'] !== 'text') throw new Refused(`system.${at}.type: Input should be 'text'`);
    onlyFields(block, ['type', 'text', 'cache_control', 'citations'], `system.${at}`);
    if (text(block['text'], `system.${at}.text`) === '') throw new Refused('system: text content blocks must be non-empty');
  }
}

function missing(name: string): never {
  throw new Refused(`${name}: Field required`);
}
