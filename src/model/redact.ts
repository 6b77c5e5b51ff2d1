// Takes keys out of the words of the AI service before they become an error or a log line.

const GONE = '[removed]';
/** Keys of this shape are secret whoever's they are; the rest of a URL's user part is a secret too. */
const SHAPES: readonly RegExp[] = [/\bsk-[A-Za-z0-9_-]{8,}/g, /(?<=\/\/)[^/@\s]+@/g, /(?<=\bBearer\s)\S{8,}/gi];

/** Text without the key, in whatever form it was quoted. */
export function redact(text: string, key: string | undefined): string {
  let clean = text;
  if (key !== undefined && key.length > 0) {
    for (const form of new Set([key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key)]))
      clean = clean.replaceAll(form, GONE);
  }
  for (const shape of SHAPES) clean = clean.replace(shape, GONE);
  return clean;
}
