// One row of the sandbox's table.
export interface Figure {
  /** With its unit. */
  readonly what: string;
  readonly samples: readonly number[];
  /** The median is to be no more. */
  readonly goal?: number;
}

/** Milliseconds that each takes, one after the other. */
export async function timesOf(count: number, work: (n: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const began = performance.now();
    await work(n);
    times.push(performance.now() - began);
  }
  return times;
}
