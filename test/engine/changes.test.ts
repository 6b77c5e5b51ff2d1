// Changes on a real folder through the whole engine: asked, allowed, denied, in part, changed meanwhile, undone and redone.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Approval } from '../../src/contract/changes.ts';
import { call, inSteps, lastResults } from '../rig/scripts.ts';
import { startEngineRig, type EngineRig } from '../rig/engine-rig.ts';
import { startTemporal, type TestTemporal } from '../rig/temporal.ts';

let temporal: TestTemporal;
let rig: EngineRig;
let n = 0;
let at: ((point: string) => void) | undefined;

/** One step with these calls on /folders/<name>, then the results as the outcome. */
const once = (...calls: ReturnType<typeof call>[]) =>
  inSteps({ toolCalls: calls }, (request) => ({ text: lastResults(request).join('\n---\n') }));
const F = '/folders/work';
const write = (name: string, content: string) => call('write_file', { path: `${F}/${name}`, content });
const move = (from: string, to: string) => call('move_files', { moves: [{ from: `${F}/${from}`, to: `${F}/${to}` }] });

const scripts = {
  write: once(write('new.txt', 'new')),
  'write-and-move': once(write('new.txt', 'new'), move('a.txt', 'sub/ä.txt')),
  'two-moves': once(
    call('move_files', {
      moves: [
        { from: `${F}/a.txt`, to: `${F}/x.txt` },
        { from: `${F}/b.txt`, to: `${F}/y.txt` },
      ],
    }),
  ),
  edit: once(call('edit_file', { path: `${F}/a.txt`, old_text: 'alpha', new_text: 'ALPHA' })),
  delete: once(call('delete_files', { paths: [`${F}/a.txt`] })),
  'then-read': once(write('a.txt', 'rewritten, and longer than before'), call('read_file', { path: `${F}/a.txt` })),
  'write-twice': inSteps({ toolCalls: [write('one.txt', '1')] }, { toolCalls: [write('two.txt', '2')] }, { text: 'Both.' }),
  ask: inSteps(
    { toolCalls: [call('request_folder', { reason: 'for the rest', access: 'write', suggested_path: '/nowhere' })] },
    (request) => ({ text: lastResults(request).join() }),
  ),
};

beforeAll(async () => {
  temporal = await startTemporal();
  rig = await startEngineRig({ address: temporal.address, scripts, faults: (point) => at?.(point) });
});
afterAll(async () => {
  expect(rig.model.refusals()).toEqual([]);
  await rig.close();
  await temporal.stop();
});

async function begin(script: keyof typeof scripts, more: object = {}) {
  n += 1;
  const parent = rig.folder(String(n));
  const folder = join(parent, 'work');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.txt'), 'alpha beta');
  writeFileSync(join(folder, 'b.txt'), 'bravo');
  const { id } = await rig.create({ script, folders: [{ path: folder, access: 'write' }], ...more });
  return { id, folder, file: (name: string) => join(folder, name) };
}
async function asked(id: string): Promise<Approval> {
  await rig.until(id, 'waiting_approval');
  const { items } = await rig.store.listApprovals({ taskId: id, status: 'pending', limit: 5 });
  expect(items).toHaveLength(1);
  return items[0]!;
}
const decide = (approval: Approval, more: object = {}) =>
  rig.store.decideApproval(approval.id, { decision: 'allow', scope: 'once', decidedBy: 'test', deciderKey: 'k', ...more });

