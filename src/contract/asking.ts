// The rules of asking: one pure table. Facts about a frozen change set in, a verdict and the rule's name out.
import type { Access, Mode } from './task.ts';

/** In rising order of harm. */
export const CHANGE_KINDS = ['create', 'move', 'replace', 'delete'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What the rules need to know of a change set. Paths are the model's. */
export interface AskFacts {
  /** Every granted folder that is touched, a move's source and target both, with the greatest kind that happens there. */
  readonly folders: readonly { grantId: string; name: string; access: Access; kind: ChangeKind }[];
  readonly operations: number;
  /** Deletes, and what moves onto existing files destroy. */
  readonly deletes: readonly string[];
  readonly replaces: readonly string[];
  /** Replacements whose new length is less than half of the old. */
  readonly shrinks: readonly string[];
  /** Sources of moves whose target is in another grant (or outside every grant). */
  readonly leaves: readonly string[];
  readonly dotfiles: readonly string[];
  readonly executables: readonly string[];
  /** Files that somebody else changed in the last 10 minutes. */
  readonly fresh: readonly string[];
  /** Files whose bytes cannot be kept for undo. */
  readonly irreversible: readonly string[];
}

/** A decision that goes on holding: `task` and `schedule` for one tool, `always` for every tool and task, each in one folder up to one kind. */
export type Standing =
  | { readonly scope: 'task'; readonly tool: string; readonly grantId: string; readonly kind: ChangeKind }
  /** The same for each run of the schedule that made the task. */
  | {
      readonly scope: 'schedule';
      readonly scheduleId: string;
      readonly tool: string;
      readonly grantId: string;
      readonly kind: ChangeKind;
    }
  | { readonly scope: 'always'; readonly grantId: string; readonly kind: ChangeKind };

export type Verdict =
  | { kind: 'apply'; rule: string }
  /** `always`: no mode, no standing decision and no `--yes` answers it; scopes are [once]. */
  | { kind: 'ask'; rule: string; always: boolean }
  | { kind: 'refuse'; rule: string };

const AUTO_LIMIT = 50;

/** Why something is asked, where it is not the mode alone. Each has its words on the page: it must be found by exactly this text. */
export const ASKING_RULES = {
  irreversible: 'the bytes before cannot be kept for undo',
  deletes: 'deleting always asks in a folder with access write',
  shrinks: 'a replacement loses more than half of a file',
  leaves: 'a move leaves its folder',
  autoDeletes: 'mode auto: something is deleted',
  autoLeaves: 'mode auto: a move leaves its folder',
  autoReplaces: 'mode auto: a file is replaced',
  autoMany: `mode auto: more than ${AUTO_LIMIT} operations`,
  autoHidden: 'mode auto: a hidden file is touched',
  autoProgram: 'mode auto: a program is touched',
  autoFresh: 'mode auto: a file was changed by someone else in the last 10 minutes',
  folder: 'a folder that the agent wants always asks',
  host: 'a host that the agent wants always asks; what is sent there has left this computer',
  schedule: 'a schedule that the agent wants always asks',
} as const;
export type AskingRule = (typeof ASKING_RULES)[keyof typeof ASKING_RULES];

const harm = (kind: ChangeKind): number => CHANGE_KINDS.indexOf(kind);
/** The kinds that are as harmful as this one, or more: what still holds of them would answer it too. */
export const kindsFrom = (kind: ChangeKind): readonly ChangeKind[] => CHANGE_KINDS.slice(harm(kind));

/** Decides whether a change set applies, asks or is refused (DESIGN §6, rules of asking). Pure. */
export function judge(input: {
  mode: Mode;
  tool: string;
  /** Only /scratch, /outputs and deliveries to new names. */
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

/** Access is looked up path by path: a delete in a folder with full access follows the mode, whatever else the set touches. */
function alwaysAsks(facts: AskFacts): AskingRule | undefined {
  if (facts.irreversible.length > 0) return ASKING_RULES.irreversible;
  const guarded = (paths: readonly string[]): boolean => paths.some((path) => folderOf(facts, path)?.access !== 'full');
  if (guarded(facts.deletes)) return ASKING_RULES.deletes;
  if (guarded(facts.shrinks)) return ASKING_RULES.shrinks;
  if (guarded(facts.leaves)) return ASKING_RULES.leaves;
  return undefined;
}

function autoAsks(facts: AskFacts): AskingRule | undefined {
  const kinds = new Set(harmByFolder(facts).values());
  if (facts.deletes.length > 0) return ASKING_RULES.autoDeletes;
  if (facts.leaves.length > 0) return ASKING_RULES.autoLeaves;
  // By kind and not by path alone: a changed mode or date is a replace too, without being in `replaces`.
  if (kinds.has('replace') || kinds.has('delete')) return ASKING_RULES.autoReplaces;
  if (facts.operations > AUTO_LIMIT) return ASKING_RULES.autoMany;
  if (facts.dotfiles.length > 0) return ASKING_RULES.autoHidden;
  if (facts.executables.length > 0) return ASKING_RULES.autoProgram;
  if (facts.fresh.length > 0) return ASKING_RULES.autoFresh;
  return undefined;
}

/** Same folder, same or smaller kind, in every folder that is touched; all but `always` also need the same tool. */
function isStanding(tool: string, facts: AskFacts, standing: readonly Standing[]): boolean {
  const covers = (grantId: string, kind: ChangeKind): boolean =>
    standing.some((s) => (s.scope === 'always' || s.tool === tool) && s.grantId === grantId && harm(kind) <= harm(s.kind));
  const folders = [...harmByFolder(facts)];
  return folders.length > 0 && folders.every(([grantId, kind]) => covers(grantId, kind));
}

/**
 * The greatest kind per grant. For the folder that it leaves, a move is a delete: a standing decision about moves inside a folder
 * must not carry files out of it.
 */
export function harmByFolder(facts: AskFacts): Map<string, ChangeKind> {
  const greatest = new Map<string, ChangeKind>();
  const raise = (grantId: string | undefined, kind: ChangeKind): void => {
    if (grantId === undefined) return;
    const before = greatest.get(grantId);
    if (before === undefined || harm(before) < harm(kind)) greatest.set(grantId, kind);
  };
  for (const folder of facts.folders) raise(folder.grantId, folder.kind);
  for (const path of [...facts.replaces, ...facts.shrinks]) raise(folderOf(facts, path)?.grantId, 'replace');
  for (const path of [...facts.deletes, ...facts.leaves]) raise(folderOf(facts, path)?.grantId, 'delete');
  return greatest;
}

/** The touched folder that holds a path; undefined for a path of no touched grant, which no rule trusts. */
function folderOf(facts: AskFacts, path: string): AskFacts['folders'][number] | undefined {
  return facts.folders.find((folder) => path === `/folders/${folder.name}` || path.startsWith(`/folders/${folder.name}/`));
}
