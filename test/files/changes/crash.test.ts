// kill -9 at every point of apply, recovery, roll-back and undo: the tree is all forward or all back, the receipt is there once.
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Desk, openDesk, TASK, treeOf } from './desk.ts';
import { commandDraft, DATED } from './command-draft.ts';
import { makeMess, MESSY_DRAFT } from './messy-draft.ts';

const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
const bases: string[] = [];
afterEach(() => {
  for (const base of bases.splice(0)) rmSync(base, { recursive: true, force: true });
});

function newBase(): { base: string; before: string[] } {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'cowork-crash-')));
  bases.push(base);
  mkdirSync(join(base, 'd'));
  makeMess(join(base, 'd'));
  return { base, before: treeOf(join(base, 'd')) };
}

/** Resolves with the points that were passed, or `killed`. */
function child(orders: object): Promise<string[] | 'killed'> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', CHILD, JSON.stringify(orders)],
      (error, stdout, stderr) => {
        if (!error) resolve(JSON.parse(stdout) as string[]);
        else if (error.signal === 'SIGKILL') resolve('killed');
        else reject(new Error(stderr));
      },
    );
  });
}

/** Each point with the count of its passing, so that "the second `linked`" is a point too. */
function kills(points: readonly string[]): { point: string; nth: number }[] {
  const seen = new Map<string, number>();
  return points.map((point) => {
    const nth = (seen.get(point) ?? 0) + 1;
    seen.set(point, nth);
    return { point, nth };
  });
}

const d = (base: string): string => join(base, 'd');

async function inTurn<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all([worker(), worker()]);
}

/** A process costs a second, so of the longer lists the first, the last and some between are drawn. COWORK_ALL_POINTS=1 takes all. */
const seed = Number(process.env['COWORK_SEED'] ?? Date.now() % 1e6);
function some<T>(items: readonly T[], most: number): T[] {
  if (process.env['COWORK_ALL_POINTS'] || items.length <= most) return [...items];
  let state = seed;
  const random = (): number => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  const between = items
    .slice(1, -1)
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, most - 2)
    .map(({ item }) => item);
  return [items[0]!, ...between, items.at(-1)!];
}

