// Counts tokens and plays the prompt cache: what would have been read, written and paid.
import { createHash } from 'node:crypto';
import { turnsOf } from './check-messages.ts';
import { isFields } from './refused.ts';
import type { Fields } from './refused.ts';
import { bare } from './signature.ts';

const CHARS_PER_TOKEN = 4;
const IMAGE_TOKENS = 1_600;
/** Shorter prefixes are not cached. */
const LEAST_CACHED = 1_024;
/** A breakpoint finds an earlier entry at most so many blocks before it. */
const LOOK_BACK = 20;
const LIFE_MS = { '5m': 5 * 60_000, '1h': 60 * 60_000 } as const;

type Ttl = keyof typeof LIFE_MS;

interface Unit {
  /** Tokens of the prompt up to and including this block. */
  readonly upTo: number;
  /** Hash of the prompt up to and including this block. */
  readonly hash: string;
  readonly mark: Ttl | undefined;
}

export interface InputUsage {
  readonly input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_creation: { readonly ephemeral_5m_input_tokens: number; readonly ephemeral_1h_input_tokens: number };
}

export interface PromptCache {
  /** The usage of one request, whose breakpoints are written to the cache by it. */
  use(request: Fields): InputUsage;
}

export function createPromptCache(now: () => number = Date.now): PromptCache {
  const entries = new Map<string, { ttl: Ttl; expires: number }>();
  const alive = (unit: Unit): boolean => (entries.get(unit.hash)?.expires ?? 0) > now();

  return {
    use(request) {
      const units = unitsOf(request);
      const marks = units.flatMap((unit, at) => (unit.mark !== undefined && unit.upTo >= LEAST_CACHED ? [at] : []));
      const hit = Math.max(-1, ...marks.map((at) => longestHit(units, at, alive)));
      const read = units[hit]?.upTo ?? 0;
      const written = { '5m': 0, '1h': 0 };
      let from = read;
      for (const at of marks) {
        const unit = units[at];
        if (!unit?.mark) continue;
        if (at > hit) {
          written[unit.mark] += unit.upTo - from;
          from = unit.upTo;
        }
        entries.set(unit.hash, { ttl: unit.mark, expires: now() + LIFE_MS[unit.mark] });
      }
      const read2 = entries.get(units[hit]?.hash ?? '');
      if (read2) read2.expires = now() + LIFE_MS[read2.ttl];
      return {
        input_tokens: (units.at(-1)?.upTo ?? 0) - from,
        cache_read_input_tokens: read,
        cache_creation_input_tokens: written['5m'] + written['1h'],
        cache_creation: { ephemeral_5m_input_tokens: written['5m'], ephemeral_1h_input_tokens: written['1h'] },
      };
    },
  };
}

/** All prompt tokens of a request, as count_tokens answers them. */
export const countTokens = (request: Fields): number => unitsOf(request).at(-1)?.upTo ?? 0;

export const tokensOf = (text: string): number => Math.ceil(text.length / CHARS_PER_TOKEN);

function longestHit(units: readonly Unit[], mark: number, alive: (unit: Unit) => boolean): number {
  for (let at = mark; at >= Math.max(0, mark - LOOK_BACK); at -= 1) {
    const unit = units[at];
    if (unit && alive(unit)) return at;
  }
  return -1;
}

/** Tools, system and messages block by block. The model is part of the prefix: caches are not shared between models. */
function unitsOf(request: Fields): Unit[] {
  const parts: { value: unknown; role: string }[] = [
    ...listOf(request['tools']).map((value) => ({ value, role: 'tools' })),
    ...systemOf(request['system']).map((value) => ({ value, role: 'system' })),
    ...turnsOf(listOf(request['messages'])).flatMap((turn) => turn.blocks.map((f) => ({ value: f.block, role: turn.role }))),
  ];
  let upTo = 0;
  let hash = String(request['model']);
  return parts.map(({ value, role }) => {
    const text = JSON.stringify(bare(value));
    upTo += weigh(value, text);
    hash = createHash('sha256').update(`${hash}\n${role}\n${text}`).digest('base64url');
    return { upTo, hash, mark: markOf(value) };
  });
}

function weigh(value: unknown, text: string): number {
  const images = [...text.matchAll(/"data":"([A-Za-z0-9+/=]*)"/g)];
  if (images.length === 0 || !JSON.stringify(value).includes('"image"')) return tokensOf(text);
  const bytes = images.reduce((sum, [, data]) => sum + (data?.length ?? 0), 0);
  return Math.ceil((text.length - bytes) / CHARS_PER_TOKEN) + images.length * IMAGE_TOKENS;
}

function markOf(value: unknown): Ttl | undefined {
  const mark = isFields(value) ? value['cache_control'] : undefined;
  if (!isFields(mark)) return undefined;
  return mark['ttl'] === '1h' ? '1h' : '5m';
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const systemOf = (value: unknown): unknown[] => (typeof value === 'string' ? [{ type: 'text', text: value }] : listOf(value));
