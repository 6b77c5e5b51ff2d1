// One hash over a whole folder: names, types, modes, dates, contents, link targets. Equal hash, equal tree.
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

export interface TreeFacts {
  readonly hash: string;
  /** Regular files by path below the root, with the hash of their content. */
  readonly files: ReadonlyMap<string, string>;
  /** One line per entry, as they were hashed: for telling where two trees differ. */
  readonly lines: readonly string[];
}

/** Reads names as bytes: two spellings of é are two names. Dates count to the millisecond (what can be set everywhere). */
export async function treeFacts(root: string): Promise<TreeFacts> {
  const lines: string[] = [];
  const files = new Map<string, string>();
  await visit('');
  return { hash: sha256(lines.join('\n')), files, lines };

  async function visit(path: string): Promise<void> {
    const full = join(root, path);
    const stat = await lstat(full);
    const base = [JSON.stringify(path), (stat.mode & 0o7777).toString(8), Math.floor(stat.mtimeMs)];
    if (stat.isSymbolicLink()) lines.push(['link', base[0], await readlink(full)].join(' '));
    else if (stat.isDirectory()) {
      lines.push(['folder', ...base].join(' '));
      const names = (await readdir(full)).sort(byBytes);
      for (const name of names) await visit(path === '' ? name : `${path}/${name}`);
    } else {
      const hash = sha256(await readFile(full));
      files.set(path, hash);
      lines.push(['file', ...base, stat.size, hash].join(' '));
    }
  }
}

/** Lines that only one of two trees has: "- " gone, "+ " new. */
export function differences(before: TreeFacts, after: TreeFacts): string[] {
  const [old, now] = [new Set(before.lines), new Set(after.lines)];
  return [
    ...before.lines.filter((line) => !now.has(line)).map((line) => `- ${line}`),
    ...after.lines.filter((line) => !old.has(line)).map((line) => `+ ${line}`),
  ];
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