describe.each(['tools', 'command'] as const)(`after kill -9 of what %s did (seed ${seed})`, (draft) => {
  /** Dates are those of the moment, but for the files that were given theirs. */
  const plain = (root: string): string[] => {
    const dated = (line: string): boolean => draft === 'command' && DATED.some((path) => line.startsWith(`${path} file`));
    return [...treeOf(root, { dates: false }), ...treeOf(root).filter(dated)];
  };

  /** What must hold after a crash and one recovery, whatever happened before. Ends with the set applied and undone. */
  async function expectSound(base: string, before: readonly string[]): Promise<'forward' | 'back' | 'untouched'> {
    const desk = await openDesk({ base });
    try {
      await desk.sets.recover();
      const now = treeOf(d(base));
      const set = await desk.sets.ofCall(desk.key(1));
      const done = set?.state === 'applied';
      if (done) expect(plain(d(base))).toEqual(after);
      else expect(now).toEqual(before);
      const receipt = await desk.ledger.receiptOf(desk.key(1));
      expect(receipt?.summary).toBe(
        done ? `applied ${set.operations.length}` : set?.state === 'failed' ? 'failed io_error' : undefined,
      );
      if (set?.state === 'failed') return 'back';
      await applyAgain(desk, receipt !== undefined);
      expect(plain(d(base))).toEqual(after);
      const { results } = await desk.sets.undo({ requestId: 'end', taskId: TASK, force: false, redo: false });
      expect(results).toMatchObject([{ state: 'undone', conflicts: [] }]);
      expect(treeOf(d(base))).toEqual(before);
      expect(readdirSync(join(base, 'home/files/kept')).length).toBeLessThanOrEqual(1);
      return done ? 'forward' : 'untouched';
    } finally {
      await desk.close();
    }
  }

  async function applyAgain(desk: Desk, hasReceipt: boolean): Promise<void> {
    const frozen = await desk.sets.freeze(desk.key(1), 'test_tool', draft === 'tools' ? MESSY_DRAFT : commandDraft(desk.base));
    if (frozen.kind !== 'frozen') throw new Error('overlap');
    const asked: string[] = [];
    const outcome = await desk.sets.apply(frozen.set.id, {
      receipt: (o) => {
        asked.push(o.kind);
        return { origin: 'task', isError: false, blocks: [], summary: `applied ${frozen.set.operations.length}` };
      },
    });
    expect(outcome).toMatchObject({ kind: 'applied', result: { summary: `applied ${frozen.set.operations.length}` } });
    if (hasReceipt) expect(asked).toEqual([]);
  }

  let after: string[];
  let points: { point: string; nth: number }[];
  beforeAll(async () => {
    const { base } = newBase();
    points = kills((await child({ draft, base, action: 'apply' })) as string[]);
    after = plain(d(base));
  }, 240_000);

  it('at every point of freeze and apply: recovered whole, receipt once', async () => {
    expect(points.length).toBeGreaterThan(25);
    const ends = new Set<string>();
    // The journal is one for both: fewer are drawn of a command's, which takes its content besides.
    await inTurn(some(points, draft === 'tools' ? 24 : 14), async (kill) => {
      const { base, before } = newBase();
      expect(await child({ draft, base, action: 'apply', kill })).toBe('killed');
      ends.add(await expectSound(base, before));
    });
    expect(ends).toEqual(new Set(['forward', 'untouched']));
  }, 300_000);

  it('at every point of a recovery that itself follows a crash', async () => {
    const hops = points.filter(({ point }) => point.startsWith('op:'));
    await inTurn(some(hops, 6), async ({ point }) => {
      const { base, before } = newBase();
      const first = hops[Math.floor(hops.length / 2)]!.point;
      await child({ draft, base, action: 'apply', kill: { point: first } });
      expect(await child({ draft, base, action: 'recover', kill: { point } })).toBe('killed');
      expect(await expectSound(base, before)).toBe('forward');
    });
  }, 300_000);

  it('at every point of rolling back after a disk error: rolled back whole, receipt once', async () => {
    const last = points.filter(({ point }) => point.startsWith('op:')).at(-1)!.point;
    const reference = newBase();
    const back = (await child({ draft, base: reference.base, action: 'apply', fail: { point: last, code: 'EIO' } })) as string[];
    expect(await expectSound(reference.base, reference.before)).toBe('back');
    const all = kills(back);
    const from = all.findIndex(({ point }) => point === 'decided-back');
    expect(from).toBeGreaterThan(0);
    await inTurn(some(all.slice(from), 6), async (kill) => {
      const { base, before } = newBase();
      expect(await child({ draft, base, action: 'apply', fail: { point: last, code: 'EIO' }, kill })).toBe('killed');
      expect(await expectSound(base, before)).toBe('back');
    });
  }, 300_000);

  it('at every point of undo: the repeated request ends it, and the tree is as before', async () => {
    const done = newBase();
    await child({ draft, base: done.base, action: 'apply' });
    const undoPoints = kills((await child({ draft, base: done.base, action: 'undo' })) as string[]);
    expect(treeOf(d(done.base))).toEqual(done.before);
    await inTurn(some(undoPoints, 6), async (kill) => {
      const { base, before } = newBase();
      await child({ draft, base, action: 'apply' });
      expect(await child({ draft, base, action: 'undo', kill })).toBe('killed');
      const desk = await openDesk({ base });
      await desk.sets.recover();
      const { results } = await desk.sets.undo({ requestId: 'r', taskId: TASK, force: false, redo: false });
      expect(results).toMatchObject([{ state: 'undone', conflicts: [] }]);
      expect(treeOf(d(base))).toEqual(before);
      expect((await desk.sets.undo({ requestId: 'redo', taskId: TASK, force: false, redo: true })).results).toMatchObject([
        { state: 'undone' },
      ]);
      expect(plain(d(base))).toEqual(after);
      await desk.close();
    });
  }, 300_000);
});
