// Tasks that a task starts, on a real Temporal server: made once, waited for, told, stopped with it, within one budget.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParsedRequest, Reply } from '../../src/demo/model-server/port.ts';
import type { TaskRow } from '../../src/store/port.ts';
import { call, inSteps, isCheck, lastResults, lastWords, manySteps, stepOf } from '../rig/scripts.ts';
import { startEngineRig, type EngineRig } from '../rig/engine-rig.ts';
import { startTemporal, type TestTemporal } from '../rig/temporal.ts';

let temporal: TestTemporal;
let rig: EngineRig;
const slots = { tasks: 4, children: 20 };

const prompts = (n: number, script: string): { title: string; prompt: string }[] =>
  Array.from({ length: n }, (_, i) => ({ title: `Part ${i + 1}`, prompt: `Write part <${i + 1}> [[script:${script}]]` }));
const spawn = (n: number, script: string): Reply => ({ toolCalls: [call('spawn_tasks', { tasks: prompts(n, script) })] });
const saysResults = (request: ParsedRequest): Reply => ({ text: lastResults(request).join('\n') || lastWords(request) });
const partOf = (request: ParsedRequest): string => /<(\d+)>/.exec(JSON.stringify(request.messages[0]))![1]!;
const write = (request: ParsedRequest): Reply => ({
  toolCalls: [
    call('write_file', { path: `/folders/Work/${partOf(request)}.md`, content: `part ${partOf(request)}` }),
    call('create_artifact', { title: `sheet-${partOf(request)}`, type: 'csv', content: `${partOf(request)},1` }),
  ],
});
/** For longer than anybody waits. */
const SLOW: Reply = { text: 'Thinking about it for a long time. '.repeat(2_000), chunkDelayMs: 200 };

const scripts = {
  three: inSteps(spawn(3, 'part'), saysResults),
  part: inSteps(write, (r) => ({ text: `Wrote part ${partOf(r)}.` })),
  'one-fails': inSteps(spawn(3, 'may-stop'), saysResults),
  'may-stop': (r: ParsedRequest) => (partOf(r) === '2' ? SLOW : scripts.part(r)),
  slow: inSteps(SLOW),
  'three-slow': inSteps(spawn(3, 'slow'), saysResults),
  deep: inSteps(spawn(1, 'deep'), saysResults),
  'says-done': inSteps(spawn(2, 'may-stop'), (r) => (lastWords(r).includes('hello') ? { text: 'I read that.' } : saysResults(r))),
  'tool-free': (r: ParsedRequest): Reply => {
    if (isCheck(r)) return { text: 'Checked.' };
    if (stepOf(r) === 0) return spawn(2, 'may-stop');
    return { text: `Step ${stepOf(r)}: ${lastWords(r)}` };
  },
  same: inSteps(spawn(2, 'same-file'), saysResults),
  'same-file': inSteps(
    (r) => ({
      toolCalls: [call('edit_file', { path: '/folders/Work/shared.md', old_text: 'start', new_text: `of ${partOf(r)}` })],
    }),
    (r) => ({ text: lastResults(r).join('') }),
  ),
  second: inSteps(
    {
      toolCalls: [
        call('spawn_tasks', { tasks: [{ title: 'x', prompt: 'Write part <1> [[script:into-second]]', folders: ['Work-2'] }] }),
      ],
    },
    saysResults,
  ),
  'into-second': inSteps({ toolCalls: [call('write_file', { path: '/folders/Work-2/new.md', content: 'new' })] }, saysResults),
  costly: inSteps(spawn(6, 'looks'), saysResults),
  looks: manySteps(4, (step) => ({ toolCalls: [call('list_files', { path: '/scratch', limit: step + 1 })], delayMs: 50 })),
  hundred: inSteps(spawn(100, 'looks'), saysResults),
};

beforeAll(async () => {
  temporal = await startTemporal();
  rig = await startEngineRig({ address: temporal.address, scripts, patienceMs: 600_000 });
  Object.assign(rig.deps, { slots: async () => slots });
});
afterAll(async () => {
  await rig?.close();
  await temporal?.stop();
});

const work = (name: string) => {
  const path = rig.folder(name);
  return { path: join(path), grant: [{ path, access: 'write' as const }] };
};
const childrenOf = (id: string) => rig.store.children(id);
const ofEach = async (id: string): Promise<TaskRow[]> =>
  Promise.all((await childrenOf(id)).map(async (child) => (await rig.store.task(child.id))!));
