// What somebody changed while a draft was being made was not seen by who made it: such a draft is never carried out.
import { CoworkError, isCoworkError } from '../../contract/errors.ts';
import { conflictsOf } from './check.ts';
import type { Context } from './context.ts';
import { createFolders } from './folders.ts';
import type { SetRecord } from './model.ts';
import type { Planned } from './plan.ts';
import { readPlan } from './records.ts';

/** `since` in ms; without it anything goes. @throws CoworkError changed_meanwhile */
export function refuseChanged({ plan, read }: Pick<Planned, 'plan' | 'read'>, since: number | undefined): void {
  if (since === undefined) return;
  const looked = plan.things.filter(({ staged }) => !staged).map(({ path, base }) => ({ path, ctimeNs: BigInt(base.ctimeNs) }));
  const isYounger = (ctimeNs: bigint): boolean => Number(ctimeNs / 1_000_000n) > since;
  const changed = [...looked, ...read].filter(({ path, ctimeNs }) => path.startsWith('/folders/') && isYounger(ctimeNs));
  if (changed.length > 0) throw changedMeanwhile(changed.map(({ path }) => path));
}

/** For a set that waits and cannot be frozen again. */
export async function changedSince(c: Context, set: SetRecord): Promise<CoworkError> {
  const plan = await readPlan(c.db, set);
  const paths = plan.operations.map(({ from, to }) => (from ?? to)!);
  const folders = createFolders(plan.folders);
  try {
    const conflicts = [...all(conflictsOf({ folders, things: plan.things, changes: plan.changes }))];
    return changedMeanwhile(conflicts.length > 0 ? conflicts.map(({ path }) => path) : paths);
  } catch (error) {
    if (!isCoworkError(error)) throw error;
    return changedMeanwhile(paths);
  } finally {
    folders.close();
  }
}

function all<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Paths that are named; more would only be longer. */
const NAMED = 5;

function changedMeanwhile(paths: readonly string[]): CoworkError {
  const named = [...new Set(paths)];
  const more = named.length > NAMED ? ` and ${named.length - NAMED} more` : '';
  const words = `Changed by somebody else meanwhile: ${named.slice(0, NAMED).join(', ')}${more}.`;
  return new CoworkError(
    'changed_meanwhile',
    `${words} Nothing was done to the files; look at them as they are now and do it again`,
    {
      extra: { paths: named.slice(0, NAMED) },
    },
  );
}
