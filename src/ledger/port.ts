// The effect ledger in desktop.db: one effect attempt per tool call (the claim), its receipt, and the lock that makes one writer.
import type { CallKey } from '../contract/ids.ts';
import type { ToolResult } from '../contract/tool-result.ts';

export type Claim =
  /** The effect may begin; nobody has begun it before. */
  | { kind: 'fresh' }
  /** It was begun before and never receipted: `crashes` times a process ended in the middle. */
  | { kind: 'begun'; crashes: number; detail: Readonly<Record<string, unknown>> }
  /** It is done: the answer, byte for byte. */
  | { kind: 'receipt'; result: ToolResult };

export interface Ledger {
  /** Reserves the call for this process's epoch. Idempotent within an epoch; a claim of an earlier epoch counts one crash. */
  claim(key: CallKey, tool: string): Promise<Claim>;
  /** Remembers something about a begun effect (a VM command's id), committed before it starts. */
  note(key: CallKey, detail: Record<string, unknown>): Promise<void>;
  /** Forgets how often the call ended its process. */
  forgive(key: CallKey): Promise<void>;
  /** Stores the receipt unless one is there; returns the stored one. Refused when the claim belongs to another epoch. */
  receipt(key: CallKey, result: ToolResult): Promise<ToolResult>;
  receiptOf(key: CallKey): Promise<ToolResult | undefined>;
  /** This machine's id, made once. */
  machineId(): Promise<string>;
  /** Raised by one each time the lock is taken. */
  readonly epoch: number;
  /** Removes claims and receipts of a deleted task. */
  forget(taskId: string): Promise<void>;
  close(): Promise<void>;
}
