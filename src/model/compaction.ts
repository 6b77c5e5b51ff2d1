// When a conversation has grown too long, and how far back to clear or summarise. Decisions only; the caller makes and stores them.
import { NO_COMPACTION, packRewrite, unpackRewrite } from './compaction-state.ts';
import { estimateTokens } from './estimate.ts';
import type { CompactionState, TranscriptMessage } from './port.ts';
import { clearedResult, isRefetchable } from './tool-result-block.ts';

/**
 * `uptoStep` is the last step concerned. `clear`: results that can be fetched again lose all but one line. `summarise`: the steps are
 * replaced by a summary, which must be made first (summary-request.ts).
 */
export type CompactionPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'clear'; readonly uptoStep: number }
  | { readonly kind: 'summarise'; readonly uptoStep: number };

/** Even where a model reads more, long prompts cost more at each step and answers get worse. */
const WORKING_TOKENS = 200_000;
/** Above this part of the window old results are cleared: early enough that most tasks never need a summary. */
const CLEAR_AT = 0.5;
/** Above this part old steps are summarised; the rest is room for one step's results and an answer. */
const SUMMARISE_AT = 0.75;
/** Thousands of small steps cost their wrapping, each time anew, where a summary says the same. */
const MOST_STEPS = 400;
/** The newest steps stay as they are: what the model is in the middle of. */
const KEEP_STEPS = 6;
/** What the newest steps may take of the window; bigger ones are kept in smaller number. */
const KEEP_AT_MOST = 0.3;
/** Clearing restarts the prompt cache, so it must win at least this part of the window. */
const WORTH_CLEARING = 0.1;

export interface CompactionInput {
  readonly transcript: readonly TranscriptMessage[];
  readonly compaction?: CompactionState | undefined;
  readonly contextTokens: number;
  /** All prompt tokens of the last call (cached ones included), when there was one since the last compaction. */
  readonly inputTokensLast?: number | undefined;
  /** The service refused the request as too long: something must go, whatever the figures say. */
  readonly force?: boolean;
}

/** Pure. The transcript must end with the user row of the step that is about to begin. */
export function planCompaction(input: CompactionInput): CompactionPlan {
  const state = input.compaction ?? NO_COMPACTION;
  const window = Math.min(input.contextTokens, WORKING_TOKENS);
  const last = lastStepOf(input.transcript);
  const used = usedTokens(input, state, last);
  const tooMany = last - state.uptoStep > MOST_STEPS;
  if (!input.force && !tooMany && used < window * CLEAR_AT) return { kind: 'none' };

  const clearTo = last - KEEP_STEPS;
  const won = clearTo > state.clearedStep ? clearingWins(input.transcript, state, clearTo) : 0;
  if (!input.force && !tooMany && won >= window * WORTH_CLEARING && used - won < window * SUMMARISE_AT)
    return { kind: 'clear', uptoStep: clearTo };
  if (!input.force && !tooMany && used < window * SUMMARISE_AT) return { kind: 'none' };

  const uptoStep = summariseTo(input, last, window);
  return uptoStep > state.uptoStep ? { kind: 'summarise', uptoStep } : { kind: 'none' };
}

/** The row to store once a plan is carried out. `summary` is the model's text for `summarise`. */
export function compactionAfter(
  plan: Exclude<CompactionPlan, { kind: 'none' }>,
  input: {
    readonly transcript: readonly TranscriptMessage[];
    readonly compaction?: CompactionState | undefined;
    readonly summary?: string;
  },
): CompactionState {
  const before = input.compaction ?? NO_COMPACTION;
  const atStep = lastStepOf(input.transcript);
  if (plan.kind === 'clear') {
    const { text } = unpackRewrite(before);
    return { uptoStep: before.uptoStep, clearedStep: plan.uptoStep, summary: packRewrite({ text, atStep }) };
  }
  return {
    uptoStep: plan.uptoStep,
    clearedStep: before.clearedStep,
    summary: packRewrite({ text: input.summary ?? '', atStep }),
  };
}

/** The last step that has an answer of the model; -1 before the first. */
export const lastStepOf = (transcript: readonly TranscriptMessage[]): number =>
  transcript.findLast((row) => row.role === 'assistant')?.step ?? -1;

/** The rows from this step on: a long transcript is not gone through for its end. */
export const rowsFrom = (transcript: readonly TranscriptMessage[], step: number): readonly TranscriptMessage[] =>
  transcript.slice(transcript.findLastIndex((row) => row.step < step) + 1);

function usedTokens(input: CompactionInput, state: CompactionState, last: number): number {
  const rewrittenNow = state !== NO_COMPACTION && unpackRewrite(state).atStep >= last;
  if (input.inputTokensLast !== undefined && !rewrittenNow) {
    // The last call did not see its own answer and the results since.
    return (
      input.inputTokensLast +
      estimateTokens(rowsFrom(input.transcript, last).filter((row) => !(row.role === 'user' && row.step === last)))
    );
  }
  return estimateTokens(rowsFrom(input.transcript, state.uptoStep + 1)) + estimateTokens(unpackRewrite(state).text);
}

function clearingWins(transcript: readonly TranscriptMessage[], state: CompactionState, clearTo: number): number {
  const rows = rowsFrom(transcript, state.clearedStep + 2).filter((row) => row.role === 'user' && row.step - 1 <= clearTo);
  const results = rows.flatMap((row) => row.content).filter(isRefetchable);
  return results.reduce((sum, block) => sum + estimateTokens(block) - estimateTokens(clearedResult(block)), 0);
}

/** Keeps the newest steps that fit their share, at least one; fewer when the service has refused already. */
function summariseTo(input: CompactionInput, last: number, window: number): number {
  const most = input.force ? Math.max(1, Math.floor(KEEP_STEPS / 2)) : KEEP_STEPS;
  let kept = 0;
  let tokens = 0;
  while (kept < most) {
    const step = last - kept;
    tokens += estimateTokens(
      rowsFrom(input.transcript, step).filter((row) => (row.role === 'assistant' ? row.step === step : row.step - 1 === step)),
    );
    if (kept > 0 && tokens > window * KEEP_AT_MOST) break;
    kept += 1;
  }
  return last - kept;
}
