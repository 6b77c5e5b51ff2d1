// What lies in a folder, by kind and number: a short look at names, for suggestions. Opens no file, follows no link, writes nothing.
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { countKinds, type KindCount } from './kinds-of-names.ts';
import type { Sensitive } from './sensitive.ts';

/** A look must cost nothing that anybody notices, also on a full or slow disk. */
export const LOOK_LIMITS = { depth: 2, entries: 5_000, ms: 200 } as const;

interface Look {
  readonly sensitive: Pick<Sensitive, 'reason'>;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
}

/** What it saw until a limit was reached; a folder that cannot be read counts as empty. `hostPath` is canonical. */
export async function lookAtKinds(hostPath: string, { sensitive, now = () => performance.now() }: Look): Promise<KindCount[]> {
  const end = now() + LOOK_LIMITS.ms;
  const names: string[] = [];
  let seen = 0;
  let level = [hostPath];
  for (let depth = 0; depth <= LOOK_LIMITS.depth && level.length > 0; depth += 1) {
    const below: string[] = [];
    for (const folder of level) {
      if (now() > end || seen >= LOOK_LIMITS.entries) return countKinds(names);
      for (const entry of (await entriesOf(folder)).slice(0, LOOK_LIMITS.entries - seen)) {
        seen += 1;
        if (entry.name.startsWith('.')) continue;
        if (entry.isFile()) names.push(entry.name);
        else if (entry.isDirectory()) below.push(join(folder, entry.name));
      }
    }
    level = below.filter((folder) => sensitive.reason(folder) === undefined);
  }
  return countKinds(names);
}

const entriesOf = (folder: string): Promise<Dirent[]> => readdir(folder, { withFileTypes: true }).catch(() => []);
