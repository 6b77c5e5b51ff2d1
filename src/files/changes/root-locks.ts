// One set at a time works below a root. Other processes are kept out by the writer lock; this orders the tasks of this one.

export interface RootLocks {
  /** Waits until nobody works in, above or below these folders, then runs `work`. First come, first served among those that overlap. */
  run<T>(roots: readonly string[], work: () => Promise<T>): Promise<T>;
}

export function createRootLocks(): RootLocks {
  const held: { roots: readonly string[]; done: Promise<void> }[] = [];
  return {
    async run(roots, work) {
      const before = held.filter((other) => overlap(other.roots, roots)).map((other) => other.done);
      let release!: () => void;
      const mine = { roots, done: new Promise<void>((resolve) => (release = resolve)) };
      held.push(mine);
      try {
        await Promise.all(before);
        return await work();
      } finally {
        held.splice(held.indexOf(mine), 1);
        release();
      }
    },
  };
}

const overlap = (a: readonly string[], b: readonly string[]): boolean => a.some((x) => b.some((y) => isIn(x, y) || isIn(y, x)));
const isIn = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? folder : `${folder}/`);
