// Hints to whoever waits for rows: collected while a transaction runs, fired once it is committed, dropped when it is rolled back.

export interface HintListeners {
  /** The task has events up to `seq`. */
  readonly onAppended?: (taskId: string, seq: number) => void;
  /** The outbox has rows. */
  readonly onOutbox?: () => void;
  /** The desktop has requests. */
  readonly onRequest?: () => void;
}

export interface Hints {
  appended(taskId: string, seq: number): void;
  outbox(): void;
  request(): void;
  fire(): void;
}

export function collectHints(listeners: HintListeners): Hints {
  const appended = new Map<string, number>();
  let outbox = false;
  let request = false;
  return {
    appended: (taskId, seq) => void appended.set(taskId, seq),
    outbox: () => void (outbox = true),
    request: () => void (request = true),
    fire() {
      for (const [taskId, seq] of appended) quietly(() => listeners.onAppended?.(taskId, seq));
      if (outbox) quietly(() => listeners.onOutbox?.());
      if (request) quietly(() => listeners.onRequest?.());
    },
  };
}

/** The rows are committed: a listener that throws must not make the writer believe that they are not. Hints may be lost. */
function quietly(tell: () => void): void {
  try {
    tell();
  } catch {
    // Whoever missed the hint reads the store at its next turn.
  }
}
