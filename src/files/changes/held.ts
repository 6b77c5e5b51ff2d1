// New content that the product holds in its own staging: taken only if it is what was said of it.
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { CoworkError } from '../../contract/errors.ts';
import { errnoOf } from '../fs-errors.ts';
import type { HeldContent } from '../port.ts';
import { sha256 } from './planning.ts';

/** Opened, of the right size, no link. The caller closes it. @throws CoworkError sandbox_failed */
export function openHeld(held: HeldContent, spoken: string): number {
  let fd: number;
  try {
    fd = openSync(held.file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ELOOP') throw differs(spoken, error);
    throw error;
  }
  const seen = fstatSync(fd);
  if (seen.isFile() && seen.size === held.bytes) return fd;
  closeSync(fd);
  throw differs(spoken);
}

/** Small ones only. @throws CoworkError sandbox_failed */
export function readHeld(held: HeldContent, spoken: string): Buffer {
  const fd = openHeld(held, spoken);
  try {
    const content = readFileSync(fd);
    if (sha256(content) !== held.sha256) throw differs(spoken);
    return content;
  } finally {
    closeSync(fd);
  }
}

export const differs = (spoken: string, cause?: unknown): CoworkError =>
  new CoworkError('sandbox_failed', `The new content of ${spoken} is not what it was when it was brought; nothing was changed`, {
    cause,
  });
