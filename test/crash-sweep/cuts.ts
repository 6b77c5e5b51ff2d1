// When a kill may cut a command. What ran is gone with its machine until its content is here; a worker takes only what it had not begun yet.
import { type Case, spotOf } from './case.ts';

const RUNS = /^command-(machine|shared|prepared|begun|ended|settled|listed)$/;
/** Claimed, and nobody knows whether it was begun. */
const UNBEGUN = /^(tool-claimed|command-machine|command-shared|command-prepared)$/;
/** Content is here, but only the worker knew of it. */
const UNFROZEN = /^(command-fetched|changes-staged)$/;

/** A command that was cut and need not be; where nothing can be said of the moment, cut more than once. */
export function cutWrongs(one: Case, cut: number | undefined): string[] {
  if (cut === undefined) return [];
  const spot = spotOf(one);
  const most = spot && spot.nth === 1 ? Number(isCutBy(one.victim, spot.point)) : 1;
  return cut <= most ? [] : [`a command was cut ${cut} times, not ${most}`];
}

function isCutBy(victim: Case['victim'], point: string): boolean {
  switch (victim) {
    case 'machine':
      return RUNS.test(point);
    case 'machine and worker':
      return RUNS.test(point) || UNBEGUN.test(point) || UNFROZEN.test(point);
    default:
      return UNBEGUN.test(point);
  }
}
