// The loop's own small memory between steps: what the model was told, the completion check, and what the guards have seen.
import type { GuardState } from '../model/guards.ts';
import type { ToldState } from '../model/notes.ts';
import type { TaskRow } from '../store/port.ts';

export interface Turn {
  readonly told?: ToldState;
  readonly guards?: GuardState;
  /** Percentages of the budget that were told. */
  readonly budgetTold?: readonly number[];
  /** Asked once, at the first tool-free step; `outcome` is that step's text. */
  readonly check?: { readonly state: 'asked' | 'done'; readonly step: number; readonly outcome: string };
  /** Prompt tokens of the last call, cached ones included. */
  readonly inputTokens?: number;
  /** The step whose answer paused the task (the service declined); going on from it needs the user once. */
  readonly heldAt?: number;
  /** Answers without words and calls in a row. */
  readonly empty?: number;
  /** The user was asked about folders that cannot be used. */
  readonly foldersAsked?: boolean;
}

export const turnOf = (task: Pick<TaskRow, 'turn'>): Turn => task.turn;
