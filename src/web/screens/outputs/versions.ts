// Results of one name are versions of one thing: the newest stands in lists, the others behind it.
import type { Output } from '../../../contract/task.ts';

export interface Result {
  readonly newest: Output;
  /** From the newest on. */
  readonly versions: readonly Output[];
}

/** In the order in which the newest ones were made, the last one first. */
export function resultsOf(outputs: readonly Output[]): Result[] {
  const byName = Map.groupBy(outputs, ({ name }) => name);
  return [...byName.values()]
    .flatMap((group): Result[] => {
      // One name twice with one version is two files in two places.
      const isHistory = new Set(group.map(({ version }) => version)).size === group.length;
      const versions = group.toSorted((a, b) => b.version - a.version);
      return isHistory ? [{ newest: versions[0]!, versions }] : versions.map((one) => ({ newest: one, versions: [one] }));
    })
    .toSorted((a, b) => b.newest.createdAt.localeCompare(a.newest.createdAt));
}

/** The newer version that was put where this one was: the bytes of this one are no longer there. */
export function replacementOf(output: Output, all: readonly Output[]): Output | undefined {
  const place = (of: Output): string => of.deliveredTo ?? of.path;
  return all.find((other) => other.version > output.version && place(other) === place(output));
}