describe('a change that asks', () => {
  it('touches nothing before the answer, and is there after it', async () => {
    const { id, file } = await begin('write');
    const approval = await asked(id);
    expect(approval.preview).toMatchObject({ always: false, counts: { create: 1 } });
    expect(approval.tool).toBe('write_file');
    expect(existsSync(file('new.txt'))).toBe(false);
    await decide(approval);
    await rig.until(id, 'completed');
    expect(readFileSync(file('new.txt'), 'utf8')).toBe('new');
  });

  it('shares one question with an adjacent one of other paths', async () => {
    const { id, file } = await begin('write-and-move');
    const approval = await asked(id);
    expect(approval.tool).toBe('changes');
    expect(approval.arguments).toEqual({ changeSetIds: approval.changeSetIds });
    expect(approval.preview.counts).toMatchObject({ create: 1, move: 1 });
    await decide(approval);
    await rig.until(id, 'completed');
    expect(readFileSync(file('sub/ä.txt'), 'utf8')).toBe('alpha beta');
    expect(existsSync(file('a.txt'))).toBe(false);
  });

  it('is applied before what reads it in the same step', async () => {
    const { id } = await begin('then-read');
    await decide(await asked(id));
    expect((await rig.until(id, 'completed')).outcome).toContain('rewritten, and longer');
  });

  it('tells the model the user’s words when it is denied, and changes nothing', async () => {
    const { id, file } = await begin('delete');
    const approval = await asked(id);
    expect(approval.preview.always).toBe(true);
    expect(approval.scopes).toEqual(['once']);
    await decide(approval, { decision: 'deny', note: 'I still need that one' });
    expect((await rig.until(id, 'completed')).outcome).toContain('I still need that one');
    expect(readFileSync(file('a.txt'), 'utf8')).toBe('alpha beta');
  });

  it('does only what was left ticked, and says what was not', async () => {
    const { id, file } = await begin('two-moves');
    const approval = await asked(id);
    const keep = approval.preview.operations.find((op) => op.to?.endsWith('x.txt'))!;
    await decide(approval, { operations: [keep.id] });
    expect((await rig.until(id, 'completed')).outcome).toContain('b.txt');
    expect(existsSync(file('x.txt'))).toBe(true);
    expect(existsSync(file('y.txt'))).toBe(false);
    expect(readFileSync(file('b.txt'), 'utf8')).toBe('bravo');
    const [set] = (await rig.store.changeSets(id, { limit: 1 })).items;
    expect(set).toMatchObject({ summary: '1 file moved, none deleted', counts: { move: 1 } });
    const shown = (await rig.store.operations(set!.id, { limit: 10 })).items;
    expect(shown.map((op) => [op.from, op.leftOut])).toEqual([
      [`${F}/a.txt`, undefined],
      [`${F}/b.txt`, true],
    ]);
  });

  it('is asked again when the file changed between question and answer', async () => {
    const { id, file } = await begin('edit');
    const first = await asked(id);
    writeFileSync(file('a.txt'), 'alpha, changed by the user');
    await decide(first);
    let second = first;
    for (let i = 0; i < 400 && second.id === first.id; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 15));
      second = (await rig.store.listApprovals({ taskId: id, status: 'pending', limit: 1 })).items[0] ?? first;
    }
    expect(second.id).not.toBe(first.id);
    expect(await rig.store.approval(first.id)).toMatchObject({ status: 'superseded', decidedBy: 'test' });
    const [overtaken] = (await rig.store.changeSets(id, { limit: 2 })).items;
    expect(overtaken).toMatchObject({
      state: 'conflict',
      reason: `files changed before it was applied: ${F}/a.txt (it was changed meanwhile)`,
    });
    expect(second.argumentsHash).not.toBe(first.argumentsHash);
    expect(readFileSync(file('a.txt'), 'utf8')).toBe('alpha, changed by the user');
    await decide(second);
    await rig.until(id, 'completed');
    expect(readFileSync(file('a.txt'), 'utf8')).toBe('ALPHA, changed by the user');
  });

  it('is given up when the file never stands still, and the model hears why', async () => {
    const { id, file } = await begin('edit', { mode: 'act' });
    let written = 0;
    at = (point) => {
      if (point === 'frozen') writeFileSync(file('a.txt'), `alpha ${(written += 1)}`);
    };
    await rig.until(id, 'completed').finally(() => (at = undefined));
    expect(written).toBe(3);
    expect(readFileSync(file('a.txt'), 'utf8')).toBe('alpha 3');
    const sets = (await rig.store.changeSets(id, { limit: 9 })).items;
    expect(sets.map(({ state }) => state).toSorted()).toEqual(['conflict', 'conflict', 'rejected']);
    expect((await rig.store.toolResult({ taskId: id, step: 0, index: 0 }))!.summary).toContain('kept changing');
  });

  it('asks once for the task with that scope', async () => {
    const { id, file } = await begin('write-twice');
    const approval = await asked(id);
    await decide(approval, { scope: 'task' });
    await rig.until(id, 'completed');
    expect(readFileSync(file('two.txt'), 'utf8')).toBe('2');
    expect((await rig.store.listApprovals({ taskId: id, limit: 10 })).items).toHaveLength(1);
  });

  it('gives way when the task is cancelled while it waits', async () => {
    const { id, file } = await begin('write');
    const approval = await asked(id);
    await rig.store.transaction(async (tx) => {
      await tx.patchTask(id, { wanted: 'cancel_now' });
      await tx.enqueue('nudge', id);
    });
    await rig.until(id, 'cancelled');
    expect((await rig.store.approval(approval.id))!.status).toBe('superseded');
    expect(existsSync(file('new.txt'))).toBe(false);
    expect((await rig.store.changeSets(id, { limit: 5 })).items[0]!.state).toBe('rejected');
  });
});

