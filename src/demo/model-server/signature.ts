// Signatures of thinking blocks: the server remembers nothing, so all it must know later stands in the signature itself.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { FlatBlock } from './check-thinking.ts';
import type { Fields } from './refused.ts';

/** The same for every server process: a conversation may go on after a restart of the demo. It protects nothing. */
const SECRET = 'scripted-model-server';

export interface Issued {
  /** The thinking as it was told. */
  readonly words: string;
  /** Hash of all that stood before it. */
  readonly prefix: string;
  /** End of the signature of the thinking before it in the request; '' when it was the first. */
  readonly after: string;
}

export function sign(issued: Issued): string {
  const text = Buffer.from(JSON.stringify(issued)).toString('base64url');
  return `${text}.${mac(text)}`;
}

/** What a signature says, or undefined when it is not one of ours. */
export function readSignature(signature: string): Issued | undefined {
  const [text = '', seal = ''] = signature.split('.');
  const wanted = mac(text);
  if (seal.length !== wanted.length || !timingSafeEqual(Buffer.from(seal), Buffer.from(wanted))) return undefined;
  return JSON.parse(Buffer.from(text, 'base64url').toString()) as Issued;
}

const mac = (text: string): string => createHmac('sha256', SECRET).update(text).digest('base64url');

/** System, tools and all blocks before, without thinking and cache marks: what the service compares. Order of members does not count. */
export function prefixHash(request: Fields, before: readonly FlatBlock[]): string {
  const words = before
    .filter((f) => f.block['type'] !== 'thinking' && f.block['type'] !== 'redacted_thinking')
    .map((f) => [f.role, bare(f.block)]);
  return createHash('sha256')
    .update(JSON.stringify([bare(request['system'] ?? null), bare(request['tools'] ?? []), words]))
    .digest('base64url');
}

/** The value with sorted members and without cache marks. */
export function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([name]) => name !== 'cache_control');
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, bare(member)]));
}
