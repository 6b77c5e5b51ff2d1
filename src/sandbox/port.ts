// What a driver of sandboxes can do. One sandbox a task: its commands see the folders that are shared with it and can change nothing in them.
import type { Guest } from './guest.ts';

/** A folder of this computer that commands see. */
export interface SharedFolder {
  /** Where commands find it: /folders/<name>, /scratch … */
  readonly at: string;
  /** Identity of the folder that is shared: this one, or the one that `sub` lies in. */
  readonly dev: string;
  readonly ino: string;
  readonly sub: string;
  readonly readOnly: boolean;
  /** Opens the folder with this identity. */
  open(): { readonly fd: number; close(): void };
}

export type Availability =
  | {
      readonly kind: 'ready';
      /** What runs a virtual machine; `process`: there is none. */
      readonly accelerator: 'kvm' | 'hvf' | 'tcg' | 'process';
    }
  /** Why commands do not run here, and the one thing that mends it. */
  | { readonly kind: 'unavailable'; readonly why: string; readonly mend: string };

/** What the guest does, and what it takes to show it folders. */
export interface Sandbox extends Omit<Guest, 'begin' | 'arrange'> {
  /** Differs after every start: what ran before it is gone. */
  readonly boot: string;
  /** Its commands are processes of this computer. */
  readonly withoutMachine: boolean;
  /** Makes exactly these folders be there, with nothing changed in them. */
  share(folders: readonly SharedFolder[]): Promise<void>;
}

export interface SandboxDriver {
  availability(): Promise<Availability>;
  /** The task's sandbox, if it runs. */
  attach(taskId: string): Promise<Sandbox | undefined>;
  /** The task's sandbox, started where it does not run. @throws CoworkError sandbox_failed */
  open(taskId: string, signal: AbortSignal): Promise<Sandbox>;
  /** Ends it; its disk stays. */
  stop(taskId: string): Promise<void>;
  /** Ends it for good. */
  destroy(taskId: string): Promise<void>;
  /** Tasks that have a sandbox, running or not. */
  list(): Promise<{ taskId: string; running: boolean }[]>;
  /** Lets go of all sandboxes; they run on, to be found again. What they wrote is on their disks. */
  close(): Promise<void>;
}
