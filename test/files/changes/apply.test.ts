// Applying: subsets, conflicts, cancelling, refreezing, progress, outputs, and what is never lost when others work at the same time.
// Long, because each thing that others may do meanwhile is a case.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { DraftOp } from '../../../src/files/port.ts';
import { type Desk, openDesk, receipt, TASK, treeOf } from './desk.ts';

let desk: Desk;
let at: ((point: string) => void) | undefined;
beforeEach(async () => {
  at = undefined;
  desk = await openDesk({ faults: (point) => at?.(point) });
  for (const folder of ['sub', 'old']) mkdirSync(desk.at(folder));
  for (const name of ['a.txt', 'b.txt', 'sub/c.txt', 'old/d.txt']) {
    writeFileSync(desk.at(name), `content of ${name}`);
    utimesSync(desk.at(name), 1e9, 1e9);
  }
});
afterEach(() => desk.remove());

const d = (path: string): string => `/folders/d/${path}`;
const move = (from: string, to: string, replace = false): DraftOp => ({ op: 'move', from: d(from), to: d(to), replace });
const write = (path: string, content = 'new'): DraftOp => ({ op: 'write', path: d(path), content });
const text = (path: string): string => readFileSync(desk.at(path), 'utf8');
const kept = (): string[] => readdirSync(join(desk.home, 'files/kept'));

describe('a part of a set', () => {
  it('is applied alone, and the report names what was left out', async () => {
    const set = await desk.freeze(move('a.txt', 'sub/a.txt'), write('x/new.txt'), { op: 'delete', path: d('b.txt') });
    const outcome = await desk.apply(set, { allow: ['1', '2', '3'] });
    expect(outcome).toMatchObject({ kind: 'applied', applied: { leftOut: ['4'] } });
    // What is told of it counts what was done.
    const told = { leftOut: ['4'], counts: { create: 1, move: 1, delete: 0, replace: 0 } };
    expect(set.counts.delete).toBe(1);
    expect(await desk.sets.get(set.id)).toMatchObject(told);
    expect([text('b.txt'), text('sub/a.txt'), text('x/new.txt')]).toEqual(['content of b.txt', 'content of a.txt', 'new']);
    const after = treeOf(desk.folder);
    await desk.undo();
    expect(await desk.sets.get(set.id)).toMatchObject({ state: 'undone', ...told });
    await desk.undo({ redo: true });
    expect(treeOf(desk.folder)).toEqual(after);
  });

  it('needs what it stands on', async () => {
    const set = await desk.freeze(write('x/new.txt'), move('a.txt', 'b.txt'), move('b.txt', 'c.txt'));
    expect(set.operations.map((o) => o.needs)).toEqual([undefined, ['1'], ['4'], undefined]);
    await expect(desk.apply(set, { allow: ['2', '4'] })).rejects.toMatchObject({
      code: 'operations_needed',
      extra: { needed: ['1'] },
    });
    await expect(desk.apply(set, { allow: ['3'] })).rejects.toMatchObject({ code: 'operations_needed' });
    await expect(desk.apply(set, { allow: ['9'] })).rejects.toMatchObject({ code: 'invalid' });
    expect((await desk.apply(set, { allow: ['4'] })).kind).toBe('applied');
    expect(existsSync(desk.at('b.txt'))).toBe(false);
  });

  it('needs the way out before the folder is deleted', async () => {
    const set = await desk.freeze({ op: 'delete', path: d('old') }, move('old/d.txt', 'sub/d.txt'));
    await expect(desk.apply(set, { allow: ['1'] })).rejects.toMatchObject({ code: 'operations_needed' });
  });
});

