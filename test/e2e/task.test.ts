// The whole line, as people and programs use it: a folder of 1,000 real files, a question, the change, its undo; over HTTP and the CLI.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Reply, Script } from '../../src/demo/model-server/port.ts';
import { differences, type TreeFacts, treeFacts } from '../../src/demo/tree-hash.ts';
import { acting, makeJob, writeTree, wrongIn } from '../rig/job.ts';
import { endProduct, type ProductRig, startProduct } from '../rig/product-rig.ts';
import { call, inSteps, lastWords } from '../rig/scripts.ts';
import { sortEverything } from '../rig/sort-everything.ts';
import { makeThousandFiles } from '../rig/thousand-files.ts';
import { untilStatus, watchTask } from '../rig/watch-task.ts';

const TEST_MS = 300_000;
const LINKS = 2;
const sorting = sortEverything('/folders/Ablage Köln');
const job = makeJob('Job von der Konsole');
const scripts: Record<string, Script> = {
  sort: sorting.script,
  job: inSteps({ text: 'I look.', toolCalls: [call('list_files', { path: `/folders/${job.name}` })] }, acting(job), {
    text: 'Tidied up.',
  }),
  steered: inSteps(
    {
      text: 'I look at the scratch folder. '.repeat(60),
      chunkDelayMs: 40,
      toolCalls: [call('list_files', { path: '/scratch' })],
    },
    (request): Reply => ({ text: lastWords(request).includes('and the invoices') ? 'Also the invoices.' : 'Nothing was said.' }),
  ),
};

let rig: ProductRig;
beforeAll(async () => {
  rig = await startProduct({ scripts });
}, 240_000);
afterAll(() => endProduct(rig), 60_000);

describe('1,000 real files over HTTP', () => {
  const prompt = 'Put everything into a new order. [[script:sort]]';
  let folder: string;
  let taskId: string;
  let before: TreeFacts;
  let after: TreeFacts;

  it(
    'are moved after one question with the right counts, and not before; events resume without a gap',
    async () => {
      folder = join(rig.base, 'Ablage Köln');
      mkdirSync(folder);
      const files = makeThousandFiles(folder);
      before = await treeFacts(folder);
      expect(before.files.size).toBe(files);

      const wish = { prompt, folders: [{ path: folder }] };
      const created = await rig.client.createTask(wish, { idempotencyKey: 'sort-1' });
      taskId = created.id;
      expect((await rig.client.createTask(wish, { idempotencyKey: 'sort-1' })).id).toBe(taskId);
      await expect(rig.client.createTask({ ...wish, mode: 'act' }, { idempotencyKey: 'sort-1' })).rejects.toMatchObject({
        code: 'idempotency_mismatch',
      });
      expect((await rig.client.tasks()).items.map((task) => task.id)).toEqual([taskId]);

      const watch = watchTask(rig.client, taskId);
      try {
        await watch.sees('the question', (item) => item.type === 'approval_requested');
        // The connection ends and another begins with Last-Event-ID.
        watch.moveTo(rig.client);
        const { approvals } = await untilStatus(() => rig.client, taskId, 'waiting_approval');
        expect(approvals).toHaveLength(1);
        const { id, preview, tool } = approvals[0]!;
        expect(tool).toBe('move_files');
        expect(preview.counts).toEqual({ create: 0, replace: 0, move: files + LINKS, delete: 0, other: expect.any(Number) });
        expect(preview.irreversible).toEqual([]);
        expect(differences(before, await treeFacts(folder))).toEqual([]);

        const allowed = await rig.client.decide(id, { decision: 'allow' }, { idempotencyKey: 'yes' });
        expect(allowed.status).toBe('allowed');
        expect(await rig.client.decide(id, { decision: 'allow' }, { idempotencyKey: 'yes' })).toEqual(allowed);
        await expect(rig.client.decide(id, { decision: 'deny' })).rejects.toMatchObject({ code: 'already_decided' });

        const done = await untilStatus(() => rig.client, taskId, 'completed');
        expect(done.outcome).toMatch(/^Sorted: Moved 1,002 files/);
        await watch.sees('the end', (item) => item.type === 'task_finished');
        const log = (await rig.client.eventsSoFar(taskId)).items;
        expect(log.map((event) => event.seq)).toEqual(log.map((_, i) => i + 1));
        expect(watch.events()).toEqual(log);
        expect(log).toHaveLength(done.lastSeq);
      } finally {
        await watch.close();
      }
    },
    TEST_MS,
  );

  it(
    'are where the question said, each with its content',
    async () => {
      after = await treeFacts(folder);
      const below = (path: string): string => path.replace('/folders/Ablage Köln/', '');
      const moves = new Map(sorting.moves().map(({ from, to }) => [below(from), below(to)]));
      const expected = new Map([...before.files].map(([path, hash]) => [moves.get(path), hash]));
      expect([...after.files].filter(([path, hash]) => expected.get(path) !== hash)).toEqual([]);
      expect(after.files.size).toBe(expected.size);
      expect(after.lines.filter((line) => line.startsWith('link '))).toHaveLength(LINKS);
    },
    TEST_MS,
  );

  it(
    'are as before after undo, and sorted again after redo: names, contents, modes and dates of files and folders, links',
    async () => {
      expect(await rig.client.undo(taskId)).toMatchObject({ state: 'done' });
      expect(differences(before, await treeFacts(folder))).toEqual([]);
      expect(await rig.client.redo(taskId)).toMatchObject({ state: 'done' });
      expect(differences(after, await treeFacts(folder))).toEqual([]);
      expect((await treeFacts(folder)).hash).toBe(after.hash);
    },
    TEST_MS,
  );

  it(
    'are as before after undo also while Temporal does nothing, and after it was killed',
    async () => {
      const thaw = rig.freeze('temporal');
      try {
        expect(await rig.client.undo(taskId)).toMatchObject({ state: 'done' });
        expect((await treeFacts(folder)).hash).toBe(before.hash);
        await rig.kill('temporal');
        expect(await rig.client.redo(taskId)).toMatchObject({ state: 'done' });
        expect((await treeFacts(folder)).hash).toBe(after.hash);
      } finally {
        thaw();
      }
      await rig.untilReady();
    },
    TEST_MS,
  );
});

