// What a script sees: lines or JSON lines, words on standard error, and an exit code that says how it ended. Nobody is ever asked.
// Long, because it holds one case or more for every verb.
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Operation } from '../../src/contract/changes.ts';
import { newId } from '../../src/contract/ids.ts';
import { asks, type CliRig, decided, newestTask, openCliRig } from './cli-rig.ts';

let rig: CliRig;
beforeEach(async () => {
  rig = await openCliRig();
});
afterEach(() => rig.close());

const newTask = (prompt = 'Sort it'): Promise<string> =>
  rig.call<{ id: string }>('POST', '/tasks', { body: { prompt } }).then(({ body }) => body.id);
const lines = (text: string): { type: string; seq: number }[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { type: string; seq: number });

describe('cowork run without a terminal', () => {
  it('ends with 0 when the task is done, and with --json its lines are the events without a gap', async () => {
    const ran = rig.cowork(['run', 'Sort it', '--folder', 'Downloads:full', '--max-usd', '2', '--json']);
    const id = await newestTask(rig);
    await rig.workerStore.finishTask(id, { status: 'completed', outcome: 'All sorted' });
    const { code, out } = await ran;
    expect(code).toBe(0);
    expect(lines(out).map((event) => event.seq)).toEqual(lines(out).map((_, i) => i + 1));
    expect(lines(out).at(-1)).toMatchObject({ type: 'task_finished', outcome: 'All sorted' });
    const task = await rig.store.task(id);
    expect(task).toMatchObject({
      mode: 'ask',
      budget: { maxUsd: 2 },
      folders: [{ path: join(rig.home, 'Downloads'), access: 'full' }],
    });
  });

  it('writes the lines that a person would see, and nothing that moves, where its output is piped', async () => {
    const ran = rig.cowork(['run', 'Sort it']);
    const id = await newestTask(rig);
    await rig.workerStore.append(id, { type: 'plan_updated', plan: [{ title: 'Look', status: 'active' }] });
    await rig.workerStore.append(id, { type: 'step_started', step: 0 });
    await rig.workerStore.finishTask(id, { status: 'completed', outcome: 'All sorted' });
    const { code, out } = await ran;
    expect(code).toBe(0);
    expect(out).toContain('Plan\n  ● Look\n');
    expect(out).toContain('All sorted');
    expect(out).not.toMatch(/\u001b|Ctrl-C|^\{/m);
  });

  it('ends with 1 when the task fails', async () => {
    const ran = rig.cowork(['run', 'Sort it']);
    await rig.workerStore.finishTask(await newestTask(rig), { status: 'failed', error: 'no such folder' });
    expect((await ran).code).toBe(1);
  });

  it('ends with 3 when it waits for a person, says what for and with which command, and the task keeps waiting', async () => {
    const ran = rig.cowork(['run', 'Sort it']);
    const id = await newestTask(rig);
    const approval = await asks(rig, id);
    const { code, err } = await ran;
    expect(code).toBe(3);
    expect(err).toContain('Waiting for you: 1 question');
    expect(err).toContain('2 files will move');
    expect(err).toContain(`cowork approve ${approval.id}`);
    expect(err).toContain(`cowork watch ${id}`);
    expect((await rig.store.approval(approval.id))?.status).toBe('pending');
  });

  it('ends with 3 for a question and for a pause that only a person can end', async () => {
    const ran = rig.cowork(['run', 'Sort it']);
    const id = await newestTask(rig);
    const at = rig.clock.now.toISOString();
    await rig.workerStore.setStatus(id, {
      status: 'paused',
      waitingFor: { kind: 'budget', since: at, text: 'The limit of 5 $ is reached.', action: `cowork resume ${id} --max-usd 10` },
    });
    const { code, err } = await ran;
    expect(code).toBe(3);
    expect(err).toMatch(/^The limit of 5 \$ is reached\./);
    expect(err).toContain('--max-usd 10');
  });

  it('does not end while only the AI service is busy', async () => {
    const ran = rig.cowork(['run', 'Sort it']);
    const id = await newestTask(rig);
    await rig.workerStore.setStatus(id, {
      status: 'running',
      waitingFor: { kind: 'model', since: rig.clock.now.toISOString(), text: 'The AI service is busy; trying again in 40 s' },
    });
    await rig.workerStore.finishTask(id, { status: 'completed' });
    expect((await ran).code).toBe(0);
  });

  it('--yes allows once what the mode asks, and never what always asks', async () => {
    const ran = rig.cowork(['run', 'Sort it', '--yes']);
    const id = await newestTask(rig);
    const first = await asks(rig, id);
    expect(await decided(rig, first.id)).toMatchObject({ status: 'allowed', scope: 'once', decidedBy: 'terminal' });
    await rig.workerStore.setStatus(id, { status: 'running' });
    const second = await asks(rig, id, { always: true });
    const { code, err } = await ran;
    expect(code).toBe(3);
    expect(err).toContain(second.id);
    expect((await rig.store.approval(second.id))?.status).toBe('pending');
  });

  it('--yes does not give a folder that the agent wants', async () => {
    const ran = rig.cowork(['run', 'Sort it', '--yes']);
    const id = await newestTask(rig);
    const folder = await asks(rig, id, { tool: 'request_folder', always: true, scopes: ['once', 'task'], operations: [] });
    expect((await ran).code).toBe(3);
    expect((await rig.store.approval(folder.id))?.status).toBe('pending');
  });

  it('- is the job that comes on standard input', async () => {
    const { code, out } = await rig.cowork(['run', '-', '--detach'], { piped: 'Sort it\nby month\n' });
    expect(code).toBe(0);
    expect((await rig.store.task(out.trim()))?.prompt).toBe('Sort it\nby month\n');
    expect(await rig.cowork(['run', '-'], { piped: ' \n' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('Say what should be done'),
    });
  });

  it('says of a folder that is handed over like a file how to give it', async () => {
    await mkdir(join(rig.home, 'My scans'));
    const path = join(rig.home, 'My scans');
    expect(await rig.cowork(['run', 'x', '--attach', 'My scans'])).toMatchObject({
      code: 2,
      err: `${path} is a folder; give it with --folder '${path}'\n`,
    });
    expect((await rig.cowork(['run', 'x', '--attach', '/tmp'])).err).toBe('/tmp is a folder; give it with --folder /tmp\n');
    expect((await rig.cowork(['thread', 'say', 'h1', 'x', '--attach', '/tmp'])).err).toBe(
      '/tmp is a folder; give it with cowork thread edit h1 --folder /tmp\n',
    );
  });

  it('--detach prints the id and ends with 0', async () => {
    const { code, out, err } = await rig.cowork(['run', 'Sort it', '--detach']);
    expect(code).toBe(0);
    expect(await rig.store.task(out.trim())).toBeDefined();
    expect(err).toContain(`cowork watch ${out.trim()}`);
  });
});

describe('cowork watch', () => {
  it('does not stop at what was asked and answered long ago', async () => {
    const id = await newTask();
    const old = await asks(rig, id);
    await rig.call('POST', `/approvals/${old.id}`, { body: { decision: 'allow' } });
    await rig.workerStore.setStatus(id, { status: 'running' });
    const ran = rig.cowork(['watch', id.slice(0, 5), '--json']);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await rig.workerStore.finishTask(id, { status: 'completed', outcome: 'ok' });
    const { code, out } = await ran;
    expect(code).toBe(0);
    expect(lines(out).map((event) => event.type)).toContain('approval_decided');
  });

  it('ends at once with the code of a task that has ended', async () => {
    const id = await newTask();
    await rig.workerStore.finishTask(id, { status: 'cancelled' });
    expect((await rig.cowork(['watch'])).code).toBe(1);
  });

  it('ends with 3 when what is asked is still open', async () => {
    const id = await newTask();
    await asks(rig, id);
    expect((await rig.cowork(['watch', id, '--json'])).code).toBe(3);
  });
});

describe('wrong use and a product that does not run', () => {
  it.each([
    [['run']],
    [['run', '  ']],
    [['run', 'x', '--mode', 'fast']],
    [['run', 'x', '--folder', 'nowhere']],
    [['run', 'x', '--max-usd', '-1']],
    [['run', 'x', '--attach', 'nowhere.pdf']],
    [['wach']],
    [['ls', '--wrong']],
    [['ls', '--status', 'sleeping']],
    [['show', 'tzzzz']],
    [['queue', 'add', '--x']],
    [['connector', 'ls']],
    [['answer', 'q1']],
  ])('%j ends with 2 and one line', async (args) => {
    const { code, out, err } = await rig.cowork(args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err.trim().split('\n').length).toBeLessThanOrEqual(2);
  });

  it('says in a sentence what was wrong with the words, and what was perhaps meant', async () => {
    expect((await rig.cowork(['run', 'x', '--foldr', '.'])).err).toBe(
      "Unknown option '--foldr'. Did you mean --folder? See: cowork --help\n",
    );
    expect((await rig.cowork(['say'])).err).toBe("Missing required argument 'task'. See: cowork --help\n");
    expect((await rig.cowork(['run', 'Sort', 'it'])).err).toBe(
      `Too many arguments for 'run'. Expected 1 argument but got 2. Put what you want to say in quotes: "…" See: cowork --help\n`,
    );
  });

  it('resume says when it is not a pause that the task waits in', async () => {
    const id = await newTask();
    await asks(rig, id);
    expect((await rig.cowork(['resume', id])).err).toBe(
      `${id}: It is not paused: it waits for your answer. cowork watch ${id}\n`,
    );
  });

  it('4 and the command that starts it', async () => {
    rig.running = false;
    for (const args of [['ls'], ['run', 'x'], ['undo', 'tabc'], ['approve']]) {
      const { code, err } = await rig.cowork(args);
      expect(code).toBe(4);
      expect(err).toContain('cowork start');
    }
    expect(rig.launched).toEqual([]);
  });

  it('waits for an api that is being started again, and never says then that nothing runs', async () => {
    const listen = await rig.stopListening();
    const asked = jest.spyOn(globalThis, 'fetch');
    const listed = rig.cowork(['ls']);
    // Refused at least once.
    while (asked.mock.calls.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    asked.mockRestore();
    listen();
    expect(await listed).toMatchObject({ code: 0, err: '' });
  });

  it('with --json an error is JSON too', async () => {
    const { code, out } = await rig.cowork(['show', 'tzzzz', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'not_found' } });
  });

  it('ls says that no task has this status, and gives its example only where there is no task', async () => {
    await newTask();
    expect((await rig.cowork(['ls', '--status', 'waiting_input'])).out).toBe(
      'No task is like that now. See them all: cowork ls\n',
    );
  });

  it('an id that fits two tasks names both', async () => {
    await newTask();
    await newTask();
    const { code, err } = await rig.cowork(['show', 't']);
    expect(code).toBe(2);
    expect(err).toMatch(/t\w{11}, t\w{11}/);
  });

  it('the help of a launcher command names its words and options', async () => {
    for (const [name, ...said] of [
      ['start', '--detach'],
      ['status', '--json'],
      ['logs', '--follow', '--lines'],
      ['config', 'set <name> <value>', 'model-key'],
      ['service', 'install | uninstall | status'],
      ['uninstall', '--yes'],
      ['demo', '--keep', '--ask'],
    ] as const) {
      const { code, out } = await rig.cowork([name, '--help']);
      expect(code).toBe(0);
      for (const text of said) expect(out).toContain(text);
    }
    expect(rig.launched).toEqual([]);
  });

  it('launcher commands and their words go to the launcher as they are', async () => {
    for (const args of [
      ['status', '--json'],
      ['logs', 'worker', '-n', '20', '--follow'],
      ['config', 'set', 'model', 'x'],
      ['start', '--detach'],
    ])
      expect((await rig.cowork(args)).code).toBe(0);
    expect(rig.launched).toEqual(['status --json', 'logs worker -n 20 --follow', 'config set model x', 'start --detach']);
  });
});

describe('answers from the command line', () => {
  it('approve and deny by the beginning of an id or by the task; the second answer hears of the first', async () => {
    const id = await newTask();
    const approval = await asks(rig, id);
    expect((await rig.cowork(['approve', id.slice(0, 6), '--scope', 'task'])).code).toBe(0);
    expect(await rig.store.approval(approval.id)).toMatchObject({ status: 'allowed', scope: 'task' });
    const second = await rig.cowork(['deny', approval.id, '--note', 'no']);
    expect(second.code).toBe(1);
    expect(second.err).not.toBe('');
    const other = await asks(rig, id);
    expect((await rig.cowork(['deny', other.id.slice(0, 6), '--note', 'Leave the photos'])).code).toBe(0);
    expect(await rig.store.approval(other.id)).toMatchObject({ status: 'denied', note: 'Leave the photos' });
  });

  it('allows only the files that are named, with the folders they need, and says so', async () => {
    const move = (n: number): Operation => ({
      ...{ id: `o${n}`, op: 'move', from: `/folders/Downloads/${n}.pdf`, to: `/folders/Downloads/2025/${n}.pdf`, bytes: 1 },
      needs: ['o0'],
    });
    const folder: Operation = { id: 'o0', op: 'mkdir', to: '/folders/Downloads/2025', bytes: 0 };
    const { id } = await asks(rig, await newTask(), { operations: [folder, move(1), move(2)] });
    const unknown = await rig.cowork(['approve', id.slice(0, 6), '--only', '3.pdf']);
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining(`cowork approve ${id} --show`) });
    const { code, err } = await rig.cowork(['approve', id, '--only', '2.pdf']);
    expect({ code, err }).toEqual({ code: 0, err: 'Allowed: 2.pdf. The rest is left as it is.\n' });
    expect(await rig.store.approval(id)).toMatchObject({ status: 'allowed', operations: ['o0', 'o2'] });
  });

  it('gives a folder only to a question that is about one', async () => {
    const { id } = await asks(rig, await newTask());
    expect(await rig.cowork(['approve', id, '--path', '/nope'])).toMatchObject({
      code: 2,
      err: `This question is not about a folder; nothing was decided. See it: cowork approve ${id} --show\n`,
    });
    expect((await rig.store.approval(id))?.status).toBe('pending');
  });

  it('without an id allows nothing that nobody has seen, and says which it could be', async () => {
    expect((await rig.cowork(['approve'])).err).toBe('Nothing is being asked.\n');
    const { id } = await asks(rig, await newTask());
    for (const more of [[], ['--scope', 'task'], ['--only', 'file 1.pdf']])
      expect(await rig.cowork(['approve', ...more])).toMatchObject({
        code: 2,
        err: `Say which: cowork approve ${id}; to see it: cowork approve ${id} --show\n`,
      });
    expect((await rig.store.approval(id))?.status).toBe('pending');
    expect((await rig.cowork(['approve', '--show'])).out).toContain('2 files will move');
  });

  it('names every open question with its task where more than one could be meant', async () => {
    const first = await asks(rig, await newTask('Sort my receipts'));
    const other = await newTask('Tidy up');
    const second = await asks(rig, other, { operations: [] });
    const third = await asks(rig, other);
    const line = { first: `  ${first.id}  Sort my receipts: 2 files will move, none deleted` };
    const { code, err } = await rig.cowork(['approve']);
    expect(code).toBe(2);
    expect(err).toMatch(/^3 questions are open:\n/);
    expect(err.trimEnd().split('\n').toSorted()).toEqual(
      [
        '3 questions are open:',
        line.first,
        `  ${second.id}  Tidy up: 0 files will move, none deleted`,
        `  ${third.id}  Tidy up: 2 files will move, none deleted`,
      ].toSorted(),
    );
    expect((await rig.cowork(['deny', other])).err).toMatch(new RegExp(`^2 open questions are like ${other}:\n`));
  });

  const askBy = async (taskId: string): Promise<void> => {
    await rig.workerStore.putQuestion('k', {
      id: 'q00000000001',
      taskId,
      question: 'By what?',
      options: ['By month', 'By shop'],
      multiple: false,
      status: 'pending' as const,
      createdAt: rig.clock.now.toISOString(),
    });
    await rig.workerStore.setStatus(taskId, { status: 'waiting_input' });
  };

  it.each(['paused', 'waiting_approval', 'waiting_desktop', 'running'] as const)(
    'answers what a task asks whose status is %s by now',
    async (status) => {
      const id = await newTask();
      await askBy(id);
      await rig.workerStore.setStatus(id, { status });
      expect(await rig.cowork(['answer', 'q0', '--choice', '1'])).toMatchObject({ code: 0, err: 'Answered.\n' });
    },
  );

  it('allows what a task asks that is paused by now', async () => {
    const id = await newTask();
    const approval = await asks(rig, id);
    await rig.workerStore.setStatus(id, { status: 'paused' });
    expect((await rig.cowork(['approve', id])).code).toBe(0);
    expect((await rig.store.approval(approval.id))?.status).toBe('allowed');
  });

  it('answers with an option by its number or beginning, or with own words', async () => {
    const id = await newTask();
    await askBy(id);
    expect((await rig.cowork(['answer', 'q0', '--choice', 'by colour'])).code).toBe(2);
    expect((await rig.cowork(['answer', 'q0', '--choice', '2'])).code).toBe(0);
    expect((await rig.store.questions(id))[0]).toMatchObject({ status: 'answered', choices: ['By shop'] });
  });

  it('shows every option of a question and commands that hold no text of the model, a line each', async () => {
    const id = await newTask();
    const options = ['By month', '$(rm -rf ~)'];
    const at = rig.clock.now.toISOString();
    await rig.workerStore.putQuestion('k', {
      ...{ id: 'q00000000002', taskId: id, question: `By what? ${'word '.repeat(30)}`, options, multiple: false },
      ...{ status: 'pending', createdAt: at },
    });
    await rig.workerStore.setStatus(id, { status: 'waiting_input', waitingFor: { kind: 'input', since: at, text: 'By what?' } });
    for (const said of [
      (await rig.cowork(['watch', id], { columns: 80 })).err,
      (await rig.cowork(['show', id], { columns: 80 })).out,
    ]) {
      expect(said).toContain('  1. By month\n  2. $(rm -rf ~)\n');
      expect(said.split('\n').filter((line) => line.includes('cowork answer'))).toEqual([
        '  Pick:   cowork answer q00000000002 --choice 1',
        '  Answer: cowork answer q00000000002 "…"',
      ]);
      expect(said.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  });

  it('shows what can be done about a question in lines that fit', async () => {
    const id = await newTask();
    const approval = await asks(rig, id);
    const { err } = await rig.cowork(['watch', id], { columns: 80 });
    expect(err).toContain(`  Allow:  cowork approve ${approval.id}\n  Refuse: cowork deny ${approval.id}\n`);
    expect(err.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('say reaches the task once', async () => {
    const id = await newTask();
    expect((await rig.cowork(['say', id, 'Leave the photos alone'])).code).toBe(0);
    expect(await rig.store.inbox(id, 0)).toMatchObject([{ text: 'Leave the photos alone' }]);
    await rig.workerStore.setStatus(id, { status: 'paused' });
    expect((await rig.cowork(['say', id, 'Nor the letters'])).err).toContain(
      `paused and reads it when it goes on: cowork resume ${id}`,
    );
    await rig.workerStore.finishTask(id, { status: 'completed' });
    expect((await rig.cowork(['say', id, 'x'])).code).toBe(1);
  });

  it('pause, resume with a higher limit, cancel', async () => {
    const id = await newTask();
    expect((await rig.cowork(['pause', id])).code).toBe(0);
    expect((await rig.store.task(id))?.wanted).toBe('pause');
    const waitingFor = { kind: 'budget' as const, text: 'All 300 steps are used', action: `cowork resume ${id} --max-steps 600` };
    await rig.workerStore.setStatus(id, { status: 'paused', waitingFor: { ...waitingFor, since: rig.clock.now.toISOString() } });
    expect((await rig.cowork(['resume', id])).err).toContain(
      `All 300 steps are used. It goes on if that was raised; else: ${waitingFor.action}`,
    );
    expect((await rig.cowork(['resume', id, '--max-usd', '12.5'])).code).toBe(0);
    expect(await rig.store.task(id)).toMatchObject({ wanted: 'run', budget: { maxUsd: 12.5 } });
    expect((await rig.cowork(['cancel'])).code).toBe(2);
    expect((await rig.cowork(['cancel', id, '--kill', '--after-step'])).code).toBe(2);
    expect((await rig.cowork(['cancel', id])).code).toBe(0);
  });

  it('with --json each answers one value, and no sentence', async () => {
    const id = await newTask();
    for (const args of [
      ['say', id, 'and the invoices'],
      ['pause', id],
      ['resume', id],
      ['cancel', id],
    ]) {
      const { code, out, err } = await rig.cowork([...args, '--json']);
      expect({ args, code, err }).toEqual({ args, code: 0, err: '' });
      expect(JSON.parse(out)).toMatchObject(args[0] === 'say' ? { text: 'and the invoices' } : { id });
    }
  });
});

describe('undo', () => {
  const counts = { create: 0, replace: 0, move: 2, delete: 0, other: 0 };
  const head = (taskId: string) => ({
    ...{ id: 'c00000000001', taskId, step: 1, tool: 'move_files', state: 'applied' as const, summary: 'Moved 2 files', counts },
    ...{ irreversible: [], undoable: true, createdAt: rig.clock.now.toISOString() },
  });
  /** The desktop: answers the next request. */
  async function desktopEnds(result: Parameters<typeof rig.workerStore.endRequest>[1]): Promise<Record<string, unknown>> {
    for (;;) {
      const [request] = await rig.workerStore.pendingRequests();
      if (request) {
        await rig.workerStore.endRequest(request.id, result);
        rig.hub.wake(request.taskId);
        return { kind: request.kind, ...request.body };
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  const undone = {
    changeSetId: 'c00000000001',
    undoSetId: 'c2',
    state: 'undone' as const,
    summary: 'Moved 2 files back',
    conflicts: [],
    kept: [],
  };

  it('changes says of what did not come about that it would have, not that it will', async () => {
    const id = await newTask();
    const summary = '2 files will move, none deleted';
    await rig.workerStore.putChangeSet({ ...head(id), state: 'rejected', summary, reason: 'Not today' }, []);
    expect((await rig.cowork(['changes', id])).out).toMatch(
      /^2 files would have moved, none deleted\nnot allowed, nothing changed · .+\nNot today\n$/,
    );
  });

  it('takes back a set by the beginning of its id, or single files by name', async () => {
    await mkdir(join(rig.home, 'x'), { recursive: true });
    const id = await newTask();
    await rig.workerStore.putChangeSet(head(id), [
      { id: 'o1', op: 'move', from: '/folders/Downloads/a.pdf', to: '/folders/Downloads/x/a.pdf', bytes: 1 },
      { id: 'o2', op: 'move', from: '/folders/Downloads/b.pdf', to: '/folders/Downloads/x/b.pdf', bytes: 1 },
    ]);
    const shown = await rig.cowork(['changes', id, '--files']);
    expect(shown.out).toContain('Downloads/a.pdf → Downloads/x/a.pdf');
    expect(shown.out).toContain(`cowork undo ${id} --set c00000000001`);

    const whole = rig.cowork(['undo', id, '--set', 'c0']);
    expect(await desktopEnds({ result: [undone] })).toMatchObject({ kind: 'undo', changeSetId: 'c00000000001' });
    const first = await whole;
    expect(first.code).toBe(0);
    expect(first.out).toMatch(new RegExp(`^Sort it \\(${id}\\)\n✓ Moved 2 files back\n`));

    const one = rig.cowork(['undo', id, '--file', 'b.pdf']);
    expect(await desktopEnds({ result: [undone] })).toMatchObject({ changeSetId: 'c00000000001', operations: ['o2'] });
    expect((await one).code).toBe(0);
    expect((await rig.cowork(['undo', id, '--file', 'nothing.pdf'])).code).toBe(2);
  });

  it('never does the opposite of what was asked of a file: an undo counts for no change that touched it', async () => {
    const id = await newTask();
    const moved: Operation = {
      id: 'o1',
      op: 'move',
      from: '/folders/Downloads/a.pdf',
      to: '/folders/Downloads/x/a.pdf',
      bytes: 1,
    };
    const back: Operation = { ...moved, from: moved.to, to: moved.from };
    const sets: [string, Operation, undoOf?: string][] = [
      ['c00000000001', moved],
      ['c00000000002', moved],
      ['c00000000003', back, 'c00000000002'],
    ];
    for (const [n, [setId, operation, undoOf]] of sets.entries())
      await rig.workerStore.putChangeSet(
        { ...head(id), id: setId, createdAt: `2026-09-30T10:00:0${n}.000Z`, ...(undoOf === undefined ? {} : { undoOf }) },
        [operation],
      );
    const nothing = { ...undone, state: 'nothing' as const, summary: '' };

    const undo = rig.cowork(['undo', id, '--file', 'a.pdf']);
    expect(await desktopEnds({ result: [nothing] })).toMatchObject({ changeSetId: 'c00000000002' });
    expect(await desktopEnds({ result: [undone] })).toMatchObject({ kind: 'undo', changeSetId: 'c00000000001' });
    expect((await undo).out).toContain('Moved 2 files back');
    const redo = rig.cowork(['redo', id, '--file', 'a.pdf']);
    expect(await desktopEnds({ result: [nothing] })).toMatchObject({ kind: 'redo', changeSetId: 'c00000000001' });
    expect(await desktopEnds({ result: [nothing] })).toMatchObject({ changeSetId: 'c00000000002' });
    expect((await redo).out).toBe(`Sort it (${id})\nThere is nothing to do again in ${id}.\n`);
  });

  it('without a task is about the newest that has such a change and that no schedule began, and says which', async () => {
    const older = await newTask('Sort my receipts');
    await rig.workerStore.putChangeSet(head(older), []);
    rig.clock.now = new Date(rig.clock.now.getTime() + 1000);
    const begun = { prompt: 'x', mode: 'ask' as const, attachments: [], model: 'm', budget: {}, folders: [] };
    const scheduled = { ...begun, id: newId('t'), title: 'Every day', scheduleId: 'd00000000001' };
    await rig.store.createTask(scheduled);
    await rig.workerStore.putChangeSet({ ...head(scheduled.id), id: 'c00000000002' }, []);
    await newTask('Only look');
    const none = await rig.cowork(['redo']);
    expect(none).toMatchObject({ code: 2, out: '', err: expect.stringContaining('cowork redo TASK') });

    const ran = rig.cowork(['undo']);
    expect(await desktopEnds({ result: [undone] })).toMatchObject({ kind: 'undo' });
    expect((await ran).out).toMatch(new RegExp(`^Sort my receipts \\(${older}\\)\n✓ Moved 2 files back\n`));

    await rig.workerStore.patchChangeSet('c00000000001', { state: 'undone' });
    expect((await rig.cowork(['undo'])).code).toBe(2);
    const again = rig.cowork(['redo']);
    expect(await desktopEnds({ result: [{ ...undone, summary: 'Moved 2 files again' }] })).toMatchObject({ kind: 'redo' });
    expect((await again).out).toMatch(new RegExp(`^Sort my receipts \\(${older}\\)\n✓ Moved 2 files again\n`));
  });

  it('without a task takes back what a task did through one that it has started', async () => {
    const parent = await newTask('Sort all');
    const child = { id: newId('t'), title: 'One part', prompt: 'x', folders: [] };
    await rig.workerStore.addChildren({ taskId: parent, step: 0, index: 0 }, [child]);
    await rig.workerStore.putChangeSet(head(child.id), []);
    const ran = rig.cowork(['undo']);
    await desktopEnds({ result: [undone] });
    expect((await ran).out).toContain(`Sort all (${parent})\n`);
  });

  it.each(['show', 'watch', 'pause', 'resume', 'changes', 'undo', 'redo'])(
    'the help of %s says what it takes without a task',
    async (verb) => {
      expect((await rig.cowork([verb, '--help'])).out.replaceAll(/\s+/g, ' ')).toContain('(default: the newest');
    },
  );

  it('ends with 1 where files changed since, names them and how to keep both', async () => {
    const id = await newTask();
    const ran = rig.cowork(['undo', id]);
    await desktopEnds({
      result: [
        {
          ...undone,
          state: 'refused',
          summary: 'Not taken back',
          conflicts: [{ path: '/folders/Downloads/a.pdf', reason: 'changed today 09:12' }],
        },
      ],
    });
    const { code, out } = await ran;
    expect(code).toBe(1);
    expect(out).toContain('Downloads/a.pdf: changed today 09:12');
    expect(out).toContain('--force');
  });

  it('offers to force no more than what was asked for', async () => {
    const id = await newTask();
    const to = "/folders/Downloads/Mara's a.pdf";
    await rig.workerStore.putChangeSet(head(id), [{ id: 'o1', op: 'create', to, bytes: 1 }]);
    const result = [{ ...undone, state: 'refused' as const, conflicts: [{ path: to, reason: 'changed since' }] }];
    const ran = rig.cowork(['redo', id, '--set', 'c0', '--file', "Mara's a.pdf"]);
    await desktopEnds({ result });
    expect((await ran).out).toContain(`kept: cowork redo ${id} --set c0 --file 'Mara'\\''s a.pdf' --force\n`);
  });

  it('ends with 1 where a change is still stuck, names what is in the way and how to go on', async () => {
    const id = await newTask();
    await rig.workerStore.putChangeSet({ ...head(id), state: 'stuck', reason: 'a.pdf: there is a new file at its name' }, []);
    expect((await rig.cowork(['changes', id])).out).toContain(`cowork undo ${id} --set c00000000001`);
    const ran = rig.cowork(['undo', id]);
    const conflicts = [{ path: '/folders/Downloads/a.pdf', reason: 'there is a new file at its name' }];
    const { undoSetId: _, ...settled } = undone;
    await desktopEnds({ result: [{ ...settled, state: 'failed', summary: 'Still stuck', conflicts }] });
    const { code, out } = await ran;
    expect(code).toBe(1);
    expect(out).toContain('In the way:');
    expect(out).toContain('Downloads/a.pdf: there is a new file at its name');
    expect(out).toContain(`Once that is out of the way: cowork undo ${id}`);
    expect(out).not.toContain('--force');

    const again = rig.cowork(['undo', id]);
    await desktopEnds({ result: [settled] });
    expect((await again).code).toBe(0);
    // Nothing was undone that could be done again.
    expect((await again).out).not.toContain('cowork redo');
  });
});
