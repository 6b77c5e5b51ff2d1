// Attempts of one thing in one process join: the second gets the first's promise.

export type Join = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export function createJoin(): Join {
  const running = new Map<string, Promise<unknown>>();
  return <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const known = running.get(key);
    if (known) return known as Promise<T>;
    const mine = work().finally(() => running.delete(key));
    running.set(key, mine);
    return mine;
  };
}
