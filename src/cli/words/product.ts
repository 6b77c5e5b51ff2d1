// What the terminal says about the product itself: running or not, wrong usage, errors.

export const words = {
  notRunning: 'Durable Cowork is not running. Start it: cowork start --detach',
  offerStart: 'Durable Cowork is not running. Start it now?',
  later: (verb: string) => `"cowork ${verb}" is not in this version.`,
  failed: (what: string, why: string) => `${what}: ${why}`,
  noFolder: (path: string) => `There is no folder ${path}.`,
  notAFolder: (path: string) => `${path} is not a folder.`,
  noFile: (path: string) => `There is no file ${path}.`,
  number: (option: string) => `${option} wants a number above 0.`,
  mode: (given: string) => `There is no mode "${given}". Modes: ask, auto, act.`,
} as const;
