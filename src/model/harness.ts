// Everything around a model call that is pure, in one object: activities know it by type and are given it by the composition root.
import { ownWaitMs } from './backoff.ts';
import { taskBlocks, userTextBlocks } from './blocks.ts';
import { budgetNotes } from './budget-notes.ts';
import { DEFAULT_MODEL } from './capabilities.ts';
import { checkBlocks, needsCheck } from './check.ts';
import { compactionAfter, planCompaction } from './compaction.ts';
import { buildRequest, replacementOf } from './context.ts';
import { estimateTokens } from './estimate.ts';
import { NO_GUARDS, afterStep, refusal } from './guards.ts';
import { GO_ON, dayOf, firstUserBlocks, noteBlocks } from './notes.ts';
import { oneLine, threadRequest } from './thread-request.ts';
import { foldUpto, mustFold, threadSummaryOf, threadSummaryRequest } from './thread-summary.ts';
import { summaryRequest } from './summary-request.ts';
import { toolResultBlock } from './tool-result-block.ts';

export const harness = {
  DEFAULT_MODEL,
  GO_ON,
  NO_GUARDS,
  firstUserBlocks,
  noteBlocks,
  estimateTokens,
  userTextBlocks,
  taskBlocks,
  toolResultBlock,
  buildRequest,
  replacementOf,
  planCompaction,
  summaryRequest,
  compactionAfter,
  afterStep,
  refusal,
  budgetNotes,
  needsCheck,
  checkBlocks,
  ownWaitMs,
  dayOf,
  threadRequest,
  foldUpto,
  mustFold,
  oneLine,
  threadSummaryRequest,
  threadSummaryOf,
} as const;

export type Harness = typeof harness;
