// The unified diff of a small text file, for the preview.
import { isUtf8 } from 'node:buffer';
import { createTwoFilesPatch } from 'diff';

/** Larger files get no diff. */
export const DIFF_BYTES = 64 * 1024;
const DIFF_LIMIT = 16 * 1024;
/** Lines taken away and added; two unrelated files of 64 KiB would take seconds. A count, not a clock: the same bytes have the same preview on a busy machine. */
const EDIT_LIMIT = 1_000;

/** Undefined for what is large, binary or beyond `most` characters. */
export function diffOf(of: { path: string; before: Buffer; after: Buffer; most: number }): string | undefined {
  if (of.before.length > DIFF_BYTES || of.after.length > DIFF_BYTES) return undefined;
  if (!isText(of.before) || !isText(of.after)) return undefined;
  const patch = createTwoFilesPatch(of.path, of.path, of.before.toString(), of.after.toString(), 'before', 'after', {
    context: 3,
    // All of a new or emptied text is one edit to the eye, and no work to find.
    ...(of.before.length === 0 || of.after.length === 0 ? {} : { maxEditLength: EDIT_LIMIT }),
  });
  return patch && patch.length <= Math.min(DIFF_LIMIT, of.most) ? patch : undefined;
}

const isText = (bytes: Buffer): boolean => isUtf8(bytes) && !bytes.includes(0);
