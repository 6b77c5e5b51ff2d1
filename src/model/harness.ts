// Everything around a model call that is pure, in one object: activities know it by type and are given it by the composition root.
import { ownWaitMs } from './backoff.ts';
import { userTextBlocks } from './blocks.ts';
import { budgetNotes } from './budget-notes.ts';
import { DEFAULT_MODEL } from './capabilities.ts';
import { checkBlocks, needsCheck } from './check.ts';
import { compactionAfter, planCompaction } from './compaction.ts';
import { buildRequest } from './context.ts';
import { NO_GUARDS, afterStep, refusal } from './guards.ts';
import { GO_ON, firstUserBlocks, noteBlocks } from './notes.ts';
import { summaryRequest } from './summary-request.ts';
import { toolResultBlock } from './tool-result-block.ts';

export const harness = {
  DEFAULT_MODEL,
  GO_ON,
  NO_GUARDS,
  firstUserBlocks,
  noteBlocks,
  userTextBlocks,
  toolResultBlock,
  buildRequest,
  planCompaction,
  summaryRequest,
  compactionAfter,
  afterStep,
  refusal,
  budgetNotes,
  needsCheck,
  checkBlocks,
  ownWaitMs,
} as const;

export type Harness = typeof harness;
