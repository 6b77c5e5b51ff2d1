// Operations as people name them: by a file as `cowork changes --files` and the question show it, by the end of its path, or by id.
import type { Approval, Operation } from '../contract/changes.ts';
import { shown } from './card/group-moves.ts';
import { usage } from './exit.ts';
import { words } from './words/changes.ts';

export function touches(op: Operation, name: string): boolean {
  if (op.leftOut) return false;
  const paths = [op.from, op.to].filter((path) => path !== undefined);
  return paths.some((path) => path === name || shown(path) === name || path.endsWith(`/${name}`));
}

/** Ids of those that are named, and of the new folders they need. @throws a usage error for a name that fits none */
export function operationsNamed({ id, preview: { operations: all } }: Approval, names: readonly string[]): string[] {
  const named = names.flatMap((name) => {
    const found = all.filter((op) => op.id === name || touches(op, name));
    if (found.length === 0) throw usage(words.notAsked(name, id));
    return found;
  });
  const needed = new Set(named.flatMap((op) => op.needs ?? []));
  const folders = all.filter((op) => op.op === 'mkdir' && needed.has(op.id));
  return [...new Set([...folders, ...named].map((op) => op.id))];
}
