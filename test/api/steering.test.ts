// What a person tells a task while it lives: every word is a row and a nudge, whatever the engine does.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { mergeFolders } from '../../src/api/routes/patch-task.ts';
import type { Task } from '../../src/contract/http.ts';
import { openRig, type Rig, until } from './rig.ts';
import { aChangeSet, aMove, aQuestion, createTask, logOf } from '../store/contract/database.ts';

let rig: Rig;
let id: string;
let aborts: string[];
let drains: number;
beforeEach(async () => {
  rig = await openRig();
  id = (await createTask(rig.store)).id;
  aborts = [];
  drains = 0;
  rig.worker.onAbort((taskId, why) => aborts.push(`${taskId === id ? 'it' : taskId} ${why}`));
  rig.worker.onDrain(() => (drains += 1));
  await until(() => rig.engine.runs.has(id));
  rig.engine.calls.length = 0;
});
afterEach(() => rig.close());

const post = (path: string, body: object = {}) => rig.call<Task>('POST', `/tasks/${id}/${path}`, { body });
const patch = (body: object) => rig.call<Task>('PATCH', `/tasks/${id}`, { body });
const nudged = (): Promise<void> => until(() => rig.engine.calls.includes(`nudge ${id}`));
const begin = (): Promise<unknown> => rig.store.patchTask(id, { runId: 'run' });
const hold = (kind: 'budget' | 'credentials' | 'user') => ({ kind, since: '2030-01-01T00:00:00Z', text: 'held' }) as const;

describe('a message', () => {
  it('is stored, told in the log, and wakes the task', async () => {
    const answer = await post('messages', { text: 'and the receipts of May' });
    expect(answer).toMatchObject({ status: 201, body: { seq: 1, text: 'and the receipts of May' } });
    await nudged();
    expect(await rig.store.inbox(id, 0)).toHaveLength(1);
    expect(await logOf(rig.store, id)).toContain('message_added');
  });

  it('says something', async () => {
    for (const text of ['', ' \n'])
      expect(await post('messages', { text })).toMatchObject({ status: 422, body: { code: 'invalid' } });
    expect(await rig.store.inbox(id, 0)).toEqual([]);
  });

  it('counts once per clientId', async () => {
    const first = await post('messages', { text: 'a', clientId: 'c1' });
    const again = await post('messages', { text: 'a', clientId: 'c1' });
    expect(again.body).toEqual(first.body);
    expect(await rig.store.inbox(id, 0)).toHaveLength(1);
  });

  it.each([
    ['completed', 'is already done'],
    ['failed', 'has already failed'],
    ['cancelled', 'is already cancelled'],
  ] as const)('to one that is %s says so, and that its changes stay where there are any', async (status, said) => {
    await rig.store.finishTask(id, { status });
    const detail = `Task ${id} ${said}, so this did nothing.`;
    for (const [name, body] of [['messages', { text: 'late' }], ['pause'], ['resume'], ['cancel']] as const)
      expect((await post(name, body)).body).toMatchObject({ code: 'task_finished', detail });
    await rig.store.putChangeSet(aChangeSet(id, { state: 'applied' }), [aMove(1)]);
    expect((await post('cancel')).body).toMatchObject({
      detail: `${detail} Its changes stay; "cowork undo ${id}" takes them back.`,
    });
  });

  it('is refused once the task has ended', async () => {
    await rig.store.finishTask(id, { status: 'completed' });
    expect(await post('messages', { text: 'late' })).toMatchObject({
      status: 409,
      body: { code: 'task_finished', taskStatus: 'completed' },
    });
  });
});

describe('an answer', () => {
  it('is stored and wakes the task; the first one wins', async () => {
    const question = await rig.store.putQuestion('q', aQuestion(id));
    const answer = await post('answers', { questionId: question.id, choices: ['2030'], text: 'and 2029 too' });
    expect(answer).toMatchObject({ status: 200, body: { status: 'answered', choices: ['2030'], text: 'and 2029 too' } });
    await nudged();
    expect(await post('answers', { questionId: question.id, text: 'no' })).toMatchObject({
      status: 409,
      body: { code: 'already_decided' },
    });
  });

  it.each([
    ['nothing', {}],
    ['an option that was not offered', { choices: ['1999'] }],
    ['two options where one was asked', { choices: ['2029', '2030'] }],
    ['blank text', { text: '  ' }],
  ])('with %s is refused', async (_, body) => {
    const question = await rig.store.putQuestion('q', aQuestion(id));
    expect(await post('answers', { questionId: question.id, ...body })).toMatchObject({ status: 422, body: { code: 'invalid' } });
  });

  it('to a question of another task finds none', async () => {
    const question = await rig.store.putQuestion('q', aQuestion((await createTask(rig.store)).id));
    expect(await post('answers', { questionId: question.id, text: 'x' })).toMatchObject({ status: 404 });
  });
});

describe('pause and resume', () => {
  it('write what is wanted, stop what runs, and wake the task', async () => {
    expect((await post('pause')).status).toBe(200);
    expect((await rig.store.task(id))?.wanted).toBe('pause');
    await nudged();
    await until(() => aborts.includes('it pause'));
    await rig.store.patchTask(id, { hold: hold('user') });
    expect((await rig.call('POST', `/tasks/${id}/resume`)).status).toBe(200);
    expect(await rig.store.task(id)).toMatchObject({ wanted: 'run', hold: undefined });
    expect(aborts).toEqual(['it pause']);
  });

  it('do not take a cancel back', async () => {
    await begin();
    await post('cancel', { how: 'after_step' });
    for (const name of ['pause', 'resume'])
      expect(await post(name)).toMatchObject({ status: 409, body: { code: 'task_finished' } });
    expect((await rig.store.task(id))?.wanted).toBe('cancel_after_step');
  });
});

