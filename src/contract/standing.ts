// What a decision that holds longer than once would allow, and which of these scopes a question offers.
import { harmByFolder } from './asking.ts';
import type { AskFacts, ChangeKind, Verdict } from './asking.ts';
import type { FileOperationKind, Operation, Scope } from './changes.ts';

/**
 * What scope `task` or `always` on this change set would go on allowing: per folder its greatest kind. Sorted by grant. With `part`,
 * the operations that were allowed of it: what was unticked is not allowed for later either.
 */
export function standingFor(facts: AskFacts, part?: readonly Operation[]): { grantId: string; kind: ChangeKind }[] {
  return [...harmByFolder(part ? factsOfPart(facts, part) : facts)]
    .map(([grantId, kind]) => ({ grantId, kind }))
    .sort((a, b) => (a.grantId < b.grantId ? -1 : 1));
}

/** The scopes that a question offers, the default first; `schedule` in a task that a schedule made. */
export function scopesFor(verdict: Extract<Verdict, { kind: 'ask' }>, bySchedule: boolean): Scope[] {
  if (verdict.always) return ['once'];
  return bySchedule ? ['once', 'task', 'schedule', 'always'] : ['once', 'task', 'always'];
}

const KIND: Readonly<Record<FileOperationKind, ChangeKind>> = {
  create: 'create',
  mkdir: 'create',
  restore: 'create',
  move: 'move',
  replace: 'replace',
  attributes: 'replace',
  delete: 'delete',
  rmdir: 'delete',
};

/** The facts as if only these operations were there. What they destroy on the way is in the lists of paths. */
function factsOfPart(facts: AskFacts, part: readonly Operation[]): AskFacts {
  const paths = new Set(part.flatMap(({ from, to }) => [from, to]));
  const of = (list: readonly string[]): string[] => list.filter((path) => paths.has(path));
  const touched = facts.folders.flatMap((folder) => {
    const inside = (path: string | undefined): boolean => path?.startsWith(`/folders/${folder.name}/`) ?? false;
    return part
      .filter(({ from, to }) => inside(from) || inside(to))
      .map(({ op, from }) => ({ ...folder, kind: op === 'move' && !inside(from) ? 'create' : KIND[op as FileOperationKind] }));
  });
  const { deletes, replaces, shrinks, leaves } = facts;
  return {
    ...facts,
    folders: touched,
    deletes: of(deletes),
    replaces: of(replaces),
    shrinks: of(shrinks),
    leaves: of(leaves),
  };
}
