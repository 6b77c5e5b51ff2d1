// A desk for tests of change sets: a folder to work on, a home for the product, and everything real in between.
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallKey } from '../../../src/contract/ids.ts';
import { textResult, type ToolResult } from '../../../src/contract/tool-result.ts';
import type { Access } from '../../../src/contract/task.ts';
import { createChangeSets } from '../../../src/files/change-sets.ts';
import type { Faults } from '../../../src/files/changes/faults.ts';
import { CHANGES } from '../../../src/files/changes/schema.ts';
import { createPlaces, type GrantedRoot } from '../../../src/files/places.ts';
import type { Applied, ApplyOutcome, ChangeSets, DraftOp, FrozenSet } from '../../../src/files/port.ts';
import { createSensitive } from '../../../src/files/sensitive.ts';
import { openLedger, type OpenLedger } from '../../../src/ledger/open-ledger.ts';

export interface Desk {
  readonly base: string;
  readonly home: string;
  /** Host path of /folders/d. */
  readonly folder: string;
  readonly ledger: OpenLedger;
  readonly sets: ChangeSets;
  at(path: string): string;
  key(step?: number): CallKey;
  freeze(...draft: DraftOp[]): Promise<FrozenSet>;
  apply(set: FrozenSet, more?: Partial<Parameters<ChangeSets['apply']>[1]>): Promise<ApplyOutcome>;
  /** Freezes and applies; throws unless it came through. */
  run(...draft: DraftOp[]): Promise<Applied>;
  undo(request?: Partial<Parameters<ChangeSets['undo']>[0]>): ReturnType<ChangeSets['undo']>;
  close(): Promise<void>;
  remove(): Promise<void>;
}

export interface DeskOptions {
  base?: string;
  access?: Access;
  faults?: Faults;
  /** Other granted folders, name → host path. */
  also?: Record<string, string>;
  now?: () => Date;
}

export const TASK = 't1';

export const receipt: Parameters<ChangeSets['apply']>[1]['receipt'] = (outcome): ToolResult =>
  outcome.kind === 'applied'
    ? textResult('task', `applied ${outcome.applied.set.operations.length}`)
    : textResult('task', `failed ${outcome.code}`);

export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const base = options.base ?? realpathSync(mkdtempSync(join(tmpdir(), 'cowork-changes-')));
  const home = join(base, 'home');
  const folder = join(base, 'd');
  mkdirSync(home, { recursive: true });
  mkdirSync(folder, { recursive: true });
  const ledger = await openLedger({ file: join(home, 'desktop.db'), lockFile: join(home, 'lock.db'), owners: [CHANGES] });
  const rootOf = (name: string, hostPath: string): GrantedRoot => {
    const { dev, ino } = lstatSync(hostPath, { bigint: true });
    return { grantId: `g-${name}`, name, access: options.access ?? 'write', hostPath, rootId: { dev, ino } };
  };
  const roots = [rootOf('d', folder), ...Object.entries(options.also ?? {}).map(([name, path]) => rootOf(name, path))];
  const sensitive = createSensitive({ homes: [join(base, 'user')], own: [home] });
  const places = createPlaces({ home, sensitive, grants: { rootsOf: async () => roots } });
  const sets = createChangeSets({
    home,
    ledger,
    places,
    sensitive,
    deliverRoot: async () => join(base, 'Cowork', 'today'),
    ...(options.now ? { now: options.now } : {}),
    ...(options.faults ? { faults: options.faults } : {}),
  });
  let step = 0;
  const desk: Desk = {
    ...{ base, home, folder, ledger, sets },
    at: (path) => join(folder, path),
    key: (given) => ({ taskId: TASK, step: given ?? ++step, index: 0 }),
    async freeze(...draft) {
      const frozen = await sets.freeze(desk.key(), 'test_tool', draft);
      if (frozen.kind !== 'frozen') throw new Error(`overlaps ${frozen.with}`);
      return frozen.set;
    },
    apply: (set, more = {}) => sets.apply(set.id, { receipt, ...more }),
    async run(...draft) {
      const outcome = await desk.apply(await desk.freeze(...draft));
      if (outcome.kind !== 'applied') throw new Error(`not applied: ${JSON.stringify(outcome)}`);
      return outcome.applied;
    },
    undo: (request = {}) => sets.undo({ requestId: `u${Math.random()}`, taskId: TASK, force: false, redo: false, ...request }),
    close: () => ledger.close(),
    async remove() {
      await ledger.close().catch(() => {});
      rmSync(base, { recursive: true, force: true });
    },
  };
  return desk;
}

/** Every entry with kind, mode, mtime to the nanosecond, content or target; inodes where asked. Two trees are equal when these are. */
export function treeOf(root: string, of: { dates?: boolean; store?: boolean } = {}): string[] {
  const lines: string[] = [];
  const walk = (path: string, shown: string): void => {
    const seen = lstatSync(path, { bigint: true });
    const kind = seen.isDirectory() ? 'folder' : seen.isSymbolicLink() ? 'link' : seen.isFile() ? 'file' : 'other';
    const content =
      kind === 'file'
        ? createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16)
        : kind === 'link'
          ? readlinkSync(path)
          : '';
    const date = of.dates === false ? '' : String(seen.mtimeNs);
    lines.push(
      `${shown || '.'} ${kind} ${(seen.mode & 0o7777n).toString(8)} ${date} ${content} ${kind === 'file' ? seen.nlink : ''}`,
    );
    if (kind !== 'folder') return;
    for (const name of readdirSync(path).sort()) {
      if (name === '.cowork-undo' && !of.store) continue;
      walk(join(path, name), shown ? `${shown}/${name}` : name);
    }
  };
  walk(root, '');
  return lines;
}
