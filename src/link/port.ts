// Hints between api and worker over a unix socket: never the only way anything travels, always the fastest.
import type { Ephemeral } from '../contract/events.ts';

/** The api's end: it listens. */
export interface ApiLink {
  /** A task has events up to `seq`; read the store. Also called with every open task after a (re)connect. */
  onAppended(listener: (taskId: string, seq: number) => void): void;
  onEphemeral(listener: (event: Ephemeral) => void): void;
  /** Tells the worker to stop what it runs for this task now. */
  abort(taskId: string, why: 'cancel_now' | 'kill' | 'pause'): void;
  /** Tells the worker that desktop requests wait. */
  drain(): void;
  /** True while a worker is connected. */
  readonly connected: boolean;
  /** True while one is connected that takes tasks. */
  readonly serving: boolean;
  close(): Promise<void>;
}

/** The worker's end: it connects and reconnects for ever. */
export interface WorkerLink {
  appended(taskId: string, seq: number): void;
  ephemeral(event: Ephemeral): void;
  /** From now on, and after every reconnect, the api knows that this worker takes tasks. */
  serving(): void;
  onAbort(listener: (taskId: string, why: 'cancel_now' | 'kill' | 'pause') => void): void;
  /** Also called after every (re)connect. */
  onDrain(listener: () => void): void;
  close(): Promise<void>;
}