describe('cancel', () => {
  it.each([
    ['after_step', 'cancel_after_step', []],
    ['now', 'cancel_now', ['it cancel_now']],
    [undefined, 'cancel_now', ['it cancel_now']],
  ])('%s leaves the end to the run', async (how, wanted, stopped) => {
    await begin();
    expect(await post('cancel', how ? { how } : {})).toMatchObject({ status: 200, body: { status: 'queued' } });
    expect((await rig.store.task(id))?.wanted).toBe(wanted);
    await nudged();
    await until(() => aborts.length === stopped.length);
    expect(aborts).toEqual(stopped);
  });

  it('kill ends the task at once, the engine and the worker too', async () => {
    await begin();
    expect(await post('cancel', { how: 'kill' })).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    await until(() => rig.engine.calls.includes(`terminate ${id}`) && aborts.includes('it kill'));
    expect((await logOf(rig.store, id)).at(-1)).toBe('task_finished');
    expect(await post('cancel', { how: 'now' })).toMatchObject({ status: 409, body: { code: 'task_finished' } });
  });

  it('of a task that no run ever began ends it at once, with the engine down too', async () => {
    rig.engine.up = false;
    expect(await post('cancel')).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    rig.engine.up = true;
    await rig.outbox.drain();
    expect(rig.engine.runs.get(id)?.open).toBe(false);
  });

  it('is not made softer by a later one', async () => {
    await begin();
    await post('cancel', { how: 'now' });
    await post('cancel', { how: 'after_step' });
    expect((await rig.store.task(id))?.wanted).toBe('cancel_now');
  });
});

describe('PATCH', () => {
  it('a budget changes by its members, and the task looks at it again', async () => {
    await rig.store.patchTask(id, { budget: { maxUsd: 5, maxSteps: 10 } });
    const { body } = await patch({ budget: { maxSteps: 20 } });
    expect(body.budget).toEqual({ maxUsd: 5, maxSteps: 20 });
    await nudged();
  });

  it('a raised budget does not end another wait', async () => {
    await rig.store.patchTask(id, { hold: hold('credentials'), budget: { maxUsd: 5 } });
    await patch({ budget: { maxUsd: 9 } });
    expect((await rig.store.task(id))?.hold?.kind).toBe('credentials');
  });

  it('sets title, mode, priority and archived', async () => {
    const wanted = { title: 'New', mode: 'act', priority: 1, archived: true };
    expect((await patch(wanted)).body).toMatchObject(wanted);
    await nudged();
  });

  it('of an ended task changes what only shows it', async () => {
    await rig.store.finishTask(id, { status: 'completed' });
    expect((await patch({ title: 'New', archived: true })).status).toBe(200);
    for (const body of [{ mode: 'act' }, { budget: { maxUsd: 9 } }, { folders: [] }])
      expect(await patch(body)).toMatchObject({ status: 409, body: { code: 'task_finished' } });
  });

  it('asks the desktop for a new folder, and stops what runs when one is taken away', async () => {
    const path = await realpath(rig.folder);
    const { body } = await patch({ folders: [{ path: rig.folder }] });
    expect(body.folders).toEqual([{ path, access: 'write', state: 'requested' }]);
    expect(await rig.store.pendingRequests()).toMatchObject([{ taskId: id, kind: 'folders' }]);
    await until(() => drains > 0);
    expect(aborts).toEqual([]);
    await rig.store.patchTask(id, { folders: [{ path, access: 'write', name: 'Downloads', state: 'granted' }] });

    const same = await patch({ folders: [{ path: rig.folder, access: 'write' }] });
    expect(same.body.folders).toEqual([{ path, access: 'write', name: 'Downloads', state: 'granted' }]);
    expect(await rig.store.pendingRequests()).toHaveLength(1);

    const gone = await patch({ folders: [] });
    expect(gone.body.folders).toEqual([{ path, access: 'write', name: 'Downloads', state: 'removed' }]);
    await until(() => aborts.includes('it pause'));
    expect((await logOf(rig.store, id)).filter((type) => type === 'folders_changed')).toHaveLength(2);
  });

  it('refuses the whole list for one bad folder', async () => {
    expect(await patch({ folders: [{ path: rig.folder }, { path: '/nowhere' }] })).toMatchObject({
      status: 422,
      body: { code: 'no_such_file' },
    });
    expect((await rig.store.task(id))?.folders).toEqual([]);
  });
});

describe('a new list of folders', () => {
  const granted = { path: '/a', access: 'write', name: 'a', state: 'granted' } as const;
  it('keeps, raises, adds and removes', async () => {
    await mkdir(join(rig.home, 'x'));
    expect(
      mergeFolders(
        [granted],
        [
          { path: '/a', access: 'full' },
          { path: '/b', access: 'read' },
        ],
      ),
    ).toEqual({
      list: [
        { ...granted, access: 'full', state: 'requested' },
        { path: '/b', access: 'read', state: 'requested' },
      ],
      changed: true,
      removed: false,
    });
    expect(mergeFolders([granted], [granted])).toEqual({ list: [granted], changed: false, removed: false });
    expect(mergeFolders([granted], [])).toEqual({ list: [{ ...granted, state: 'removed' }], changed: true, removed: true });
    const refused = { path: '/a', access: 'write', state: 'refused', reason: 'gone' } as const;
    expect(mergeFolders([refused], [{ path: '/a', access: 'write' }]).list).toEqual([
      { path: '/a', access: 'write', state: 'requested' },
    ]);
    expect(mergeFolders([{ ...granted, state: 'removed' }], []).changed).toBe(false);
  });
});
