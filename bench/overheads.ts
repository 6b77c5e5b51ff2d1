// Turns the model's stopwatch into the figures by the names of vercel/workflow's metric set. Pure.

/** One request to the model. */
export interface Turn {
  /** From 0; undefined: no step of the task but a summary or a check. */
  readonly step: number | undefined;
  readonly arrivedMs: number;
  /** When the answer was ready to be written. */
  readonly answeredMs: number;
}

const inModel = (turn: Turn): number => turn.answeredMs - turn.arrivedMs;

/**
 * Step-to-step overhead: milliseconds from each step's answer to the next step's request, at the index of the first of them, from 0.
 * Summaries in between count with what they cost beside the model.
 */
export function stepToStep(turns: readonly Turn[]): number[] {
  const gaps: number[] = [];
  let before: Turn | undefined;
  let between = 0;
  for (const turn of turns) {
    if (turn.step === undefined) {
      between += inModel(turn);
      continue;
    }
    if (before) gaps.push(turn.arrivedMs - before.answeredMs - between);
    before = turn;
    between = 0;
  }
  return gaps;
}

/** Time to first step: from the order to the first request. */
export const firstStep = (turns: readonly Turn[], startedMs: number): number => (turns[0]?.arrivedMs ?? NaN) - startedMs;

/** Workflow overhead: from the order to the last answer, without what the model took. */
export const workflowOverhead = (turns: readonly Turn[], startedMs: number): number =>
  (turns.at(-1)?.answeredMs ?? NaN) - startedMs - turns.reduce((sum, turn) => sum + inModel(turn), 0);

/** Where step-to-step overhead is looked at: numbers of steps, from 1. */
const WINDOWS = [
  [1, 20],
  [101, 120],
  [1_001, 1_020],
  [10_001, 10_020],
] as const;

/** The windows that the task came to, with their gaps. */
export const windowsOf = (gaps: readonly number[]): { name: string; gaps: number[] }[] =>
  WINDOWS.filter(([from]) => gaps.length >= from).map(([from, to]) => ({
    name: `${from.toLocaleString('en-US')}–${to.toLocaleString('en-US')}`,
    gaps: gaps.slice(from - 1, to),
  }));
