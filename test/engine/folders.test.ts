// Folders and answers that outlive a task, through the whole engine: always means the next task too, and taking back means asking again.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Approval, Scope } from '../../src/contract/changes.ts';
import type { TaskFolder } from '../../src/contract/task.ts';
import type { RequestKind } from '../../src/store/port.ts';
import { sql } from 'kysely';
import { type EngineRig, startEngineRig } from '../rig/engine-rig.ts';
import { call, inSteps, lastResults } from '../rig/scripts.ts';
import { startTemporal, type TestTemporal } from '../rig/temporal.ts';

const F = '/folders/work';
/** One step with these calls, then the results as the outcome. */
const once = (...calls: ReturnType<typeof call>[]) =>
  inSteps({ toolCalls: calls }, (request) => ({ text: lastResults(request).join('\n---\n') }));
const move = (from: string, to: string) => call('move_files', { moves: [{ from: `${F}/${from}`, to: `${F}/${to}` }] });
const write = (name: string, content = 'new') => call('write_file', { path: `${F}/${name}`, content });

const scripts = {
  move: once(move('a.txt', 'sub/a.txt')),
  'move-back': once(move('sub/a.txt', 'a.txt')),
  write: once(write('new.txt')),
  edit: once(call('edit_file', { path: `${F}/a.txt`, old_text: 'alpha', new_text: 'ALPHA' })),
  shrink: once(write('b.txt', 'b')),
  delete: once(call('delete_files', { paths: [`${F}/b.txt`] })),
  list: once(call('list_files', { path: F })),
};

let temporal: TestTemporal;
let rig: EngineRig;
let n = 0;
beforeAll(async () => {
  temporal = await startTemporal();
  rig = await startEngineRig({ address: temporal.address, scripts });
});
afterAll(async () => {
  expect(rig.model.refusals()).toEqual([]);
  await rig.close();
  await temporal.stop();
});

function newFolder(): string {
  n += 1;
  const folder = join(rig.folder(String(n)), 'work');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.txt'), 'alpha beta');
  writeFileSync(join(folder, 'b.txt'), 'bravo charlie');
  return folder;
}
type Given = Pick<TaskFolder, 'path' | 'access' | 'standing'>;
const begin = async (
  script: keyof typeof scripts,
  path: string,
  more: Partial<Given> & { mode?: 'ask' | 'auto' | 'act' } = {},
) => {
  const { mode = 'ask', ...folder } = more;
  return (await rig.create({ script, mode, folders: [{ path, access: 'write', ...folder }] })).id;
};
async function asked(id: string): Promise<Approval> {
  await rig.until(id, 'waiting_approval');
  const { items } = await rig.store.listApprovals({ taskId: id, status: 'pending', limit: 5 });
  expect(items).toHaveLength(1);
  return items[0]!;
}
const allow = (approval: Approval, scope: Scope, more: object = {}) =>
  rig.store.decideApproval(approval.id, { decision: 'allow', scope, decidedBy: 'test', deciderKey: 'k', ...more });
async function answered(id: string, scope: Scope, more: object = {}): Promise<void> {
  await allow(await asked(id), scope, more);
  await rig.until(id, 'completed');
}
const unasked = async (id: string): Promise<void> => {
  await rig.until(id, 'completed');
  expect((await rig.store.listApprovals({ taskId: id, limit: 5 })).items).toEqual([]);
};
const ask = (kind: RequestKind, body: Record<string, unknown>) => rig.request({ taskId: '', kind, body });
const cancel = async (id: string): Promise<void> => {
  await rig.store.patchTask(id, { wanted: 'cancel_now' });
  await rig.nudge(id);
  await rig.until(id, 'cancelled');
};

