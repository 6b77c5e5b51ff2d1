// From a title to a file name that every system takes, and from a name to the names of its older versions.

export type ArtifactType = 'md' | 'html' | 'csv' | 'txt' | 'json' | 'svg' | 'code';

/** NAME_MAX is 255 bytes; the rest is room for ".v123" and what a copy adds. */
const NAME_BYTES = 200;
const FORBIDDEN = /[\p{Cc}\p{Zl}\p{Zp}/\\:*?"<>|]+/gu;
/** Invisible characters but for the joiners (U+200C, U+200D), which some scripts and pictures are written with. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/gu;
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const EXTENSION = /\.[a-z0-9]{1,10}$/i;

/** "Q3: costs / plan", md → "Q3 - costs - plan.md". Code keeps the extension of its title. The same title gives the same name. */
export function artifactName(title: string, type: ArtifactType): string {
  const clean = title.normalize('NFC').toWellFormed().replace(INVISIBLE, '').replace(FORBIDDEN, ' - ').replace(/\s+/g, ' ');
  const trimmed = clean.replace(/^[\s.-]+|[\s.-]+$/g, '');
  const extension = type === 'code' ? (EXTENSION.exec(trimmed)?.[0] ?? '.txt') : `.${type}`;
  const stem = trimmed.toLowerCase().endsWith(extension.toLowerCase()) ? trimmed.slice(0, -extension.length) : trimmed;
  const safe = shorten(stem, NAME_BYTES - extension.length).replace(/[\s.]+$/, '') || 'untitled';
  return `${WINDOWS_DEVICE.test(safe) ? `_${safe}` : safe}${extension}`;
}

/** "plan.md", 2 → "plan.v2.md" */
export function versionName(name: string, version: number): string {
  const dot = name.lastIndexOf('.');
  return `${name.slice(0, dot)}.v${version}${name.slice(dot)}`;
}

/** The number under which the present `name` is kept: one more than the highest that is there. */
export function nextVersion(name: string, existing: readonly string[]): number {
  const dot = name.lastIndexOf('.');
  const start = fold(`${name.slice(0, dot)}.v`);
  const end = fold(name.slice(dot));
  const versions = existing.map(fold).flatMap((other) => {
    if (!other.startsWith(start) || !other.endsWith(end)) return [];
    const digits = other.slice(start.length, -end.length);
    return /^\d{1,6}$/.test(digits) ? [Number(digits)] : [];
  });
  return Math.max(0, ...versions) + 1;
}

/** Names that some systems take for the same file. */
export const fold = (name: string): string => name.normalize('NFC').toLowerCase();

/** The longest beginning of at most so many bytes that ends between characters as people see them. */
function shorten(text: string, limit: number): string {
  const encoder = new TextEncoder();
  if (encoder.encode(text).length <= limit) return text;
  let bytes = 0;
  let end = 0;
  for (const { segment, index } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    bytes += encoder.encode(segment).length;
    if (bytes > limit) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}
