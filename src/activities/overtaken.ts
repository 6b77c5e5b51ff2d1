// Files that changed between freezing and applying: nothing was applied, and the same wish is judged again against the present disk.
import { CoworkError } from '../contract/errors.ts';
import type { ApplyOutcome } from '../files/port.ts';

type Conflict = Extract<ApplyOutcome, { kind: 'changed' }>['conflicts'][number];

/** Files that are named in one line; the new question shows them all. */
const NAMED = 3;
/** A file that somebody writes all the time is never what it was: after so many tries in a row it is the model that must do something else. */
const MOST_TRIES = 3;

/** What is said of a set that was overtaken. */
export const overtakenBy = (conflicts: readonly Conflict[]): string => `files changed before it was applied${named(conflicts)}`;

/** @throws CoworkError changed_meanwhile when this was the last try; `tries`: how often a set of this call has been overtaken now */
export function refuseOvertaken(conflicts: readonly Conflict[], tries: number): void {
  if (tries < MOST_TRIES) return;
  const which = named(conflicts);
  throw new CoworkError(
    'changed_meanwhile',
    `Files kept changing while this was to be done, ${tries} times in a row${which}; nothing was done`,
  );
}

function named(conflicts: readonly Conflict[]): string {
  const first = conflicts.slice(0, NAMED).map(({ path, reason }) => `${path} (${reason})`);
  const more = conflicts.length > NAMED ? [`${conflicts.length - NAMED} more`] : [];
  return first.length === 0 ? '' : `: ${[...first, ...more].join(', ')}`;
}