describe('when the disk changed after freezing', () => {
  const changes: [string, () => void][] = [
    ['a source was written', () => writeFileSync(desk.at('a.txt'), 'user')],
    [
      'a source was replaced',
      () => {
        writeFileSync(desk.at('t'), 'content of a.txt');
        renameSync(desk.at('t'), desk.at('a.txt'));
      },
    ],
    ['a source is gone', () => rmSync(desk.at('a.txt'))],
    ['a target came up', () => writeFileSync(desk.at('sub/a.txt'), 'user')],
    ['a replaced file was written', () => writeFileSync(desk.at('b.txt'), 'user')],
    ['a deleted folder got a file', () => writeFileSync(desk.at('old/more.txt'), 'user')],
    [
      'a folder on the way is another one',
      () => {
        renameSync(desk.at('sub'), desk.at('sub2'));
        mkdirSync(desk.at('sub'));
      },
    ],
  ];
  it.each(changes)('%s: nothing is applied, the file is named, and refreezing asks anew', async (_what, change) => {
    const draft = [move('a.txt', 'sub/a.txt'), write('b.txt'), { op: 'delete', path: d('old') } as const];
    const set = await desk.freeze(...draft);
    change();
    const now = treeOf(desk.folder);
    const outcome = await desk.apply(set);
    expect(outcome).toMatchObject({ kind: 'changed', conflicts: [expect.anything()] });
    expect(treeOf(desk.folder)).toEqual(now);
    expect(await desk.ledger.receiptOf(set.key)).toBeUndefined();
    const fresh = await desk.sets.refreeze(set.id).catch((error: { code: string }) => error.code);
    if (typeof fresh === 'string') expect(['no_such_file', 'target_exists']).toContain(fresh);
    else {
      expect(await desk.sets.get(set.id)).toMatchObject({ state: 'conflict' });
      expect(await desk.sets.ofCall(set.key)).toMatchObject({ id: fresh.id });
      expect((await desk.apply(fresh)).kind).toBe('applied');
      expect(text('b.txt')).toBe('new');
    }
  });

  it('a date that was set back does not hide other bytes', async () => {
    const set = await desk.freeze(write('b.txt'));
    const { size, mtime } = statSync(desk.at('b.txt'));
    writeFileSync(desk.at('b.txt'), 'x'.repeat(size));
    utimesSync(desk.at('b.txt'), mtime, mtime);
    expect(await desk.apply(set)).toMatchObject({ kind: 'changed' });
  });

  it('tampered staged content is not put in place', async () => {
    const set = await desk.freeze(write('b.txt', 'approved'));
    const room = join(desk.home, 'files/kept', set.id);
    for (const name of readdirSync(room)) if (name.startsWith('s')) writeFileSync(join(room, name), 'tampered');
    expect(await desk.apply(set)).toMatchObject({ kind: 'changed' });
    expect(text('b.txt')).toBe('content of b.txt');
  });

  it('a grant that was lowered or taken away stops it', async () => {
    const set = await desk.freeze(write('b.txt'));
    await desk.close();
    const reader = await openDesk({ base: desk.base, access: 'read' });
    expect(await reader.sets.apply(set.id, { receipt })).toMatchObject({ kind: 'failed', code: 'not_granted' });
    expect(text('b.txt')).toBe('content of b.txt');
    await reader.close();
  });
});

describe('somebody works at the very moment', () => {
  it('a file that is saved anew between decision and move is not lost, and all is taken back', async () => {
    const set = await desk.freeze(move('a.txt', 'sub/a.txt'), move('b.txt', 'sub/b.txt'));
    at = (point) => {
      if (point !== 'op:1') return;
      writeFileSync(desk.at('t'), 'saved by an editor');
      renameSync(desk.at('t'), desk.at('b.txt'));
    };
    expect(await desk.apply(set)).toMatchObject({ kind: 'failed', code: 'changed_meanwhile' });
    expect([text('a.txt'), text('b.txt')]).toEqual(['content of a.txt', 'saved by an editor']);
    expect(readdirSync(desk.at('sub'))).toEqual(['c.txt']);
  });

  it('a file that is saved in place while it is replaced is not lost', async () => {
    const set = await desk.freeze(write('a.txt'), write('b.txt'));
    at = (point) => {
      if (point === 'op:1') writeFileSync(desk.at('b.txt'), 'saved in place');
    };
    expect(await desk.apply(set)).toMatchObject({ kind: 'failed', code: 'changed_meanwhile' });
    expect([text('a.txt'), text('b.txt')]).toEqual(['content of a.txt', 'saved in place']);
  });

  it('a name that is taken at that moment is not overwritten', async () => {
    const set = await desk.freeze(move('a.txt', 'sub/a.txt'), move('old', 'sub/old'));
    at = (point) => {
      if (point === 'op:0') writeFileSync(desk.at('sub/a.txt'), 'somebody');
    };
    expect(await desk.apply(set)).toMatchObject({ kind: 'failed', code: 'changed_meanwhile' });
    expect([text('a.txt'), text('sub/a.txt')]).toEqual(['content of a.txt', 'somebody']);
    at = (point) => {
      if (point === 'op:0') mkdirSync(desk.at('sub/old'), { recursive: true });
    };
    const other = await desk.freeze(move('old', 'sub/old'));
    expect(await desk.apply(other)).toMatchObject({ kind: 'failed', code: 'changed_meanwhile' });
    expect(text('old/d.txt')).toBe('content of old/d.txt');
  });

  it('what cannot be taken back is named, kept, and not tried for ever', async () => {
    const set = await desk.freeze(write('a.txt'), move('b.txt', 'sub/b.txt'));
    at = (point) => {
      if (point !== 'op:1') return;
      // Undoing the first write is blocked by a new file at its name, the second move by a new file at its source.
      writeFileSync(desk.at('t'), 'new a');
      renameSync(desk.at('t'), desk.at('a.txt'));
      rmSync(desk.at('b.txt'));
    };
    const outcome = await desk.apply(set);
    expect(outcome).toMatchObject({ kind: 'failed', code: 'stuck', detail: expect.stringContaining(d('a.txt')) });
    expect(await desk.sets.get(set.id)).toMatchObject({ state: 'stuck' });
    expect(text('a.txt')).toBe('new a');
    const room = join(desk.home, 'files/kept', set.id);
    expect(readdirSync(room).map((name) => readFileSync(join(room, name), 'utf8'))).toContain('content of a.txt');
    at = undefined;
    expect(await desk.sets.recover()).toEqual([]);
    expect(existsSync(room)).toBe(true);
    expect(await desk.apply(set)).toEqual(outcome);
  });
});

