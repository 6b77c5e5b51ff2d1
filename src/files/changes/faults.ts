// Named moments at which a test or a proof rig may end the process. One narrow dependency; nothing happens by default.
import type { CrashPoint, CrashPoints } from '../../contract/crash-points.ts';

/**
 * `op:<n>` is before the n-th hop (from 0), `back:<n>` before it is taken back, `linked` inside a replacement, between link and rename;
 * the others say by name what has just been done. In recovery the same names apply.
 */
type Fault =
  | ('staged' | 'frozen' | 'before-decided' | 'decided' | 'linked' | 'synced')
  | ('before-decided-back' | 'decided-back' | 'before-receipt' | 'receipt' | 'cleaned' | 'rejected')
  | ('undo-chosen' | 'undo-done' | 'undo-stored' | 'prune-before-marked' | 'prune-marked' | 'prune-swept')
  | `op:${number}`
  | `back:${number}`;

/** Called synchronously. May kill the process, or throw an error with an errno `code` to stand for a failing disk. */
export type Faults = (point: Fault) => void;

export const NO_FAULTS: Faults = () => {};

/** The same moments under their names in the product's one list: a hop is told by how often it is passed. */
export const faultsOf =
  (crash: CrashPoints): Faults =>
  (point) =>
    crash(crashPointOf(point));

function crashPointOf(point: Fault): CrashPoint {
  if (point.startsWith('op:')) return 'changes-op';
  if (point.startsWith('back:')) return 'changes-back';
  const named = point as Exclude<Fault, `${'op' | 'back'}:${number}`>;
  return isOwn(named) ? named : `changes-${named}`;
}

type Own = Extract<Fault, CrashPoint>;
const isOwn = (point: Exclude<Fault, `${'op' | 'back'}:${number}`>): point is Own => /^(undo|prune)-/.test(point);
