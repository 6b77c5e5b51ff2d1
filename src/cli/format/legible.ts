// Text from outside (file names, the model, web) made safe to print: no escape sequence reaches the terminal, no name reads backwards.

// C0 without newline and tab, DEL and C1, and the marks that turn the direction of what follows: "gpj.exe" must not look like "exe.jpg".
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/g;

/** One string: every unsafe character becomes visible as ⟨1b⟩. Nothing else changes. */
export const legibleText = (text: string): string =>
  text.replaceAll('\r\n', '\n').replace(UNSAFE, (unsafe) => `⟨${unsafe.charCodeAt(0).toString(16).padStart(2, '0')}⟩`);

/** Every string inside a JSON value. Views for people call it once on what they got; what is sent back stays as it was. */
export function legible<T>(value: T): T {
  if (typeof value === 'string') return legibleText(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => legible(item)) as T;
  if (value instanceof Map) return new Map(Array.from(value, ([key, item]) => [key as unknown, legible(item as unknown)])) as T;
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, legible(item as unknown)])) as T;
  return value;
}
