// What an approval is bound to: a hash of the tool, its arguments and the exact operations that the person was shown.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Operation } from '../contract/changes.ts';

/** Members of an operation that say what happens. `diff`, `conflict` and the like only explain and are left out. */
const BOUND = ['id', 'op', 'from', 'to', 'bytes', 'before', 'after'] as const;

/** SHA-256 (hex) of the RFC 8785 JSON of {tool, arguments, operations}. Throws on text that is not well-formed Unicode. */
export function argumentsHash(input: {
  tool: string;
  arguments: Readonly<Record<string, unknown>>;
  operations: readonly Operation[];
}): string {
  const operations = input.operations.map((operation) => Object.fromEntries(BOUND.map((name) => [name, operation[name]])));
  const json = canonicalize({ tool: input.tool, arguments: input.arguments, operations }) ?? '';
  return createHash('sha256').update(json, 'utf8').digest('hex');
}
