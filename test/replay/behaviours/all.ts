// One small job per behaviour of the workflows; their recorded histories are replayed against every later bundle.
import type { Behaviour } from './behaviour.ts';
import { OTHERS } from './others.ts';
import { PLAIN } from './plain.ts';
import { STEERED } from './steered.ts';
import { TROUBLED } from './troubled.ts';

export const BEHAVIOURS: readonly Behaviour[] = [...PLAIN, ...STEERED, ...TROUBLED, ...OTHERS];
