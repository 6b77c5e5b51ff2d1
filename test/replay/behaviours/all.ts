// One small task per behaviour of the workflow; their recorded histories are replayed against every later bundle.
import type { Behaviour } from './behaviour.ts';
import { PLAIN } from './plain.ts';
import { STEERED } from './steered.ts';
import { TROUBLED } from './troubled.ts';

export const BEHAVIOURS: readonly Behaviour[] = [...PLAIN, ...STEERED, ...TROUBLED];
