// What the workflow may ask for. Arguments and answers are ids, numbers and closed unions: everything else is in the stores.
import type { ToolEffect } from '../contract/tools.ts';

export interface RunRef {
  readonly taskId: string;
  /** firstExecutionRunId: the same over continue-as-new, another after a rebuild. */
  readonly runId: string;
}

/** How every activity can say that the loop must not go on. */
export type Stop =
  /** The task has ended (or never was), or another run owns it. */
  | { kind: 'ended'; why: 'completed' | 'failed' | 'cancelled' | 'unknown_task' | 'superseded' }
  /** Somebody or some time must act first; look again when nudged, at the latest after `waitMs`: a span, because clocks differ. */
  | {
      kind: 'held';
      text: string;
      waitMs?: number;
      /** Tasks that it has made and that the workflow must start. */ start?: readonly string[];
    };

export interface CallRef {
  readonly index: number;
  readonly tool: string;
  readonly effect: ToolEffect;
}

export type BeginOutcome =
  | Stop
  /** `again`: an earlier run stored this step's answer, so it is only gone through once more. Absent in older histories. */
  | { kind: 'go'; step: number; again?: boolean; desktopQueue: string; localReads: boolean };

export type ModelOutcome =
  | Stop
  /** The assistant's message of this step is stored and wants tools. */
  | { kind: 'calls'; calls: readonly CallRef[] }
  /** This step is over without tools, and the turn goes on. */
  | { kind: 'next' }
  /** The store is at another step than the workflow. */
  | { kind: 'resync'; step: number };

export type CallOutcome =
  | Stop
  /** The result is stored. */
  | { kind: 'done' }
  /** A change set is frozen and must be asked; `settleChanges` does it. */
  | { kind: 'asks' }
  /** It touches paths of a set that is still proposed: settle first, then call again. */
  | { kind: 'overlaps' };

export type SettleOutcome = Stop | { kind: 'done' };

export interface ToolCallRef {
  readonly step: number;
  readonly index: number;
  /** How often this run has asked for the call before; absent at the first time. */
  readonly round?: number;
}

export interface RunOfSchedule {
  readonly scheduleId: string;
  /** ISO 8601: the time by which it was due. */
  readonly due: string;
}

export type TendOutcome =
  /** Nothing more is to be done for it. */
  | { kind: 'ended'; why: string }
  /** Look again when nudged, at the latest after so long. */
  | { kind: 'waiting'; text: string; waitMs: number };

export type ThreadOutcome =
  /** Nothing is to be answered. */
  | { kind: 'idle' }
  /** Something was stored: look at once. */
  | { kind: 'again' }
  /** Look again when nudged, at the latest after so long. */
  | { kind: 'waiting'; text: string; waitMs: number };

/** Activities of the agent queue: they need the task store and the model. */
export interface AgentActivities {
  /** First activity of every run: takes the task over, has its folders granted, says where to go on. */
  beginRun(run: RunRef): Promise<BeginOutcome>;
  /** One model call, exactly once stored per (task, step); seals the step before. */
  callModel(input: RunRef & { step: number }): Promise<ModelOutcome>;
  /** Decides about a due time, begins its task, sees it end. Safe to call again in any state. */
  tendRun(run: RunOfSchedule): Promise<TendOutcome>;
  /** One call of the model for a thread, with what its tools do. Safe to call again in any state. */
  answerThread(input: { threadId: string }): Promise<ThreadOutcome>;
}

/** Activities of the desktop queue: they need the folders. */
export interface DesktopActivities {
  /** One tool call, exactly once effective per (task, step, index). Safe to call again in any state. */
  runTool(input: RunRef & ToolCallRef): Promise<CallOutcome>;
  /** Asks for, waits on, applies or refuses the proposed change sets of these calls, as one question. */
  applyChanges(input: RunRef & { step: number; indexes: readonly number[] }): Promise<SettleOutcome>;
}
