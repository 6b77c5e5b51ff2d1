// Named moments at which a test or a proof rig may end the process. One narrow dependency; nothing happens by default.

/**
 * Called synchronously with `staged`, `before-decided`, `decided`, `op:<n>` (before the n-th hop, from 0), `linked` (inside a
 * replacement, between link and rename), `back:<n>`, `decided-back`, `before-receipt`, `receipt`, `cleaned`; in recovery the same names apply. May kill the process, or throw an error
 * with an errno `code` to stand for a failing disk.
 */
export type Faults = (point: string) => void;

export const NO_FAULTS: Faults = () => {};