async function whenBegun(id: string, n: number): Promise<void> {
  for (const end = Date.now() + 100_000; (await ofEach(id)).filter(({ status }) => status === 'running').length < n;) {
    if (Date.now() > end) throw new Error(`not ${n} at work: ${JSON.stringify(await childrenOf(id))}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
/** As the api does it, for a task and all below it. */
async function want(id: string, wanted: 'pause' | 'run' | 'cancel_now'): Promise<void> {
  const ids = [id, ...(await rig.store.descendants(id))];
  await rig.store.transaction(async (tx) => {
    for (const one of ids) {
      await tx.patchTask(one, { wanted });
      await tx.enqueue('nudge', one);
    }
  });
  if (wanted !== 'run') for (const one of ids) rig.deps.running.abort(one, wanted);
}

describe('tasks that a task starts', () => {
  it('work at the same time and are told with words, outputs that can be read, and events', async () => {
    const { path, grant } = work('Work');
    const { id } = await rig.create({ script: 'three', mode: 'act', folders: grant });
    const done = await rig.until(id, 'completed');
    expect(readdirSync(path).sort()).toEqual(['1.md', '2.md', '3.md']);
    const children = await ofEach(id);
    expect(children.map(({ status, depth, parentId, rootId }) => [status, depth, parentId, rootId])).toEqual(
      children.map(() => ['completed', 1, id, id]),
    );
    for (const [i, child] of children.entries()) {
      expect(done.outcome).toContain(`"Part ${i + 1}" (${child.id}): completed.`);
      expect(done.outcome).toContain(`Wrote part ${i + 1}.`);
      const brought = new RegExp(`/uploads/tasks/${child.id}/\\S+\\.csv`).exec(done.outcome!)![0];
      const read = await rig.deps.tools
        .get('read_file')!
        .run({ path: brought }, { key: { taskId: id, step: 9, index: 0 } } as never);
      expect(JSON.stringify(read)).toContain(`${i + 1},1`);
    }
    const events = await rig.store.events(id, 0, 1_000);
    expect(events.filter(({ type }) => type === 'child_started')).toHaveLength(3);
    expect(events.filter(({ type }) => type === 'child_finished')).toHaveLength(3);
    expect((await rig.view(id))!.children.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
  });

  it('undo of the task takes back what those below it did', async () => {
    const { path, grant } = work('Undone');
    writeFileSync(join(path, 'keep.md'), 'mine');
    const { id } = await rig.create({ script: 'three', mode: 'act', folders: grant.map((g) => ({ ...g })), prompt: 'x' });
    // The scripts write to /folders/Work: this folder has another name, so nothing may appear in it.
    await rig.until(id, 'completed');
    expect(readdirSync(path)).toEqual(['keep.md']);
    const again = work('nested/Work');
    const second = await rig.create({ script: 'three', mode: 'act', folders: again.grant });
    await rig.until(second.id, 'completed');
    expect(readdirSync(again.path)).toHaveLength(3);
    const undone = await rig.undo(second.id);
    expect(undone.state).toBe('done');
    expect(readdirSync(again.path)).toEqual([]);
    await rig.undo(second.id, {}, 'redo');
    expect(readdirSync(again.path)).toHaveLength(3);
  });

  it('one that is cancelled stops no other, and the task is told', async () => {
    const { grant } = work('a/Work');
    const { id } = await rig.create({ script: 'one-fails', mode: 'act', folders: grant });
    await whenBegun(id, 1);
    const slow = (await childrenOf(id))[1]!;
    await rig.until(slow.id, 'running');
    await want(slow.id, 'cancel_now');
    const done = await rig.until(id, 'completed');
    expect(done.outcome).toContain(`"Part 2" (${slow.id}): cancelled.`);
    expect(done.outcome).toContain('Wrote part 3.');
  });

  it('pausing, resuming and cancelling reach all below', async () => {
    const { id } = await rig.create({ script: 'three-slow' });
    await whenBegun(id, 3);
    await want(id, 'pause');
    await rig.until(id, 'paused');
    for (const child of await childrenOf(id)) await rig.until(child.id, 'paused');
    await want(id, 'run');
    await whenBegun(id, 3);
    await want(id, 'cancel_now');
    await rig.until(id, 'cancelled');
    for (const child of await childrenOf(id)) await rig.until(child.id, 'cancelled');
  });

  it('words of the user end the wait; what ends later is told as a message', async () => {
    const { grant } = work('b/Work');
    const { id } = await rig.create({ script: 'says-done', mode: 'act', folders: grant });
    await whenBegun(id, 1);
    await rig.until((await childrenOf(id))[0]!.id, 'completed');
    await rig.store.addInbox(id, { text: 'hello' });
    while ((await rig.store.task(id))!.lastStep < 1) await new Promise((resolve) => setTimeout(resolve, 20));
    const shown = await rig.store.task(id);
    expect(shown).toMatchObject({ status: 'running' });
    const slow = (await childrenOf(id))[1]!;
    await want(slow.id, 'cancel_now');
    await rig.until(id, 'completed');
    const told = JSON.stringify((await rig.store.transcript(id, 2)).map(({ content }) => content));
    expect(told).toContain(`(${slow.id}): cancelled.`);
    expect(told).toContain('[origin: task]');
  });

  it('a folder has the same name in them as in their task', async () => {
    const [first, second] = [work('x/Work'), work('y/Work')];
    const { id } = await rig.create({ script: 'second', mode: 'act', folders: [...first.grant, ...second.grant] });
    await rig.until(id, 'completed');
    expect([readdirSync(first.path), readdirSync(second.path)]).toEqual([[], ['new.md']]);
  });

  it('an output that cannot be brought is said, and stops nothing', async () => {
    const { grant } = work('d/Work');
    const { id } = await rig.create({ script: 'one-fails', mode: 'act', folders: grant });
    await whenBegun(id, 1);
    const [first, slow] = await childrenOf(id);
    await rig.until(first!.id, 'completed');
    const outputs = join(rig.paths.home, 'files', 'tasks', first!.id, 'outputs');
    for (const name of readdirSync(outputs)) {
      rmSync(join(outputs, name));
      mkdirSync(join(outputs, name));
    }
    await want(slow!.id, 'cancel_now');
    expect((await rig.until(id, 'completed')).outcome).toContain('(This is a folder)');
  });

  it('three levels deep and no deeper', async () => {
    const { id } = await rig.create({ script: 'deep' });
    const done = await rig.until(id, 'completed');
    expect(await rig.store.descendants(id)).toHaveLength(3);
    expect(done.outcome).toContain('3 levels deep already');
  });

  it('two that change the same file: the second is a conflict, and no change is lost', async () => {
    const { path, grant } = work('c/Work');
    writeFileSync(join(path, 'shared.md'), 'start');
    const { id } = await rig.create({ script: 'same', mode: 'act', folders: grant });
    const done = await rig.until(id, 'completed');
    const content = readFileSync(join(path, 'shared.md'), 'utf8');
    expect(['of 1', 'of 2']).toContain(content);
    expect(done.outcome).toMatch(/does not occur|changed|conflict/);
  });
});

describe('one budget for all of them', () => {
  it('is never exceeded, though all call at once', async () => {
    const { id } = await rig.create({ script: 'costly', budget: { maxUsd: 100, maxSteps: 12, maxMinutes: 600 } });
    const children = async () => childrenOf(id);
    await whenBegun(id, 6);
    for (const end = Date.now() + 100_000; ;) {
      const now = await children();
      if (now.every(({ status }) => status === 'paused' || status === 'completed')) break;
      if (Date.now() > end) throw new Error(JSON.stringify(now));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect((await rig.view(id))!.together!.steps).toBe(12);
    await rig.store.transaction(async (tx) => {
      await tx.patchTask(id, { budget: { maxUsd: 100, maxSteps: 500, maxMinutes: 600 } });
      for (const one of await tx.descendants(id)) await tx.enqueue('nudge', one);
    });
    await rig.until(id, 'completed');
  });

  it('no dollar more than there are', async () => {
    const maxUsd = 0.9;
    const { id } = await rig.create({ script: 'costly', budget: { maxUsd, maxSteps: 1_000, maxMinutes: 600 } });
    for (const end = Date.now() + 100_000; ;) {
      const task = (await rig.store.task(id))!;
      const now = await childrenOf(id);
      if (
        task.status === 'completed' ||
        (now.length > 0 && now.every(({ status }) => status === 'paused' || status === 'completed'))
      )
        break;
      if (Date.now() > end) throw new Error(JSON.stringify(now));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const used = (await rig.view(id))!.together!;
    expect(used.usd).toBeLessThanOrEqual(maxUsd);
    await want(id, 'cancel_now');
    await rig.until(id, 'cancelled', 'completed');
  });
});

describe('a hundred of them', () => {
  it('complete, no more than twenty at once', async () => {
    const began = Date.now();
    const { id } = await rig.create({ script: 'hundred' });
    let most = 0;
    const watch = setInterval(
      () => void ofEach(id).then((all) => (most = Math.max(most, all.filter(({ status }) => status === 'running').length))),
      200,
    );
    await rig.until(id, 'completed').finally(() => clearInterval(watch));
    console.log(`100 children: ${Date.now() - began} ms, at most ${most} at once`);
    expect(most).toBeLessThanOrEqual(20);
    expect((await childrenOf(id)).map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 'completed'));
  }, 600_000);
});
