// Export and import: what comes out is what went in, everything else is refused before anything is touched, and a kill is only a pause.
// Long, because all of it fills and compares the same two homes.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { LEFT_OUT, TABLES_OF } from '../../src/archive/tables.ts';
import { taskFolder } from '../../src/files/places.ts';
import { uploadFileOf } from '../../src/paths.ts';
import { SCHEDULE_DEFAULTS } from '../../src/contract/schedules.ts';
import type { TaskStore } from '../../src/store/port.ts';
import type { NewSchedule } from '../../src/store/schedule-port.ts';
import { textResult } from '../../src/contract/tool-result.ts';
import { aChangeSet, aMove, anApproval, anOutput, aQuestion, createTask } from '../store/contract/database.ts';
import { archivedRows, type Desk, makeDesk } from './desk.ts';

let desk: Desk;
beforeEach(() => {
  desk = makeDesk();
});
afterEach(() => desk.remove());

interface Made {
  readonly id: string;
  readonly end: 'completed' | 'failed' | 'cancelled' | undefined;
}

/** A task with something in every table of its own, and files of each kind. */
async function fill(store: TaskStore, text: string, end: Made['end'] = 'completed'): Promise<string> {
  const upload = `u${Math.abs(hashOf(text))}`;
  await store.putUpload({ id: upload, name: `${text}.pdf`, bytes: 3, type: 'application/pdf' });
  desk.write(uploadFileOf(desk.from, upload), text);
  const folders = [{ path: '/home/me/Downloads', access: 'write' as const }];
  const { id } = await createTask(store, { prompt: text, title: 'A task', attachments: [upload], folders });
  await store.addInbox(id, { text });
  await store.putMessage({ taskId: id, step: 0, role: 'assistant', content: [text], stopReason: 'end_turn', attempt: 1 });
  await store.putCompaction(id, { uptoStep: 0, summary: text, clearedStep: 0 });
  const usage = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4, usd: 0.1 };
  await store.endAttempt(id, 0, await store.startAttempt(id, 0), { outcome: 'stored', usage });
  await store.putToolResult({ taskId: id, step: 0, index: 0 }, 'bash', textResult('command', text), 1);
  const approval = await store.putApproval(`a-${id}`, anApproval(id));
  await store.decideApproval(approval.id, { decision: 'allow', scope: 'once', decidedBy: 'me', deciderKey: 'k', note: text });
  await store.putQuestion(`q-${id}`, aQuestion(id, { question: text }));
  await store.putChangeSet(aChangeSet(id, { summary: text, state: 'applied', undoable: true }), [
    aMove(1),
    { ...aMove(2), diff: text },
  ]);
  await store.endNetworkRequest(
    (await store.beginNetworkRequest({ key: { taskId: id, step: 0, index: 0 }, method: 'GET', host: 'a.example', port: 443 }))!,
    { bytesOut: 1, bytesIn: 1 },
  );
  const delivered = join(desk.base, `delivered-${id}.txt`);
  desk.write(delivered, `delivered ${text}`);
  await store.putOutput(anOutput(id, { name: 'report.txt', path: '/folders/Downloads/report.txt', deliveredTo: delivered }));
  desk.write(join(taskFolder(desk.from.home, id), 'scratch', 'spill', `${'long'.repeat(40)}.txt`), text);
  desk.write(join(taskFolder(desk.from.home, id), 'outputs', 'Übersicht 写真.md'), text.repeat(50));
  if (end) await store.finishTask(id, { status: end, outcome: text });
  return id;
}

const hashOf = (text: string): number => [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) | 0, 7);

/** What is another in the home that takes a finished task in. */
function asImported(rows: ReturnType<typeof archivedRows>): ReturnType<typeof archivedRows> {
  const change = (table: string, to: (row: Record<string, unknown>) => Record<string, unknown>) =>
    (rows[table] ?? []).map((row) => ({ ...row, ...to(row) }));
  return {
    ...rows,
    tasks: change('tasks', (row) => ({
      run_id: null,
      updated_at: expect.any(String),
      folders: JSON.stringify(
        (JSON.parse(String(row['folders'])) as { path: string; access: string }[]).map(({ path, access }) => ({
          ...{ path, access, state: 'removed' },
        })),
      ),
    })),
    change_sets: change('change_sets', (row) => (row['undoable'] === 1 ? { undoable: 0, reason: expect.any(String) } : {})),
    outputs: change('outputs', (row) => ({ delivered_to: null, path: `/outputs/delivered/${String(row['id'])}/report.txt` })),
  };
}