describe('an answer that holds always', () => {
  it('is offered after once and task; the next task in the folder is not asked, by whatever tool; another folder is', async () => {
    const folder = newFolder();
    const first = await begin('move', folder);
    expect((await asked(first)).scopes).toEqual(['once', 'task', 'always']);
    await answered(first, 'always');
    await unasked(await begin('move-back', folder));
    await unasked(await begin('write', folder));
    const elsewhere = await begin('move', newFolder());
    await asked(elsewhere);
    await cancel(elsewhere);
    expect(await rig.store.folders()).toEqual([{ path: folder, always: [{ kind: 'move', allowedAt: expect.any(String) }] }]);

    await ask('folder_revoke', { path: folder, kind: 'move' });
    expect(await rig.store.folders()).toEqual([]);
    await answered(await begin('move', folder), 'once');
    await answered(await begin('move-back', folder), 'once');
  });

  it('holds for its kind and smaller ones; what always asks goes on asking, once', async () => {
    const folder = newFolder();
    await answered(await begin('move', folder), 'always');
    await unasked(await begin('move-back', folder));
    const edit = await begin('edit', folder);
    expect((await asked(edit)).scopes).toEqual(['once', 'task', 'always']);
    await answered(edit, 'always');
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('ALPHA beta');
    for (const script of ['shrink', 'delete'] as const) {
      const id = await begin(script, folder, { mode: 'act' });
      expect(await asked(id)).toMatchObject({ scopes: ['once'], preview: { always: true } });
      await cancel(id);
    }
    const [row] = (await rig.store.folders()).filter((one) => one.path === folder);
    expect(row?.always.map((answer) => answer.kind)).toEqual(['move', 'replace']);
    await ask('folder_revoke', { path: folder, kind: 'replace' });
    await unasked(await begin('write', folder));
  });

  it('about a part allows only the kinds of that part', async () => {
    const folder = newFolder();
    const id = await begin('move', folder);
    const approval = await asked(id);
    const made = approval.preview.operations.filter((op) => op.op === 'mkdir').map((op) => op.id);
    expect(approval.preview.operations.map((op) => op.op).toSorted()).toEqual(['mkdir', 'move']);
    await allow(approval, 'always', { operations: made });
    await rig.until(id, 'completed');
    expect([existsSync(join(folder, 'sub')), existsSync(join(folder, 'a.txt'))]).toEqual([true, true]);
    await unasked(await begin('write', folder));
    const again = await begin('move', folder);
    await asked(again);
    await cancel(again);
  });
});

describe('a folder that is taken away while a question about it waits', () => {
  it('takes the question away; nothing is changed and the task goes on', async () => {
    const folder = newFolder();
    const id = await begin('move', folder);
    const approval = await asked(id);
    await ask('folder_withdraw', { path: folder });
    await rig.until(id, 'completed');
    expect((await rig.store.approval(approval.id))?.status).toBe('superseded');
    expect((await rig.store.task(id))?.outcome).toContain('taken away');
    expect((await rig.store.task(id))?.folders).toEqual([]);
    expect(existsSync(join(folder, 'a.txt'))).toBe(true);
  });

  it('with a lower access instead, what may no longer be done is refused, and what now always asks is asked', async () => {
    const folder = newFolder();
    await ask('folder_add', { path: folder, access: 'full', lower: false });
    const moving = await begin('move', folder, { access: 'full', standing: true });
    const deleting = await begin('delete', folder, { access: 'full', standing: true });
    await asked(moving);
    const approval = await asked(deleting);
    expect(approval.scopes).toContain('always');
    await ask('folder_set', { path: folder, access: 'write' });
    await answered(deleting, 'always');
    expect(existsSync(join(folder, 'b.txt'))).toBe(false);
    // It was answered, once: with access write a delete is never allowed beforehand.
    expect((await rig.store.folders()).find((one) => one.path === folder)).toEqual({ path: folder, access: 'write', always: [] });
    await ask('folder_set', { path: folder, access: 'read' });
    await rig.until(moving, 'completed');
    expect((await rig.store.task(moving))?.outcome).toContain('may only be read');
    expect(existsSync(join(folder, 'a.txt'))).toBe(true);
  });
});

describe('a standing folder that cannot be used', () => {
  it('is left out and said so; the task goes on', async () => {
    const folder = newFolder();
    const id = await begin('list', folder, { standing: true });
    const { folders } = await rig.until(id, 'completed');
    expect(folders).toMatchObject([
      { path: folder, state: 'refused', standing: true, reason: expect.stringContaining('no standing folder') },
    ]);
    const notices = (await rig.store.events(id, 0, 100)).filter((event) => event.type === 'notice');
    expect(notices).toMatchObject([{ code: 'folder_left_out', level: 'warning', text: expect.stringContaining(folder) }]);
  });
});

describe('a folder that a task was given', () => {
  it('is not refused because the disk was full in that moment: when there is room the task has it', async () => {
    const { db } = rig.ledger;
    await sql`create table filler (bytes)`.execute(db);
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
    await sql.raw(`pragma max_page_count = ${rows[0]!.page_count + 4}`).execute(db);
    // Large and small, until not the least has room.
    for (const bytes of [3_000, 100, 1])
      await expect(
        (async () => {
          for (let i = 0; i < 10_000; i += 1) await sql`insert into filler values (zeroblob(${bytes}))`.execute(db);
        })(),
      ).rejects.toMatchObject({ code: 'disk_full' });
    // Its path takes a page of its own.
    const deep = join(newFolder(), ...Array.from({ length: 15 }, () => 'd'.repeat(240)), 'work');
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, 'a.txt'), '');
    const id = await begin('list', deep);
    expect((await rig.until(id, 'paused')).waitingFor!.text).toContain('the disk is full');
    await sql.raw('pragma max_page_count = 1000000').execute(db);
    await sql`drop table filler`.execute(db);
    await rig.store.transaction(async (tx) => {
      await tx.patchTask(id, { hold: null });
      await tx.enqueue('nudge', id);
    });
    expect((await rig.until(id, 'completed')).outcome).toContain('a.txt');
  });
});
