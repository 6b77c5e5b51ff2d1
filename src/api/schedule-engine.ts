// What the api needs of the engine for schedules. The rows say what shall be; these calls make it so, as often as needed.
import type { EngineSpec } from '../schedules/engine-spec.ts';

/** A schedule as the engine has to have it. */
export interface EngineSchedule {
  readonly id: string;
  /** Of everything below: tells whether the engine's is the same. */
  readonly mark: string;
  readonly spec: EngineSpec;
  readonly paused: boolean;
  readonly windowMs: number;
}

export interface ScheduleEngine {
  /** Makes it or brings it up to date. True when due times may have passed that the engine did not look at. */
  put(schedule: EngineSchedule): Promise<boolean>;
  /** Nothing when there is none. */
  remove(scheduleId: string): Promise<void>;
  /** Every schedule of ours that the engine has, with its mark. */
  list(): Promise<{ id: string; mark: string }[]>;
  /** Starts what was due in this time; what has been started is started again and finds its row. */
  makeUp(scheduleId: string, from: Date, to: Date): Promise<void>;
  nudgeRun(scheduleId: string, due: string): Promise<'sent' | 'not_found'>;
  /** Nothing when it runs. */
  startRun(scheduleId: string, due: string): Promise<void>;
}
