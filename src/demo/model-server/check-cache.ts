// Cache breakpoints: how many, in which order of lifetimes, and where they may not be.
import { Refused, fields, isFields, onlyFields } from './refused.ts';
import type { Fields } from './refused.ts';

const MOST = 4;

/** In the order of the prefix: tools, system, messages (a result's inner blocks before the result). */
export function checkCacheControl(request: Fields): void {
  const marks = [
    ...marksOf(request['tools'], 'tools'),
    ...marksOf(request['system'], 'system'),
    ...messageMarks(request['messages']),
  ];
  if (isFields(request['cache_control'])) marks.push({ path: '', ttl: ttlOf(request['cache_control'], 'cache_control') });
  if (marks.length > MOST)
    throw new Refused(`A maximum of ${MOST} blocks with cache_control may be provided. Found ${marks.length}.`);
  let short = false;
  for (const { path, ttl } of marks) {
    if (ttl === '1h' && short) {
      throw new Refused(
        `${path}.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: \`tools\`, \`system\`, \`messages\`.`,
      );
    }
    short ||= ttl === '5m';
  }
}

interface Mark {
  readonly path: string;
  readonly ttl: string;
}

function messageMarks(messages: unknown): Mark[] {
  if (!Array.isArray(messages)) return [];
  return messages.flatMap((message, at) => marksOf((message as Fields)['content'], `messages.${at}.content`));
}

function marksOf(blocks: unknown, where: string): Mark[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((item, at) => {
    if (!isFields(item)) return [];
    const path = `${where}.${at}`;
    const inner = marksOf(item['content'], `${path}.content`);
    const mark = item['cache_control'];
    if (mark === undefined || mark === null) return inner;
    if (item['type'] === 'thinking' || item['type'] === 'redacted_thinking')
      throw new Refused(`${path}.thinking.cache_control: Extra inputs are not permitted`);
    if (item['type'] === 'text' && item['text'] === '')
      throw new Refused(`${path}: cache_control cannot be set for empty text blocks`);
    return [...inner, { path, ttl: ttlOf(mark, `${path}.cache_control`) }];
  });
}

function ttlOf(mark: unknown, where: string): string {
  const control = fields(mark, where);
  onlyFields(control, ['type', 'ttl'], where);
  if (control['type'] !== 'ephemeral') throw new Refused(`${where}.type: Input should be 'ephemeral'`);
  const ttl = control['ttl'] ?? '5m';
  if (ttl !== '5m' && ttl !== '1h') throw new Refused(`${where}.ephemeral.ttl: Input should be '5m' or '1h'`);
  return ttl;
}
