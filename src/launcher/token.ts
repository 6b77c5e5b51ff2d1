// The bearer token of the api: COWORK_TOKEN, else one made once and kept for this home.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writePrivate } from '../disk/whole-file.ts';

export function tokenOf(file: string, fromEnvironment: string | undefined): string {
  if (fromEnvironment !== undefined) return fromEnvironment;
  try {
    const kept = readFileSync(file, 'utf8').trim();
    if (kept !== '') return kept;
  } catch {
    // None yet.
  }
  const made = randomBytes(32).toString('base64url');
  writePrivate(file, `${made}\n`);
  return made;
}
