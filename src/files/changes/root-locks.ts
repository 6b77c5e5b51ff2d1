// One set at a time works below a root. Other processes are kept out by the writer lock; this orders the tasks of this one.

export interface RootLocks {
  /** Waits until nobody works in, above or below these folders, then runs `work`. First come, first served among those that overlap. */
  run<T>(roots: readonly string[], work: () => Promise<T>, waiting?: Waiting<T>): Promise<T>;
}

export interface Waiting<T> {
  readonly signal?: AbortSignal;
  /** Others come first. */
  readonly onWait?: () => void;
  /** The answer of one who is stopped while it waits, and leaves the line. */
  readonly left: () => T;
}

export function createRootLocks(): RootLocks {
  const held: { roots: readonly string[]; done: Promise<void> }[] = [];
  return {
    async run(roots, work, waiting) {
      const before = held.filter((other) => overlap(other.roots, roots)).map((other) => other.done);
      let release!: () => void;
      const mine = { roots, done: new Promise<void>((resolve) => (release = resolve)) };
      held.push(mine);
      try {
        if (before.length > 0) waiting?.onWait?.();
        if (waiting && !(await isOurTurn(before, waiting.signal))) return waiting.left();
        await Promise.all(before);
        return await work();
      } finally {
        held.splice(held.indexOf(mine), 1);
        release();
      }
    },
  };
}

/** False: it was stopped before. */
async function isOurTurn(before: readonly Promise<void>[], signal: AbortSignal | undefined): Promise<boolean> {
  const all = Promise.all(before).then(() => true);
  if (!signal || before.length === 0) return all;
  const left = Promise.withResolvers<boolean>();
  const leave = (): void => left.resolve(false);
  if (signal.aborted) return false;
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([all, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

const overlap = (a: readonly string[], b: readonly string[]): boolean => a.some((x) => b.some((y) => isIn(x, y) || isIn(y, x)));
const isIn = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? folder : `${folder}/`);
