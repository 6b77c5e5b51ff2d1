// Looks through a folder that is to go as a whole: what it weighs, whether it may go, and a digest that tells later whether it changed.
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { CoworkError } from '../../contract/errors.ts';
import { type FolderHandle, lstatAt, openFolder } from '../at.ts';
import { fileError } from '../fs-errors.ts';
import { isPlaceholder } from '../placeholder.ts';
import { kindOf } from './base.ts';

export interface Survey {
  readonly entries: number;
  readonly bytes: number;
  /** Over names, kinds, sizes and times of everything below. */
  readonly digest: string;
  readonly placeholders: readonly string[];
  /** What was changed last of everything below. */
  readonly youngest: { readonly path: string; readonly ctimeNs: bigint } | undefined;
}

/** Deeper trees than this are made by accident or malice; each level holds one open folder. */
const DEEPEST = 200;

/**
 * @throws CoworkError sensitive_place when `refused` names an entry; cross_device when another disk is mounted inside; no_permission
 */
export function survey(of: { folder: FolderHandle; path: string; refused?: (below: readonly string[]) => boolean }): Survey {
  const hash = createHash('sha256');
  const placeholders: string[] = [];
  let entries = 0;
  let bytes = 0;
  let youngest: Survey['youngest'];
  const walk = (folder: FolderHandle, below: readonly string[]): void => {
    if (below.length > DEEPEST) throw new CoworkError('bad_path', `${of.path} holds folders more than ${DEEPEST} levels deep`);
    for (const name of readdirSync(folder.here).sort()) {
      const here = [...below, name];
      const path = `${of.path}/${here.join('/')}`;
      if (of.refused?.(here))
        throw new CoworkError('sensitive_place', `${path} is protected, so the folder around it stays as well`);
      const seen = lstatAt(folder, name);
      if (!seen) continue;
      if (seen.dev !== of.folder.id.dev) throw new CoworkError('cross_device', `${path} is another disk; it cannot go along`);
      entries++;
      if (seen.isFile()) bytes += Number(seen.size);
      if (isPlaceholder(seen)) placeholders.push(path);
      if (!youngest || seen.ctimeNs > youngest.ctimeNs) youngest = { path, ctimeNs: seen.ctimeNs };
      const time = seen.isDirectory() ? '' : `${seen.size} ${seen.mtimeNs}`;
      hash.update(`${JSON.stringify(here)} ${kindOf(seen)} ${seen.ino} ${time}\n`);
      if (!seen.isDirectory()) continue;
      const inner = openFolder(folder, [name], path.slice(0, -name.length - 1));
      try {
        walk(inner, here);
      } finally {
        inner.close();
      }
    }
  };
  try {
    walk(of.folder, []);
  } catch (error) {
    throw fileError(error, of.path);
  }
  return { entries, bytes, digest: hash.digest('hex'), placeholders, youngest };
}