describe('the command line without a terminal', () => {
  it(
    'stops with 3 where a person is needed; "approve" and "watch" bring the task to its end, "undo" takes it back',
    async () => {
      const folder = join(rig.base, job.name);
      mkdirSync(folder);
      writeTree(folder, job.before);
      const before = await treeFacts(folder);

      const ran = await rig.cowork(['run', '--json', '--folder', `${folder}:full`, 'Tidy up. [[script:job]]']);
      expect(ran).toMatchObject({ code: 3, err: expect.stringContaining('cowork approve') });
      const lines = ran.out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string; taskId: string });
      expect(lines.at(-1)?.taskId).toMatch(/^t/);
      const id = lines[0]!.taskId;
      expect(lines.map((line) => line.type)).toContain('approval_requested');
      expect((await treeFacts(folder)).hash).toBe(before.hash);

      expect(await rig.cowork(['approve', id])).toMatchObject({ code: 0 });
      const watched = await rig.cowork(['watch', id, '--json']);
      expect(watched.code).toBe(0);
      expect(watched.out).toContain('"task_finished"');
      expect(await wrongIn(folder, job.after)).toEqual([]);

      expect(await rig.cowork(['undo', id])).toMatchObject({ code: 0 });
      expect(differences(before, await treeFacts(folder))).toEqual([]);
      expect((await rig.cowork(['approve', id])).code).not.toBe(0);
    },
    TEST_MS,
  );

  it(
    '"say" reaches the model before its next call',
    async () => {
      const { id } = await rig.client.createTask({ prompt: 'Find the receipts. [[script:steered]]' });
      await untilStatus(() => rig.client, id, 'running');
      expect(await rig.cowork(['say', id, 'and the invoices'])).toMatchObject({ code: 0 });
      const done = await untilStatus(() => rig.client, id, 'completed');
      expect(done.outcome).toBe('Also the invoices.');
    },
    TEST_MS,
  );
});

it('the AI service refused nothing', () => {
  expect(rig.model.refusals()).toEqual([]);
});
