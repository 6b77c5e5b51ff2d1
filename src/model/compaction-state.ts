// What the stored `summary` of a compaction holds: its words, and the step at which the conversation was rewritten.
import type { CompactionState } from './port.ts';

export interface Rewrite {
  readonly text: string;
  /** The last step that existed then. Thinking up to it was made over other words and must not be sent any more. */
  readonly atStep: number;
}

export const NO_COMPACTION: CompactionState = { uptoStep: -1, clearedStep: -1, summary: '' };

export const packRewrite = (rewrite: Rewrite): string => JSON.stringify(rewrite);

/** Reads a stored summary; words that were stored without a step count as rewritten at the last replaced or cleared step. */
export function unpackRewrite(state: CompactionState): Rewrite {
  const least = Math.max(state.uptoStep, state.clearedStep);
  if (state.summary === '') return { text: '', atStep: least };
  try {
    const value = JSON.parse(state.summary) as Partial<Rewrite> | null;
    if (typeof value?.text === 'string' && typeof value.atStep === 'number') return { text: value.text, atStep: value.atStep };
  } catch {
    // Plain words.
  }
  return { text: state.summary, atStep: least };
}
