// Tool calls of a transcript by id, with a few words on what each was about.
import type { TranscriptMessage } from './port.ts';

export interface Call {
  readonly name: string;
  readonly input: unknown;
  /** "/folders/x/a.txt", "214 moves": enough to tell calls apart in a list. */
  readonly target: string;
}

export function callsById(transcript: readonly TranscriptMessage[]): ReadonlyMap<string, Call> {
  const calls = new Map<string, Call>();
  for (const block of transcript.filter((row) => row.role === 'assistant').flatMap((row) => row.content)) {
    if (block.type !== 'tool_use') continue;
    calls.set(String(block['id']), { name: String(block['name']), input: block['input'], target: targetOf(block['input']) });
  }
  return calls;
}

const WORDS = ['path', 'title', 'question', 'query', 'url', 'reason', 'name'] as const;

function targetOf(input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  const members = input as Record<string, unknown>;
  for (const [field, noun] of [
    ['moves', 'moves'],
    ['paths', 'paths'],
  ] as const) {
    const list = members[field];
    if (Array.isArray(list)) return `(${list.length} ${noun})`;
  }
  for (const field of WORDS) {
    const value = members[field];
    if (typeof value === 'string') return value.length <= 120 ? value : `${value.slice(0, 120)}…`;
  }
  return '';
}