describe('cancelling', () => {
  it('before the decision leaves everything as it was, and it can be applied later', async () => {
    const before = treeOf(desk.folder);
    const set = await desk.freeze(move('a.txt', 'sub/a.txt'));
    expect(await desk.apply(set, { signal: AbortSignal.abort() })).toEqual({ kind: 'cancelled' });
    expect(treeOf(desk.folder)).toEqual(before);
    expect(kept()).toEqual([]);
    expect((await desk.apply(set)).kind).toBe('applied');
  });

  it('while others change the same folder it waits, says so, and can be stopped', async () => {
    const [first, second] = [await desk.freeze(write('one.txt')), await desk.freeze(write('two.txt'))];
    const stop = new AbortController();
    let waits = 0;
    const going = desk.apply(first, { onWait: () => (waits += 10) });
    const waiting = desk.apply(second, {
      signal: stop.signal,
      onWait() {
        waits += 1;
        stop.abort();
      },
    });
    expect(await waiting).toEqual({ kind: 'cancelled' });
    expect((await going).kind).toBe('applied');
    expect(waits).toBe(1);
    expect((await desk.apply(second)).kind).toBe('applied');
  });

  it('after the decision comes too late', async () => {
    const stop = new AbortController();
    const set = await desk.freeze(move('a.txt', 'sub/a.txt'), move('b.txt', 'sub/b.txt'));
    at = (point) => {
      if (point === 'decided') stop.abort();
    };
    expect((await desk.apply(set, { signal: stop.signal })).kind).toBe('applied');
  });
});

describe('applying', () => {
  it('tells progress in a big set, and lets others work meanwhile', async () => {
    for (let n = 0; n < 700; n++) writeFileSync(desk.at(`f${n}`), '');
    const set = await desk.freeze(...Array.from({ length: 700 }, (_, n) => move(`f${n}`, `sub/f${n}`)));
    const told: number[] = [];
    let ticks = 0;
    const timer = setInterval(() => ticks++, 0);
    await desk.apply(set, { onProgress: (done) => told.push(done) });
    clearInterval(timer);
    expect(told).toEqual([200, 400, 600, 700]);
    expect(ticks).toBeGreaterThan(2);
  });

  it('reports folders that the moves left empty, and does not remove them', async () => {
    const applied = await desk.run(move('old/d.txt', 'sub/d.txt'));
    expect(applied.emptied).toEqual([d('old')]);
    expect(existsSync(desk.at('old'))).toBe(true);
  });

  it('joins calls that come at the same time: one receipt', async () => {
    const set = await desk.freeze(write('n.txt'));
    let asked = 0;
    const options = {
      receipt: (...args: Parameters<typeof receipt>) => {
        asked++;
        return receipt(...args);
      },
    };
    const [one, two] = await Promise.all([desk.sets.apply(set.id, options), desk.sets.apply(set.id, options)]);
    expect(one).toEqual(two);
    const once = asked;
    await desk.sets.apply(set.id, options);
    expect(asked).toBe(once);
  });

  it('a set that was given up is not applied, and its staged content is gone', async () => {
    const set = await desk.freeze(write('n.txt'));
    expect(kept()).toHaveLength(1);
    const no = receipt({ kind: 'failed', code: 'denied', detail: '' });
    expect(await desk.sets.reject(set.id, no)).toEqual(no);
    expect(await desk.sets.reject(set.id, receipt({ kind: 'failed', code: 'other', detail: '' }))).toEqual(no);
    expect(kept()).toEqual([]);
    await expect(desk.apply(set)).rejects.toMatchObject({ code: 'already_decided' });
    expect(existsSync(desk.at('n.txt'))).toBe(false);
    expect(await desk.sets.proposed(TASK)).toEqual([]);
  });

  it('gives new content the date of its being put in place, and moved files keep theirs', async () => {
    const set = await desk.freeze(write('n.txt'), move('a.txt', 'sub/a.txt'));
    utimesSync(
      join(
        desk.home,
        'files/kept',
        set.id,
        readdirSync(join(desk.home, 'files/kept', set.id)).find((n) => n.startsWith('s'))!,
      ),
      1e9,
      1e9,
    );
    const start = Date.now();
    expect((await desk.apply(set)).kind).toBe('applied');
    expect(statSync(desk.at('sub/a.txt')).mtimeMs).toBe(1e12);
    expect(statSync(desk.at('n.txt')).mtimeMs).toBeGreaterThan(start - 5000);
  });
});

