// What the terminal says about changes, questions about changes, and undo.
import type { ChangeSetState, Counts, OperationKind } from '../../contract/changes.ts';
import { count } from '../format/numbers.ts';

export const STATE: Readonly<Record<ChangeSetState, string>> = {
  proposed: 'waits for your answer',
  applied: 'done',
  undone: 'undone',
  rejected: 'not allowed, nothing changed',
  conflict: 'files had changed meanwhile, nothing changed',
  failed: 'stopped half-way; nothing was changed',
  stuck: 'neither finished nor taken back',
};

export const VERB: Readonly<Record<OperationKind, string>> = {
  create: 'new',
  replace: 'replaced',
  move: 'moved',
  delete: 'deleted',
  mkdir: 'new folder',
  rmdir: 'folder removed',
  restore: 'brought back',
  attributes: 'attributes',
};

type Said = Readonly<Record<'move' | 'create' | 'replace' | 'delete', (n: number) => string>>;

const FUTURE: Said = {
  move: (n) => `${count(n, 'file')} will move`,
  create: (n) => `${count(n, 'new file')} will be made`,
  replace: (n) => `${count(n, 'file')} will be replaced`,
  delete: (n) => `${count(n, 'file')} will be deleted`,
};
const PAST: Said = {
  move: (n) => `${count(n, 'file')} moved`,
  create: (n) => `${count(n, 'new file')} made`,
  replace: (n) => `${count(n, 'file')} replaced`,
  delete: (n) => `${count(n, 'file')} deleted`,
};

/** "214 files will move, 3 will be replaced, none deleted". Undefined where the counts say nothing: then the summary speaks. */
export const willHappen = (counts: Counts): string | undefined => inWords(counts, FUTURE);
/** "214 files moved, none deleted". */
export const didHappen = (counts: Counts): string | undefined => inWords(counts, PAST);

function inWords(counts: Counts, said: Said): string | undefined {
  const kinds = (['move', 'create', 'replace', 'delete'] as const).filter((kind) => counts[kind] > 0);
  if (kinds.length === 0) return undefined;
  const text = kinds.map((kind) => said[kind](counts[kind])).join(', ');
  return counts.delete === 0 ? `${text}, none deleted` : text;
}

export const words = {
  irreversible: (n: number) => `Cannot be undone (${count(n, 'file')}):`,
  conflicts: 'Cannot be done as it stands:',
  replaces: 'Will be replaced:',
  deletes: 'Will be deleted:',
  creates: 'New:',
  others: 'Also:',
  newFolders: (n: number) => count(n, 'new folder'),
  more: (n: number) => `… and ${n.toLocaleString('en-US')} more`,
  why: (rule: string) => `Asked because: ${rule}`,
  ask: 'Allow this?',
  allowOnce: 'Allow once',
  allowTask: 'Allow for this task',
  allowTaskHint: 'the same kind of change in the same folder, until the task ends',
  allowSchedule: 'Allow for this schedule',
  allowAlways: 'Always allow',
  deny: 'Not this…',
  denyHint: 'with a note on what to do instead',
  some: 'Only some of it…',
  showAll: 'Show all',
  otherFolder: 'Another folder…',
  whichFolder: 'Which folder may it use?',
  note: 'What should it do instead? (may stay empty)',
  pick: 'Which ones? (space ticks, Enter goes on)',
  pickGroups: 'Which folders? (space ticks, Enter goes on)',
  tooFewPicked: 'Nothing was ticked. Choose "Not this…" to refuse all of it.',
  needed: (names: readonly string[]) => `The rest cannot be done without: ${names.join(', ')}`,
  nextPage: 'More',
  back: 'Back to the question',
  allowed: 'Allowed',
  allowedOnce: 'Allowed once',
  allowedTask: 'Allowed for this task',
  denied: 'Not allowed',
  allowedIt: (summary: string) => `Allowed: ${summary}`,
  noSuchScope: (typed: string, all: readonly string[]) => `There is no scope "${typed}". There are ${all.join(', ')}.`,
  noSuchSet: (prefix: string) => `No single change begins with ${prefix}. See them: cowork changes`,
  noSuchFiles: (names: readonly string[]) =>
    `No change that can be undone touched ${names.join(', ')}. See them: cowork changes --files`,
  superseded: 'The question fell away',
  neverAutomatic: 'This is asked in every mode; --yes does not answer it.',
  undoHint: (task: string, set?: string) => `Undo: cowork undo ${task}${set === undefined ? '' : ` --set ${set}`}`,
  redoHint: (task: string, set?: string) => `Do it again: cowork redo ${task}${set === undefined ? '' : ` --set ${set}`}`,
  forceHint: (task: string) => `Both versions can be kept: cowork undo ${task} --force`,
  nothingToUndo: 'There is nothing to undo.',
  nothingToRedo: 'There is nothing to do again.',
  noChanges: 'No changes so far.',
  pending: 'Your computer is not reachable now; it will be done as soon as it is back.',
  conflictHead: 'Changed by someone else since, so left alone:',
  kept: 'Both versions kept:',
  notUndoable: 'cannot be undone any more',
} as const;
