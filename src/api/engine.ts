// What the api needs of the engine, without its words. One implementation over Temporal, one in memory for tests.

import type { ScheduleEngine } from './schedule-engine.ts';

export interface Engine {
  readonly schedules: ScheduleEngine;
  /** Asks it: true when it answers now. One that is known to be down is not asked. Takes a second at most. */
  ready(): Promise<boolean>;
  /** Starts the task's workflow; nothing when it runs. Never refused because one of that id ended before. `priority` from 1 (first) to 5. */
  start(taskId: string, priority: number): Promise<void>;
  /** Makes the workflow read the store again. */
  nudge(taskId: string): Promise<'sent' | 'not_found'>;
  /** Ends the workflow at once; nothing when there is none. */
  terminate(taskId: string, reason: string): Promise<void>;
  /** Ends the workflow and removes its history; nothing when there is none. */
  remove(taskId: string): Promise<void>;
  /** Makes whoever answers this thread look, and starts it where none is there. */
  wakeThread(threadId: string): Promise<void>;
  /** Ends it and removes its history; nothing when there is none. */
  removeThread(threadId: string): Promise<void>;
  describe(taskId: string): Promise<EngineView>;
  close(): Promise<void>;
}
// Every method throws CoworkError engine_down when the engine cannot be reached in time; the order then simply stays.

export type EngineView =
  | { readonly kind: 'not_found' }
  /** It ended, in whatever way. */
  | { readonly kind: 'closed'; readonly runId: string; readonly how: string }
  | {
      readonly kind: 'running';
      readonly runId: string;
      /** Attempts of the workflow task that is due now; above 1 its code fails. */
      readonly attempt: number;
      /** Length of its history: while its code fails, it stays the same. */
      readonly historyLength: number;
      /** A call waits for the desktop and nobody has begun it. */
      readonly wantsDesktop: boolean;
    };
