// What the rest of the product may ask of commands. Paths are the model's.
import type { CallKey } from '../contract/ids.ts';
import type { DraftOp } from '../files/port.ts';
import type { Refusal } from './overlay/entry.ts';

export interface Command {
  readonly key: CallKey;
  readonly text: string;
  readonly timeoutMs: number;
  /** A process that is gone had begun it: it is found again, never begun again. */
  readonly begun: boolean;
  readonly signal: AbortSignal;
  /** Present tense, for people. */
  readonly onProgress: (text: string) => void;
}

/** What a command said and how it ended. */
export interface Ran {
  /** Standard output and error, as they came; of very long output the begin and the end. */
  readonly output: string;
  /** Bytes of output that are left out in the middle. */
  readonly cut: number;
  readonly code: number;
  readonly ms: number;
  /** Its time was over. */
  readonly late: boolean;
  /** Programs that still held a folder when the command had ended, and were ended. */
  readonly ended: readonly string[];
  /** Hosts (host:port) that it was refused and that a person may allow. */
  readonly hosts: readonly string[];
  /** It ran as a process of this computer: the user has agreed to that where no virtual machine can run. */
  readonly withoutMachine: boolean;
  /** Links, pipes and the like in /scratch, which stay behind without taking the rest with them. */
  readonly left: readonly string[];
}

export type CommandOutcome =
  /** `draft`: what it did to the folders, as a proposal; nothing of it has happened. `since`: unix ms at which it began to read. */
  | { readonly kind: 'ran'; readonly ran: Ran; readonly draft: readonly DraftOp[]; readonly since: number }
  /** It did what no change set can hold, so that all of its changes are gone. */
  | { readonly kind: 'refused'; readonly ran: Ran; readonly refusals: readonly Refusal[] }
  /** Nobody knows how far it came; nothing that it did has come out of the sandbox. */
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'unavailable'; readonly why: string; readonly mend: string };

export interface Commands {
  /** @throws CoworkError sandbox_failed, too_large, disk_full; the signal's reason */
  run(command: Command): Promise<CommandOutcome>;
  /** The call is over: what was fetched for it is let go of. */
  forget(key: CallKey): Promise<void>;
}
