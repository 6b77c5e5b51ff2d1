// The rules of asking: one pure table. Facts about a frozen change set in, a verdict and the rule's name out.
import type { Access, Mode } from './task.ts';

/** What the rules need to know of a change set. Paths are the model's. */
export interface AskFacts {
  readonly folders: readonly { grantId: string; name: string; access: Access; kind: 'create' | 'move' | 'replace' | 'delete' }[];
  readonly operations: number;
  /** Deletes, moves onto existing files included. */
  readonly deletes: readonly string[];
  readonly replaces: readonly string[];
  /** Replacements whose new length is less than half of the old. */
  readonly shrinks: readonly string[];
  /** Moves whose target is in another grant (or outside every grant). */
  readonly leaves: readonly string[];
  readonly dotfiles: readonly string[];
  readonly executables: readonly string[];
  /** Files that somebody else changed in the last 10 minutes. */
  readonly fresh: readonly string[];
  /** Files whose bytes cannot be kept for undo. */
  readonly irreversible: readonly string[];
}

export interface Standing {
  readonly tool: string;
  readonly grantId: string;
  readonly kind: 'create' | 'move' | 'replace' | 'delete';
}

export type Verdict =
  | { kind: 'apply'; rule: string }
  /** `always`: no mode and no `--yes` answers it; scopes are [once]. */
  | { kind: 'ask'; rule: string; always: boolean }
  | { kind: 'refuse'; rule: string };

const HARM = { create: 0, move: 1, replace: 2, delete: 3 } as const;
const AUTO_LIMIT = 50;

/** Decides whether a change set applies, asks or is refused (DESIGN §6, rules of asking). Pure. */
export function judge(input: {
  mode: Mode;
  tool: string;
  internal: boolean;
  facts: AskFacts;
  standing: readonly Standing[];
}): Verdict {
  const { facts } = input;
  if (input.internal) return { kind: 'apply', rule: 'own places ask nothing' };
  const readOnly = facts.folders.find((f) => f.access === 'read');
  if (readOnly) return { kind: 'refuse', rule: `${readOnly.name} may only be read` };
  const always = alwaysAsks(facts);
  if (always) return { kind: 'ask', rule: always, always: true };
  if (isStanding(input.tool, facts, input.standing)) return { kind: 'apply', rule: 'you allowed this before' };
  if (input.mode === 'act') return { kind: 'apply', rule: 'mode act' };
  if (input.mode === 'ask') return { kind: 'ask', rule: 'mode ask: each change is asked', always: false };
  const why = autoAsks(facts);
  return why ? { kind: 'ask', rule: why, always: false } : { kind: 'apply', rule: 'mode auto: only creates or moves' };
}

function alwaysAsks(facts: AskFacts): string | undefined {
  if (facts.irreversible.length > 0) return 'the bytes before cannot be kept for undo';
  if (facts.folders.every((f) => f.access === 'full')) return undefined;
  if (facts.deletes.length > 0) return 'deleting always asks in a folder with access write';
  if (facts.shrinks.length > 0) return 'a replacement loses more than half of a file';
  if (facts.leaves.length > 0) return 'a move leaves its folder';
  return undefined;
}

function autoAsks(facts: AskFacts): string | undefined {
  if (facts.deletes.length > 0) return 'mode auto: something is deleted';
  if (facts.replaces.length > 0) return 'mode auto: a file is replaced';
  if (facts.leaves.length > 0) return 'mode auto: a move leaves its folder';
  if (facts.operations > AUTO_LIMIT) return `mode auto: more than ${AUTO_LIMIT} operations`;
  if (facts.dotfiles.length > 0) return 'mode auto: a hidden file is touched';
  if (facts.executables.length > 0) return 'mode auto: a program is touched';
  if (facts.fresh.length > 0) return 'mode auto: a file was changed by someone else in the last 10 minutes';
  return undefined;
}

/** Same tool, same folder, same or smaller kind. */
function isStanding(tool: string, facts: AskFacts, standing: readonly Standing[]): boolean {
  return (
    facts.folders.length > 0 &&
    facts.folders.every((f) => standing.some((s) => s.tool === tool && s.grantId === f.grantId && HARM[f.kind] <= HARM[s.kind]))
  );
}