describe('outputs', () => {
  const output = (content: string): DraftOp => ({ op: 'write', path: '/outputs/report.md', content });
  it('are versioned, internal, and asked for nothing', async () => {
    const first = await desk.run(output('one'));
    expect(first.set).toMatchObject({ internal: true, facts: { folders: [], deletes: [] } });
    const second = await desk.run(output('two'));
    expect([first.outputs[0], second.outputs[0]]).toMatchObject([
      { name: 'report.md', path: '/outputs/report.md', version: 1, bytes: 3, type: 'text/markdown' },
      { version: 2 },
    ]);
    expect(await desk.sets.outputs(second.set.id)).toEqual(second.outputs);
    expect(await desk.sets.undoable(TASK)).toEqual([]);
  });

  it('keep their number and their bytes when a newer version takes their name', async () => {
    const [first] = (await desk.run(output('one'))).outputs;
    const aside: DraftOp = { op: 'move', from: '/outputs/report.md', to: '/outputs/report.v1.md', replace: false };
    const { set, outputs } = await desk.run(aside, output('two'));
    expect(outputs).toEqual([
      { ...first, path: '/outputs/report.v1.md' },
      expect.objectContaining({ name: 'report.md', path: '/outputs/report.md', version: 2 }),
    ]);
    expect(await desk.sets.outputs(set.id)).toHaveLength(2);
    const third = await desk.run({ ...aside, to: '/outputs/report.v2.md' }, output('three'));
    expect(third.outputs.map(({ path, version }) => [path, version])).toEqual([
      ['/outputs/report.v2.md', 2],
      ['/outputs/report.md', 3],
    ]);
  });

  it('are delivered to the visible folder under a free name', async () => {
    await desk.run(output('one'));
    const one = await desk.run({ op: 'deliver', path: '/outputs/report.md' });
    const target = join(desk.base, 'Cowork/today/report.md');
    expect(readFileSync(target, 'utf8')).toBe('one');
    expect(one.outputs).toMatchObject([{ path: '/outputs/report.md', deliveredTo: target, version: 1 }]);
    expect(one.set.internal).toBe(true);
    const again = await desk.run({ op: 'deliver', path: '/outputs/report.md' }, { op: 'deliver', path: d('a.txt') });
    expect(readdirSync(join(desk.base, 'Cowork/today')).sort()).toEqual(['a.txt', 'report (2).md', 'report.md']);
    expect(again.set.internal).toBe(true);
    expect(text('a.txt')).toBe('content of a.txt');
  });

  it('scratch and a granted folder together are no longer internal', async () => {
    await desk.run({ op: 'write', path: '/scratch/x', content: 'x' });
    const set = await desk.freeze({ op: 'move', from: '/scratch/x', to: d('x'), replace: false });
    expect(set).toMatchObject({ internal: false, facts: { folders: [{ name: 'd', kind: 'create' }] } });
    const out = await desk.freeze({ op: 'move', from: d('a.txt'), to: '/scratch/a.txt', replace: false });
    expect(out.facts).toMatchObject({ leaves: [d('a.txt')] });
  });
});
