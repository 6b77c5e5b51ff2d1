// What a rig found, as JSON under bench/results/ (not kept in git), with date, commit, machine and seed: the docs' tables are written from it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const RESULTS = join(ROOT, 'bench', 'results');

type Cell = string | number;

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What a run says of itself; the rest is found out here. */
export interface Finding {
  /** Of the file and of the marker in the docs: small letters, digits, dashes. */
  readonly name: string;
  /** Command that repeats it, with its seed. */
  readonly command: string;
  readonly seed?: number;
  /** How large what was measured is, by name. */
  readonly sizes?: Readonly<Record<string, number | readonly number[]>>;
  readonly table: Table;
  /** Sentences below the table. */
  readonly notes?: readonly string[];
  /** Smaller is better; kept in docs/benchmarks.json for the regression check. */
  readonly ratios?: Readonly<Record<string, number>>;
  /** Everything else that is worth keeping; not shown in the docs. */
  readonly details?: unknown;
}

export interface Result extends Finding {
  /** ISO 8601 */
  readonly at: string;
  /** Short hash; "+" behind it when the working tree differed; "unknown" outside of a repository. */
  readonly commit: string;
  readonly machine: string;
}

/** Writes bench/results/<name>.json, over an earlier one; returns its path. */
export function saveResult(finding: Finding, folder = RESULTS): string {
  mkdirSync(folder, { recursive: true });
  const result: Result = { ...finding, at: new Date().toISOString(), commit: commit(), machine: machine() };
  const file = join(folder, `${finding.name}.json`);
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  return file;
}

/** The last saved result of this name; undefined when there is none. */
export function loadResult(name: string, folder = RESULTS): Result | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Result;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
}

function commit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' }).trim();
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+'}`;
  } catch {
    return 'unknown';
  }
}

function machine(): string {
  const all = cpus();
  const gb = Math.round(totalmem() / 2 ** 30);
  return `${all.length} × ${all[0]?.model.trim() ?? 'unknown'}, ${gb} GB, ${type()} ${release()}, Node ${process.versions.node}`;
}
