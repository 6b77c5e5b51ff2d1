// Who wants to hear of which task. Hints wake readers; what they then tell is read from the store, so a lost hint costs only time.
import type { Ephemeral } from '../contract/events.ts';
import type { ApiLink } from '../link/port.ts';

/** With hints, the poll only catches lost ones. */
const POLL_MS = 250;
/** Without a worker's hints (it restarts), polling is all there is: below the promised 100 ms. */
const BLIND_POLL_MS = 25;
/** Streaming text that a reader has not taken: beyond this it is too slow to be kept. */
const MAX_WAITING = { items: 1000, bytes: 1024 * 1024 } as const;

/** No hint yet since somebody listens: it came after all that is stored. */
const UNKNOWN = Number.MAX_SAFE_INTEGER;

/** Something passing by, and the number of the last event that was known when it came: its place in the order. */
export interface Passing {
  readonly event: Ephemeral;
  readonly afterSeq: number;
}

export interface Subscription {
  /** Changes whenever there may be something new. */
  mark(): number;
  /** Resolves when there may be something new since `mark`, or the subscription is closed or overflowed. */
  changedSince(mark: number): Promise<void>;
  takePassing(): Passing[];
  readonly closed: boolean;
  /** True when the reader was too slow: its stream must be broken off, it resumes by number. */
  readonly overflowed: boolean;
  close(): void;
}

export interface Hub {
  /** The store says that this process has appended. */
  wake(taskId: string, seq?: number): void;
  subscribe(taskId: string): Subscription;
  /** Time from an event's commit to its reader, as last seen. */
  noteLag(ms: number): void;
  figures(): { subscribers: number; lagMs: number };
  close(): void;
}

interface Reader extends Subscription {
  wake(): void;
  pass(passing: Passing): void;
}

export function createHub(link: Pick<ApiLink, 'onAppended' | 'onEphemeral' | 'connected'>): Hub {
  const readers = new Map<string, Set<Reader>>();
  const lastSeq = new Map<string, number>();
  let lagMs = 0;
  let timer: NodeJS.Timeout | undefined;

  const of = (taskId: string): Iterable<Reader> => readers.get(taskId) ?? [];
  const all = (): Reader[] => [...readers.values()].flatMap((set) => [...set]);
  const wake = (taskId: string, seq?: number): void => {
    if (seq !== undefined && readers.has(taskId)) lastSeq.set(taskId, Math.max(seq, lastSeq.get(taskId) ?? 0));
    for (const reader of of(taskId)) reader.wake();
  };
  const poll = (): void => {
    for (const reader of all()) reader.wake();
    timer = readers.size > 0 ? setTimeout(poll, link.connected ? POLL_MS : BLIND_POLL_MS) : undefined;
  };
  link.onAppended(wake);
  link.onEphemeral((event) => {
    for (const reader of of(event.taskId)) reader.pass({ event, afterSeq: lastSeq.get(event.taskId) ?? UNKNOWN });
  });

  return {
    wake,
    subscribe(taskId) {
      const set = readers.get(taskId) ?? new Set();
      const reader = createReader(() => {
        set.delete(reader);
        if (set.size > 0 || readers.get(taskId) !== set) return;
        readers.delete(taskId);
        lastSeq.delete(taskId);
      });
      readers.set(taskId, set.add(reader));
      timer ??= setTimeout(poll, BLIND_POLL_MS);
      return reader;
    },
    noteLag: (ms) => void (lagMs = ms),
    figures: () => ({ subscribers: all().length, lagMs }),
    close() {
      clearTimeout(timer);
      for (const reader of all()) reader.close();
    },
  };
}

function createReader(gone: () => void): Reader {
  let marks = 0;
  let waiting: (() => void)[] = [];
  let passing: Passing[] = [];
  let bytes = 0;
  let closed = false;
  let overflowed = false;
  const wake = (): void => {
    marks += 1;
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  return {
    wake,
    pass(item) {
      if (overflowed) return;
      passing.push(item);
      bytes += item.event.text.length * 2;
      if (passing.length > MAX_WAITING.items || bytes > MAX_WAITING.bytes) {
        overflowed = true;
        passing = [];
      }
      wake();
    },
    mark: () => marks,
    changedSince: (mark) =>
      mark !== marks || closed || overflowed ? Promise.resolve() : new Promise((resolve) => void waiting.push(resolve)),
    takePassing() {
      const taken = passing;
      passing = [];
      bytes = 0;
      return taken;
    },
    get closed() {
      return closed;
    },
    get overflowed() {
      return overflowed;
    },
    close() {
      if (closed) return;
      closed = true;
      gone();
      wake();
    },
  };
}