describe('export and import', () => {
  it('bring finished tasks over with every row and every byte, whatever their words are', async () => {
    const seed = Date.now() % 1_000_000;
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
    const task = fc.record({ text: word, end: fc.constantFrom('completed' as const, 'failed' as const, 'cancelled' as const) });
    const property = fc.asyncProperty(
      fc.uniqueArray(task, { minLength: 1, maxLength: 3, selector: ({ text }) => hashOf(text) }),
      async (tasks) => {
        desk.remove();
        desk = makeDesk();
        const ids = await desk.withStore(desk.from, async (store) => {
          const made: string[] = [];
          for (const { text, end } of tasks) made.push(await fill(store, text.replaceAll('\0', ''), end));
          return made;
        });
        expect((await desk.export()).tasks.flatMap(({ missing }) => missing)).toEqual([]);
        await desk.import();
        expect(archivedRows(desk.to)).toEqual(asImported(archivedRows(desk.from)));
        for (const id of ids) {
          const [before, after] = [desk.from, desk.to].map(({ home }) => taskFolder(home, id)) as [string, string];
          for (const name of [`scratch/spill/${'long'.repeat(40)}.txt`, 'outputs/Übersicht 写真.md'])
            expect(readFileSync(join(after, name))).toEqual(readFileSync(join(before, name)));
          const [output] = await desk.withStore(desk.to, (store) => store.outputs(id));
          expect(readFileSync(join(after, output!.path), 'utf8')).toBe(
            readFileSync(join(desk.base, `delivered-${id}.txt`), 'utf8'),
          );
        }
        for (const { id } of archivedRows(desk.to)['uploads'] ?? [])
          expect(readFileSync(uploadFileOf(desk.to, String(id)))).toEqual(readFileSync(uploadFileOf(desk.from, String(id))));
      },
    );
    try {
      await fc.assert(property, { seed, numRuns: 8 });
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  });

  it('a thread comes with its tasks and what was said, without folders, and nothing is answered by itself there', async () => {
    const seq = await desk.withStore(desk.from, async (store) => {
      const folders = [{ path: '/home/me/A', access: 'write' as const }];
      await store.createThread({ id: 'h1', title: 'Ablage ü', folders, mode: 'ask', model: undefined, budget: {} });
      await store.createThread({ id: 'h2', title: 'Another', folders, mode: 'ask', model: undefined, budget: {} });
      await createTask(store, { id: 't1', threadId: 'h1' });
      await createTask(store, { id: 't2', threadId: 'h2' });
      return (await store.sayInThread('h1', { text: 'Where is the needle?' }))!.seq;
    });
    const exported = await desk.export({ thread: 'h1' });
    expect(exported).toMatchObject({
      tasks: [{ id: 't1' }],
      threads: [{ id: 'h1', rows: { threads: 1, thread_events: seq + 1 } }],
    });
    expect((await desk.import()).threads).toEqual([{ id: 'h1', name: 'Ablage ü' }]);
    expect((await desk.import()).threads).toEqual([]);
    await desk.withStore(desk.to, async (store) => {
      expect(await store.thread('h1')).toMatchObject({ folders: [], status: 'idle' });
      expect(await store.unansweredThreads()).toEqual([]);
      expect((await store.threadEvents('h1', { limit: 1 }))[0]).toMatchObject({ card: { kind: 'task_started', taskId: 't1' } });
      while (await store.indexPending(10));
      expect(await store.search('needle', 5)).toMatchObject([{ threadId: 'h1', where: 'message' }]);
    });
  });

  it('schedules come with everything, paused, without folders or what was always allowed, and none twice', async () => {
    const schedule: NewSchedule = {
      ...{
        ...SCHEDULE_DEFAULTS,
        id: 's1',
        name: 'Tidy ü',
        cadence: 'every day at 9',
        timeZone: 'Europe/Berlin',
        prompt: 'Tidy up',
      },
      parsed: { days: { kind: 'every' }, times: [{ hours: [9], minutes: [0] }], follows: 'clock' },
      ...{ folders: [{ path: '/home/me/A', access: 'write' }], mode: 'auto', model: undefined, budget: { maxUsd: 1 } },
      ...{ dailyMaxUsd: 2.5, tools: ['read_file'] },
    };
    const [ended, open] = ['2030-01-01T08:00:00.000Z', '2030-01-02T08:00:00.000Z'];
    await desk.withStore(desk.from, async (store) => {
      await store.createSchedule(schedule);
      await store.putRun({ scheduleId: 's1', due: ended, dueKey: ended, state: 'finished', taskId: 't1' });
      await store.putRun({ scheduleId: 's1', due: open, dueKey: open, state: 'running' });
      await createTask(store, { id: 't1' });
    });
    expect((await desk.export({ task: 't1' })).schedules).toEqual([]);
    rmSync(desk.file);
    expect((await desk.export()).schedules).toMatchObject([{ id: 's1', rows: { schedules: 1, schedule_runs: 2 } }]);
    expect((await desk.import()).schedules).toEqual([{ id: 's1', name: 'Tidy ü' }]);
    expect((await desk.import()).schedules).toEqual([]);
    await desk.withStore(desk.to, async (store) => {
      const { folders: _, ...same } = schedule;
      expect(await store.schedules()).toMatchObject([{ ...same, folders: [], allowed: [], paused: true }]);
      expect((await store.schedule('s1'))?.pausedReason).toContain('/home/me/A');
      expect([await store.run('s1', ended), await store.run('s1', open)]).toMatchObject([
        { state: 'finished' },
        { state: 'killed' },
      ]);
      expect(await store.openRuns()).toEqual([]);
    });
    await desk.withStore(desk.to, (store) => store.createSchedule({ ...schedule, id: 's2' }));
    await expect(desk.import()).rejects.toMatchObject({ code: 'target_exists', detail: expect.stringContaining('s2') });
  });

  it('a task goes with what it has started; one that goes without the task that started it is one of its own', async () => {
    const child = (id: string) => ({ id, title: id, prompt: 'x', folders: [] });
    await desk.withStore(desk.from, async (store) => {
      await createTask(store, { id: 't1' });
      await store.addChildren({ taskId: 't1', step: 0, index: 0 }, [child('t2')]);
      await store.addChildren({ taskId: 't2', step: 0, index: 0 }, [child('t3')]);
    });
    expect((await desk.export({ task: 't1' })).tasks.map(({ id }) => id)).toEqual(['t1', 't2', 't3']);
    rmSync(desk.file);
    expect((await desk.export({ task: 't2' })).tasks.map(({ id }) => id)).toEqual(['t2', 't3']);
    await desk.import();
    await desk.withStore(desk.to, async (store) => {
      expect(await store.task('t2')).toMatchObject({ parentId: undefined, rootId: undefined, depth: 0, status: 'paused' });
      expect(await store.task('t3')).toMatchObject({ parentId: 't2', rootId: 't2', depth: 1, status: 'paused' });
      expect((await store.listTasks({ limit: 9 })).items.map(({ id }) => id)).toEqual(['t2']);
    });
  });

  it('take one task, by the beginning of its id, or a thread, and leave the others out', async () => {
    const [one, other] = await desk.withStore(desk.from, async (store) => [
      (await createTask(store, { id: 't1aaaa', threadId: 'th1' })).id,
      (await createTask(store, { id: 't2bbbb' })).id,
    ]);
    expect((await desk.export({ task: 't1' })).tasks.map(({ id }) => id)).toEqual([one]);
    await desk.import();
    expect(archivedRows(desk.to)['tasks']).toHaveLength(1);
    await expect(desk.export({ task: 't' })).rejects.toMatchObject({
      code: 'not_found',
      detail: expect.stringContaining(other),
    });
    await expect(desk.export({ task: 't9' })).rejects.toMatchObject({ code: 'not_found' });
    expect((await desk.export({ thread: 'th1' }, desk.from, join(desk.base, 'thread.tar.gz'))).tasks).toHaveLength(1);
    await expect(desk.export({ thread: 'th2' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('say what is not there any more, and never follow a link', async () => {
    const id = await desk.withStore(desk.from, (store) => fill(store, 'x'));
    rmSync(join(desk.base, `delivered-${id}.txt`));
    writeFileSync(join(desk.base, 'secret'), 'not yours');
    symlinkSync(join(desk.base, 'secret'), join(taskFolder(desk.from.home, id), 'scratch', 'link'));
    const other = await desk.withStore(desk.from, (store) => fill(store, 'y'));
    rmSync(join(desk.base, `delivered-${other}.txt`));
    symlinkSync(join(desk.base, 'secret'), join(desk.base, `delivered-${other}.txt`));
    const [task, linked] = (await desk.export()).tasks.toSorted((a) => (a.id === id ? -1 : 1));
    expect(linked!.missing).toEqual([{ what: 'report.txt', why: expect.stringContaining('cannot be read (ELOOP)') }]);
    expect(task!.missing).toEqual([
      { what: 'report.txt', why: expect.stringContaining('is not at') },
      { what: 'files/scratch/link', why: 'it is no regular file' },
    ]);
    expect((await desk.import()).missing).toHaveLength(3);
    expect(gunzipSync(readFileSync(desk.file)).includes('not yours')).toBe(false);
  });

  it('make a file that this user alone may read, and that tar unpacks', async () => {
    const id = await desk.withStore(desk.from, (store) => fill(store, 'Grüße'));
    await desk.export();
    expect(spawnSync('stat', ['-c', '%a', desk.file], { encoding: 'utf8' }).stdout.trim()).toBe('600');
    const { status, stdout } = spawnSync('tar', ['-xzvf', desk.file, '-C', desk.base], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['archive.json', 'manifest.json', `tasks/${id}/events-1.jsonl`]));
    expect(readFileSync(join(desk.base, `tasks/${id}/files/scratch/spill/${'long'.repeat(40)}.txt`), 'utf8')).toBe('Grüße');
  });
});

describe('an open task that is imported', () => {
  it('is paused with what to do; its proposal is withdrawn, its question stays, and a call that had begun is never made again', async () => {
    const { id } = await desk.withStore(desk.from, async (store) => {
      const task = await createTask(store, { folders: [{ path: '/home/me/Downloads', access: 'write' }] });
      const uses = ['bash', 'move_files', 'ask_user', 'write_file', 'edit_file'].map((name) => ({
        type: 'tool_use',
        id: name,
        name,
        input: {},
      }));
      await store.putMessage({ taskId: task.id, step: 0, role: 'assistant', content: uses, stopReason: 'tool_use', attempt: 1 });
      await store.putChangeSet(aChangeSet(task.id, { id: 'c1' }), [aMove(1)]);
      await store.putApproval('k1', anApproval(task.id));
      await store.putQuestion('k2', aQuestion(task.id));
      await store.setStatus(task.id, { status: 'waiting_approval' });
      return task;
    });
    const ledger = new DatabaseSync(desk.from.desktopDb);
    ledger.exec('create table claims (task_id text, step integer, call_index integer, receipt text)');
    const claim = ledger.prepare('insert into claims values (?, 0, ?, ?)');
    claim.run(id, 0, null);
    claim.run(id, 1, null);
    claim.run(id, 3, JSON.stringify(textResult('file', 'written')));
    ledger.close();

    await desk.export();
    const { taken } = await desk.import();
    expect(taken).toEqual([{ id, title: 'Sort my receipts', open: true }]);
    await desk.withStore(desk.to, async (store) => {
      const task = (await store.task(id))!;
      expect(task).toMatchObject({
        ...{ status: 'paused', runId: undefined, folders: [{ path: '/home/me/Downloads', state: 'removed' }] },
        hold: {
          kind: 'user',
          text: expect.stringContaining('give its folders again'),
          action: `cowork resume ${id} --folder PATH`,
        },
      });
      const results = await store.toolResults(id, 0);
      const texts = [...results].map(([index, { isError, summary, blocks }]) => [
        index,
        isError,
        summary,
        JSON.stringify(blocks),
      ]);
      expect(texts).toEqual([
        [0, true, expect.anything(), expect.stringContaining('not known whether it was done')],
        [1, true, expect.anything(), expect.stringContaining('Nothing was changed')],
        [3, false, 'written', expect.anything()],
      ]);
      expect((await store.listApprovals({ taskId: id, limit: 9 })).items.map(({ status }) => status)).toEqual(['superseded']);
      expect((await store.changeSet('c1'))!.state).toBe('rejected');
      expect((await store.questions(id)).map(({ status }) => status)).toEqual(['pending']);
      const events = await store.events(id, 0, 100);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
      expect(events.at(-1)).toMatchObject({ type: 'notice', code: 'imported' });
    });
  });
});

describe('an archive', () => {
  it('goes into an empty home only; the same one again changes nothing', async () => {
    const id = await desk.withStore(desk.from, (store) => fill(store, 'x'));
    await desk.export();
    const strange = await desk.withStore(desk.to, (store) => createTask(store, { title: 'Mine' }));
    await expect(desk.import()).rejects.toMatchObject({
      code: 'target_exists',
      detail: expect.stringMatching(new RegExp(`${strange.id} "Mine".*empty home`)),
    });
    await desk.withStore(desk.to, (store) => store.deleteTask(strange.id));
    expect(await desk.import()).toMatchObject({ taken: [{ id }], there: [] });
    const before = archivedRows(desk.to);
    expect(await desk.import()).toMatchObject({ taken: [], there: [id] });
    expect(archivedRows(desk.to)).toEqual(before);
  });

  it('whose import is killed is whole after the next one', async () => {
    await desk.withStore(desk.from, async (store) => {
      for (const text of ['a', 'b', 'c', 'd', 'e']) await fill(store, text);
    });
    await desk.export();
    const child = spawn(process.execPath, [
      ...['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('import-child.ts', import.meta.url)), desk.base, '2'],
    ]);
    expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
    const { taken, there } = await desk.import();
    expect([taken.length, there.length]).toEqual([3, 2]);
    expect(archivedRows(desk.to)).toEqual(asImported(archivedRows(desk.from)));
    expect(existsSync(desk.to.imports)).toBe(false);
  });

  it('comes in task by task, each whole or not at all', async () => {
    const ids = await desk.withStore(desk.from, async (store) => [
      await fill(store, 'a'),
      await fill(store, 'b'),
      await fill(store, 'c'),
    ]);
    await desk.export();
    await desk.withStore(desk.to, () => Promise.resolve());
    const inHome = (sql: string): void => {
      const database = new DatabaseSync(desk.to.tasksDb);
      database.exec(sql);
      database.close();
    };
    // The last table of the second task.
    inHome(`create trigger full before insert on network when new.task_id = '${ids[1]}' begin select raise(abort, 'full'); end`);
    await expect(desk.import()).rejects.toThrow('full');
    const rows = archivedRows(desk.to);
    for (const table of ['tasks', 'events', 'messages', 'approvals'])
      expect([table, new Set(rows[table]!.map((row) => row[table === 'tasks' ? 'id' : 'task_id']))]).toEqual([
        table,
        new Set([ids[0]]),
      ]);
    inHome('drop trigger full');
    await desk.import();
    expect(archivedRows(desk.to)).toEqual(asImported(archivedRows(desk.from)));
  });

  it('of which any byte is another is refused before anything is taken in', async () => {
    await desk.withStore(desk.from, (store) => fill(store, 'some words'));
    await desk.export();
    const tar = gunzipSync(readFileSync(desk.file));
    const packed = readFileSync(desk.file);
    const seed = Date.now() % 1_000_000;
    const refused = async (bytes: Uint8Array): Promise<void> => {
      writeFileSync(desk.file, bytes);
      await expect(desk.import()).rejects.toMatchObject({ code: 'bad_archive' });
      expect([existsSync(desk.to.tasksDb), existsSync(desk.to.files)]).toEqual([false, false]);
    };
    const flip = (bytes: Buffer, at: number): Buffer => {
      const other = Buffer.from(bytes);
      other[at]! ^= 0x01;
      return other;
    };
    // Inside the compression, where its own sum would not notice: what each member holds, and the manifest.
    const contents = [...tar.keys()].filter(
      (at) => at % 512 < 40 && tar[at] !== 0 && tar.toString('latin1', at - (at % 512) + 257, at - (at % 512) + 262) !== 'ustar',
    );
    const property = fc.asyncProperty(fc.constantFrom(...contents), (at) => refused(gzipSync(flip(tar, at))));
    await fc.assert(property, { seed, numRuns: 25 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: packed.length - 1 }), (length) => refused(packed.subarray(0, length))),
      {
        seed,
        numRuns: 15,
      },
    );
    await refused(Buffer.from('no archive at all'));
  });

  it('of a newer version is refused with its reason', async () => {
    await desk.withStore(desk.from, (store) => fill(store, 'x'));
    await desk.export();
    const database = new DatabaseSync(desk.from.tasksDb);
    database.exec("insert into migrations values ('tasks', 99, '9999_future', '')");
    database.close();
    await expect(desk.export({ task: 't' }, desk.from, join(desk.base, 'other'))).rejects.toMatchObject({
      code: 'database_newer',
    });
    const tar = gunzipSync(readFileSync(desk.file)).toString('latin1').replace('"0003_network"', '"9003_network"');
    writeFileSync(desk.file, gzipSync(Buffer.from(tar, 'latin1')));
    await expect(desk.import()).rejects.toMatchObject({
      code: 'bad_archive',
      detail: expect.stringMatching(/newer version.*9003_network/),
    });
  });

  it('holds every table of the task store, or the reason why not stands in the list', async () => {
    await desk.withStore(desk.from, async () => undefined);
    const database = new DatabaseSync(desk.from.tasksDb);
    const tables = database.prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'").all();
    database.close();
    const decided = [
      ...Object.values(TABLES_OF).flatMap((all) => all.map(({ table }): string => table)),
      ...Object.keys(LEFT_OUT),
      'migrations',
    ];
    // The index of words hangs on search_texts.
    const names = tables.map(({ name }) => String(name)).filter((name) => !name.startsWith('search_words'));
    expect(names.toSorted()).toEqual(decided.toSorted());
  });
});
