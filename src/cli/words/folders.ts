// What the terminal says about folders.
import type { ChangeKind } from '../../contract/asking.ts';
import { inShell } from '../format/in-shell.ts';
import { count } from '../format/numbers.ts';

/** What an answer "always" covers: changes of its kind and all that are less harmful. */
export const COVERS: Readonly<Record<ChangeKind, string>> = {
  create: 'new files',
  move: 'new files and moves',
  replace: 'new files, moves and replacements',
  delete: 'new files, moves, replacements and deletes',
};

export const words = {
  empty: 'No folders yet. For example: cowork folder add ~/Downloads',
  onlyNamed: 'only for tasks that name it',
  always: (what: string, when: string) => `always allowed: ${what} (since ${when})`,
  usedBy: (n: number) => `used by ${count(n, 'task')} now`,
  askAgainHint: 'Ask again about what is always allowed: cowork folder ask-again FOLDER [KIND]',
  removeHint: 'Take a folder away, from every task: cowork folder rm FOLDER',
  listed: (path: string, may: string) => `${path} (${may}): tasks that name no folder get it from now on.`,
  wasThere: (path: string, may: string, was: string | undefined) =>
    was === undefined ? `${path} was already there (${may}).` : `${path} was already there; now ${may} (was: ${was}).`,
  changed: (path: string, may: string, lower: boolean) =>
    lower ? `${path}: ${may}, from now on and in open tasks that could do more.` : `${path}: ${may}, for tasks from now on.`,
  removed: (path: string) => `${path} is taken away, from every task. What was changed there can still be undone.`,
  asksAgain: (path: string) => `${path}: every change is asked about again, as the mode says.`,
  asksAgainBut: (path: string, what: string) => `${path}: still always allowed: ${what}. Everything else is asked about again.`,
  nothingAlways: (path: string) => `Nothing is always allowed in ${path}.`,
  usesStanding: (folders: readonly string[]) => `Uses your standing folders: ${folders.join(', ')}`,
  noFolder: (path: string) => `There is no folder ${path}.`,
  notAFolder: (path: string) => `${path} is not a folder.`,
  noSuchAccess: (typed: string, all: readonly string[]) => `There is no access "${typed}". There are ${all.join(', ')}.`,
  unknown: (path: string) => `${path} is not among the folders. See them: cowork folder`,
  several: (name: string, paths: readonly string[]) => `More than one folder is called ${name}: ${paths.join(', ')}`,
  whichAccess: (text: string) =>
    `Say what may be done there: cowork folder set ${inShell(`${text.replace(/:\w*$/, '')}:read`)}, :write or :full`,
  noSuchWord: (word: string) => `There is no "cowork folder ${word}". There are ls, add, set, rm, ask-again.`,
  noSuchKind: (typed: string, all: readonly string[]) => `There is no kind of change "${typed}". There are ${all.join(', ')}.`,
} as const;
