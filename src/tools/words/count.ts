// Numbers in words: "1,204 files", "1 file".

/** 1204 → "1,204". */
export const count = (n: number): string => n.toLocaleString('en-US');

/** A number with its noun; the plural is the noun with s unless it is given. */
export const counted = (n: number, noun: string, plural = `${noun}s`): string => `${count(n)} ${n === 1 ? noun : plural}`;

/** The first items joined by commas, and how many more there are. */
export function some(items: readonly string[], limit: number): string {
  const more = items.length - limit;
  return items.slice(0, limit).join(', ') + (more > 0 ? ` and ${count(more)} more` : '');
}
