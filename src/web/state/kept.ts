// Small things that this browser keeps, read and written as JSON. What cannot be read counts as not there.

export function readKept<T>(key: string, isIt: (value: unknown) => value is T): T | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return isIt(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** undefined takes it away. A full storage keeps what it has: the page goes on without. */
export function keep(key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Nothing that a person could do about it here; what is on the page stays on the page.
  }
}
