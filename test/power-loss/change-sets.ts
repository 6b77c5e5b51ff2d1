// Change sets on a disk that loses power: applied, undone, redone, over two volumes.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolders, pathsOf } from '../../src/paths.ts';
import { type Desk, openDesk, TASK } from '../files/changes/desk.ts';
import { makeMess } from '../files/changes/messy-draft.ts';
import { type Part, PARTS, takeAllBack } from './change-set-parts.ts';
import { integrityOf } from './integrity.ts';
import { difference, treeOf } from './user-tree.ts';
import type { Workload } from './workload.ts';

export function changeSets(disk: string): Workload {
  const base = join(disk, 'base');
  const home = join(base, 'home');
  const granted = { d: join(base, 'd'), e: join(disk, 'e') };
  const others = { delivered: join(base, 'Cowork'), own: join(home, 'files', 'tasks', TASK) };
  /** The trees between the parts, as they were when nothing failed. */
  const trees: string[][] = [];
  let lateMs = 0;
  const atFirst = new Map<string, string[]>();

  /** Of the product's own places only what is in them: the folders are made when somebody looks for them. */
  const look = (): string[] =>
    Object.entries({ ...granted, ...others })
      .flatMap(([name, root]) => treeOf(root, name))
      .filter((line) => !/^own\S* folder/.test(line));
  const open = async (): Promise<Desk> => {
    makeFolders(pathsOf(home));
    return openDesk({ base, also: { e: granted.e }, now: () => new Date(Date.now() + lateMs) });
  };
  /** One set is decided long after it was frozen, as when somebody was asked: its content is then dated anew. */
  const act = (part: Part, desk: Desk, told: (fact: string) => void): Promise<void> =>
    part.act(desk, (fact) => {
      lateMs = fact === 'frozen elsewhere' ? 60_000 : 0;
      told(fact);
    });

  return {
    async prepare() {
      mkdirSync(granted.d, { recursive: true });
      makeMess(granted.d);
      makeSecondVolume(join(base, 'other'), granted.e);
      for (const name of ['d', 'e'] as const) atFirst.set(name, withDates(name));
    },

    async run(told) {
      const desk = await open();
      await desk.sets.recover();
      trees.push(look());
      for (const [n, part] of PARTS.entries()) {
        await act(part, desk, told);
        told(`done ${n}`);
        trees.push(look());
      }
      await desk.close();
    },

    async recover() {
      const desk = await open();
      await desk.sets.recover();
      await desk.close();
    },

    async wrongAfter(facts) {
      const done = facts.filter((fact) => fact.startsWith('done')).length;
      const desk = await open();
      try {
        const recovered = await desk.sets.recover();
        const wrong = [
          ...recovered
            .filter(({ state }) => state !== 'applied')
            .map(({ state, reason }) => `${state} after recovery: ${reason}`),
          ...integrityOf(join(home, 'desktop.db')),
          ...wrongTree(done),
          ...(await lostReceipts(desk, done)),
          ...(done === PARTS.length ? stillKept() : []),
        ];
        return wrong.length > 0 ? wrong : await goOn(desk, done);
      } catch (error) {
        return [String(Error.isError(error) ? (error.stack ?? error.message) : error)];
      } finally {
        await desk.close();
      }
    },
  };

  /**
   * But for the date of a granted folder in which the hidden store is made and removed: no call does that and keeps the date in one step,
   * and power may fail between the two.
   */
  function withDates(name: 'd' | 'e'): string[] {
    const lines = treeOf(granted[name], name, true);
    return name === 'e' ? lines.slice(1) : lines;
  }

  /** All parts that were answered are there, and the next one is there whole or not at all. */
  function wrongTree(done: number): string[] {
    const found = look();
    const [nearest = []] = trees
      .slice(done, done + 2)
      .map((tree) => difference(tree, found))
      .sort((a, b) => a.length - b.length);
    return nearest.map((line) => `after ${done} parts: ${line}`);
  }

  async function lostReceipts(desk: Desk, done: number): Promise<string[]> {
    const lost: string[] = [];
    for (const { name, step } of PARTS.slice(0, done))
      if (step !== undefined && !(await desk.ledger.receiptOf(desk.key(step)))) lost.push(`the receipt of "${name}" is gone`);
    return lost;
  }

  /** What was let go of comes back with a folder that was not fsynced after; the start takes it away. */
  function stillKept(): string[] {
    const stores = [join(home, 'files', 'kept'), join(granted.e, '.cowork-undo'), join(granted.d, '.cowork-undo')];
    return stores.flatMap((store) => (existsSync(store) ? readdirSync(store).map((room) => `${room} is still kept`) : []));
  }

  /** The part that was cut off is done again, as a retried tool call or a repeated request does; then everything is taken back. */
  async function goOn(desk: Desk, done: number): Promise<string[]> {
    const next = PARTS[done];
    if (next) await act(next, desk, () => {});
    const wrong = next ? difference(trees[done + 1]!, look()).map((line) => `going on with "${next.name}": ${line}`) : [];
    if (wrong.length > 0) return wrong;
    await takeAllBack(desk, () => {});
    return (['d', 'e'] as const).flatMap((name) =>
      difference(atFirst.get(name)!, withDates(name)).map((line) => `after undoing all: ${line}`),
    );
  }
}

/** Another mount of the same disk counts as another volume: no rename and no link leads there. */
function makeSecondVolume(folder: string, at: string): void {
  for (const made of [folder, at]) mkdirSync(made);
  const { status, stderr } = spawnSync('mount', ['--bind', folder, at]);
  if (status !== 0) throw new Error(`mount --bind: ${stderr.toString()}`);
  // What is made below it takes after it.
  chmodSync(at, 0o2755);
  for (const made of ['old', 'old/deep']) mkdirSync(join(at, made));
  for (const file of ['list.txt', 'back.txt', 'old/1.txt', 'old/deep/2.txt'])
    writeFileSync(join(at, file), `what ${file} says\n`);
  for (const path of ['list.txt', 'back.txt', 'old/deep', 'old', '']) utimesSync(join(at, path), 1.2e9, 1.2e9 + path.length);
}