describe('a folder that the agent wants', () => {
  it('is the one that the user picks', async () => {
    const { id } = await begin('ask', { mode: 'act' });
    const approval = await asked(id);
    expect(approval.preview.always).toBe(true);
    const picked = rig.folder('picked');
    await decide(approval, { path: picked });
    expect((await rig.until(id, 'completed')).outcome).toContain('/folders/picked');
    expect((await rig.store.task(id))!.folders.map((f) => f.name)).toContain('picked');
  });
});

describe('undo', () => {
  it('takes the task back and does it again', async () => {
    const { id, file } = await begin('write-and-move', { mode: 'act' });
    await rig.until(id, 'completed');
    const undone = await rig.undo(id);
    expect(undone).toMatchObject({ state: 'done' });
    expect(undone.result!.map((r) => r.state)).toEqual(['undone', 'undone']);
    expect(existsSync(file('new.txt'))).toBe(false);
    expect(existsSync(file('sub'))).toBe(false);
    expect(readFileSync(file('a.txt'), 'utf8')).toBe('alpha beta');
    // What was done and taken back is still told in the past.
    const { items } = await rig.store.changeSets(id, { limit: 10 });
    expect(items.filter((set) => set.state === 'undone').map((set) => set.summary)).toEqual([
      '1 file made, none deleted',
      '1 file moved, 1 folder made, none deleted',
    ]);
    await rig.undo(id, {}, 'redo');
    expect(readFileSync(file('new.txt'), 'utf8')).toBe('new');
    expect(readFileSync(file('sub/ä.txt'), 'utf8')).toBe('alpha beta');
    const types = (await rig.store.events(id, 0, 1_000)).map((e) => e.type);
    expect(types.filter((type) => type === 'changes_undone').length).toBeGreaterThanOrEqual(2);
  });

  it('refuses where the user has changed the file since, and keeps both by force', async () => {
    const { id, file } = await begin('edit', { mode: 'act' });
    await rig.until(id, 'completed');
    writeFileSync(file('a.txt'), 'mine now');
    const refused = await rig.undo(id);
    expect(refused.result![0]).toMatchObject({ state: 'refused' });
    expect(refused.result![0]!.conflicts[0]!.path).toContain('a.txt');
    expect(readFileSync(file('a.txt'), 'utf8')).toBe('mine now');
    const forced = await rig.undo(id, { force: true });
    expect(forced.result![0]!.state).toBe('undone');
    expect(forced.result![0]!.kept).toHaveLength(1);
    expect(readFileSync(file('a.txt'), 'utf8')).toBe('alpha beta');
  });
});
