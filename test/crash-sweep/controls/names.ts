// Products that are broken on purpose, in one way each: the sweep must notice every one of them. None of this is in the package.

export const CONTROLS = ['lock off', 'receipts not looked at', 'decisions only by Update'] as const;
export type Control = (typeof CONTROLS)[number];

/** Environment variable that tells the broken product's processes how they are broken. */
export const BROKEN = 'SWEEP_CONTROL';

export const brokenBy = (env: NodeJS.ProcessEnv): Control | undefined => CONTROLS.find((name) => name === env[BROKEN]);
