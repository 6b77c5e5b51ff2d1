// What a power cut is tried on: a story that says after each part what it was told, and a look afterwards at what is left of it.

export interface Workload {
  /** Before the recording: what has been on the disk for long. */
  prepare(): Promise<void>;
  /** The recorded story. `told` is called at each moment at which the product has answered something. */
  run(told: (fact: string) => void): Promise<void>;
  /** The start after the cut alone: the power may fail in it again. */
  recover(): Promise<void>;
  /** The real recovery on the disk as it is now, and what is wrong after it. `facts` is what had been told before the cut, oldest first. */
  wrongAfter(facts: readonly string[]): Promise<string[]>;
  /** Ends what is still running for it. */
  close?(): Promise<void>;
}
