// The pictures that a question is about: as they are and as they would be, while it waits, and nothing else.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { realpath, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { textResult } from '../../src/contract/tool-result.ts';
import type { DraftOp, FrozenSet } from '../../src/files/port.ts';
import { type Desk, openDesk } from '../rig/desk.ts';
import { anApproval, createTask } from '../store/contract/database.ts';
import { openRig, type Rig } from './rig.ts';

let rig: Rig;
let desk: Desk;
let taskId: string;
let step = 0;
beforeEach(async () => {
  rig = await openRig();
  desk = await openDesk(rig);
  taskId = (await createTask(rig.store)).id;
  await desk.grants.grant(taskId, { hostPath: await realpath(rig.folder), access: 'write' });
});
afterEach(async () => {
  await desk.close();
  await rig.close();
});

const at = (name: string): string => join(rig.folder, name);
const model = (name: string): string => `/folders/Downloads/${name}`;

async function freeze(...draft: DraftOp[]): Promise<FrozenSet> {
  const frozen = await desk.changeSets.freeze({ taskId, step: (step += 1), index: 0 }, 'write_file', draft);
  if (frozen.kind !== 'frozen') throw new Error('the set overlaps another');
  return frozen.set;
}
async function ask(...sets: readonly FrozenSet[]): Promise<string> {
  const approval = anApproval(taskId, { changeSetIds: sets.map(({ id }) => id) });
  return (await rig.store.putApproval(`k${(step += 1)}`, approval)).id;
}
const get = (approval: string, operation: string, side = 'after', method = 'GET') =>
  rig.send(method, `/approvals/${approval}/operations/${operation}/content?side=${side}`);
const code = async (answer: Response): Promise<string> => ((await answer.json()) as { code: string }).code;
const idOf = (set: FrozenSet, name: string): string =>
  set.operations.find(({ to, from }) => (to ?? from) === model(name))?.id ?? 'none';

describe('a picture of a question', () => {
  it('is there before and after, for what is made, replaced, moved and deleted', async () => {
    for (const name of ['old.png', 'way.jpg', 'gone.svg']) await writeFile(at(name), `${name} as it is`);
    const set = await freeze(
      { op: 'write', path: model('new.webp'), content: 'new as it will be' },
      { op: 'write', path: model('old.png'), content: 'old as it will be' },
      { op: 'move', from: model('way.jpg'), to: model('moved.jpg'), replace: false },
      { op: 'delete', path: model('gone.svg') },
    );
    const approval = await ask(set);
    const seen = async (name: string, side: string) => {
      const answer = await get(approval, idOf(set, name), side);
      return answer.status === 200 ? [answer.headers.get('content-type'), await answer.text()] : code(answer);
    };
    expect(await seen('new.webp', 'after')).toEqual(['image/webp', 'new as it will be']);
    expect(await seen('new.webp', 'before')).toBe('no_such_file');
    expect(await seen('old.png', 'before')).toEqual(['image/png', 'old.png as it is']);
    expect(await seen('old.png', 'after')).toEqual(['image/png', 'old as it will be']);
    expect(await seen('moved.jpg', 'before')).toEqual(['image/jpeg', 'way.jpg as it is']);
    expect(await seen('moved.jpg', 'after')).toEqual(['image/jpeg', 'way.jpg as it is']);
    expect(await seen('gone.svg', 'before')).toEqual(['image/svg+xml', 'gone.svg as it is']);
    expect(await seen('gone.svg', 'after')).toBe('no_such_file');
  });

  it('runs nothing, is not guessed at, and is not kept', async () => {
    const set = await freeze({ op: 'write', path: model('Grüße.svg'), content: '<svg xmlns="http://www.w3.org/2000/svg"/>' });
    const approval = await ask(set);
    const { status, headers } = await get(approval, idOf(set, 'Grüße.svg'));
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-disposition')).toBe(`inline; filename="Gru__e.svg"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.svg`);
    const head = await get(approval, idOf(set, 'Grüße.svg'), 'after', 'HEAD');
    expect([head.headers.get('content-length'), await head.text()]).toEqual(['41', '']);
  });

  it('is a picture by name, of 10 MB at most', async () => {
    await writeFile(at('big.png'), '');
    await truncate(at('big.png'), 10_000_001);
    const set = await freeze(
      { op: 'write', path: model('a.html'), content: '<script>' },
      { op: 'delete', path: model('big.png') },
    );
    const approval = await ask(set);
    expect(await code(await get(approval, idOf(set, 'a.html')))).toBe('invalid');
    expect(await code(await get(approval, idOf(set, 'big.png'), 'before'))).toBe('too_large');
  });

  it('is what was asked about, and gone once it was changed or answered', async () => {
    await writeFile(at('a.png'), 'as it was');
    await writeFile(at('b.png'), 'as it was');
    const set = await freeze({ op: 'delete', path: model('a.png') }, { op: 'delete', path: model('b.png') });
    const approval = await ask(set);
    await writeFile(at('a.png'), 'something else');
    await utimes(at('a.png'), 1, 1);
    expect(await code(await get(approval, idOf(set, 'a.png'), 'before'))).toBe('no_such_file');
    expect((await get(approval, idOf(set, 'b.png'), 'before')).status).toBe(200);
    await desk.changeSets.reject(set.id, textResult('user', 'no'));
    expect(await code(await get(approval, idOf(set, 'b.png'), 'before'))).toBe('no_such_file');
  });

  it('belongs to its question, also where several sets share it', async () => {
    const draw = (name: string): DraftOp => ({ op: 'write', path: model(name), content: name });
    const [one, two, other] = [await freeze(draw('1.png')), await freeze(draw('2.png')), await freeze(draw('3.png'))];
    const shared = await ask(one, two);
    expect(await (await get(shared, `${two.id}:${idOf(two, '2.png')}`)).text()).toBe('2.png');
    for (const operation of [idOf(one, '1.png'), `${other.id}:${idOf(other, '3.png')}`, 'nothing'])
      expect(await code(await get(shared, operation))).toBe('not_found');
    const single = await ask(one);
    expect(await code(await get(single, 'nothing'))).toBe('not_found');
    expect(await code(await get('a0', idOf(one, '1.png')))).toBe('not_found');
  });
});

it('the list of questions says how many it has in all', async () => {
  for (let n = 0; n < 3; n++) await ask();
  const { body } = await rig.call<{ items: unknown[]; total: number }>(
    'GET',
    `/approvals?status=pending&taskId=${taskId}&limit=2`,
  );
  expect([body.items.length, body.total]).toEqual([2, 3]);
});
