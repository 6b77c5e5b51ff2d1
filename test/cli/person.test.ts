// A person at the terminal: sees the question card, answers with keys, leaves and comes back.
// Long, because a person has one way through each kind of question.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Operation } from '../../src/contract/changes.ts';
import { asks, type CliRig, decided, DOWN, ENTER, move, newestTask, openCliRig } from './cli-rig.ts';

let rig: CliRig;
beforeEach(async () => {
  rig = await openCliRig();
});
afterEach(() => rig.close());

const finish = (id: string, outcome = 'All sorted'): Promise<unknown> =>
  rig.workerStore.finishTask(id, { status: 'completed', outcome });

describe('a question about changes', () => {
  it('shows the card; Enter allows once; the task goes on to its end', async () => {
    const { code, out } = await rig.cowork(['run', 'Sort it'], {
      async person(me) {
        const id = await newestTask(rig);
        const approval = await asks(rig, id);
        await me.sees('2 files will move, none deleted');
        await me.sees('Downloads → Downloads/2024 (2)');
        await me.sees('Allow this?');
        await me.sees('Allow once');
        me.types(ENTER);
        expect(await decided(rig, approval.id)).toMatchObject({ status: 'allowed', scope: 'once' });
        await me.sees('Allowed once (terminal)');
        await finish(id);
      },
    });
    expect(code).toBe(0);
    expect(out).toContain('All sorted');
  });

  it('is allowed for good by the third choice, which names the folders', async () => {
    await rig.cowork(['run', 'Sort it'], {
      async person(me) {
        const id = await newestTask(rig);
        const out = { ...move(2), to: '/folders/Papers ü/file 2.pdf' };
        const approval = await asks(rig, id, { operations: [move(1), out] });
        await me.sees('Allow for this task');
        await me.sees('Always allow this in Downloads and Papers ü');
        me.types(DOWN.repeat(2) + ENTER);
        expect(await decided(rig, approval.id)).toMatchObject({ status: 'allowed', scope: 'always' });
        await me.sees('Always allowed (terminal)');
        await finish(id);
      },
    });
  });

  it('that always asks has no such choice', async () => {
    await rig.cowork(['run', 'Sort it'], {
      async person(me) {
        const id = await newestTask(rig);
        await asks(rig, id, { always: true });
        await me.sees('Not this');
        expect(me.screen()).not.toContain('Always allow');
        expect(me.screen()).not.toContain('Allow for this task');
        await rig.workerStore.finishTask(id, { status: 'cancelled' });
      },
    });
  });

  it('refuses with a note', async () => {
    await rig.cowork(['run', 'Sort it'], {
      async person(me) {
        const id = await newestTask(rig);
        const approval = await asks(rig, id);
        await me.sees('Allow once');
        me.types(DOWN.repeat(3) + ENTER);
        await me.sees('What should it do instead?');
        me.types('Leave the photos');
        me.types(ENTER);
        expect(await decided(rig, approval.id)).toMatchObject({ status: 'denied', note: 'Leave the photos' });
        await finish(id);
      },
    });
  });

  it('does not allow with a mere Enter what was not shown whole: Enter shows all first', async () => {
    await rig.cowork(['run', 'Sort it'], {
      async person(me) {
        const id = await newestTask(rig);
        const approval = await asks(rig, id, { operations: Array.from({ length: 20 }, (_, i) => move(i)) });
        await me.sees('… and 14 more');
        await me.sees('Show all');
        me.types(ENTER);
        await me.sees('file 19.pdf');
        await me.sees('Allow once');
        expect((await rig.store.approval(approval.id))?.status).toBe('pending');
        me.types(ENTER);
        expect((await decided(rig, approval.id)).status).toBe('allowed');
        await finish(id);
      },
    });
  });

  it('allows only what stays ticked', async () => {
    await rig.cowork(['run', 'Sort it'], {
      async person(me) {
        const id = await newestTask(rig);
        const approval = await asks(rig, id);
        await me.sees('Allow once');
        me.types(DOWN.repeat(4) + ENTER);
        await me.sees('Which ones?');
        me.types(' ');
        me.types(ENTER);
        expect(await decided(rig, approval.id)).toMatchObject({ status: 'allowed', operations: ['op2'] });
        await finish(id);
      },
    });
  });

  it('says what is needed by what stayed ticked, keeps the ticks, and takes the corrected ones', async () => {
    const operations: Operation[] = [
      { id: 'dir', op: 'mkdir', to: '/folders/Downloads/2024', bytes: 0 },
      { ...move(1), needs: ['dir'] },
      { ...move(2), needs: ['dir'] },
    ];
    await rig.cowork(['run', 'Sort it'], {
      async person(me) {
        const id = await newestTask(rig);
        const approval = await asks(rig, id, { operations });
        await me.sees('Allow once');
        me.types(DOWN.repeat(4) + ENTER);
        await me.sees('❯ ◼ new folder: Downloads/2024');
        me.types(' ');
        await me.sees('❯ ◻ new folder: Downloads/2024');
        me.types(DOWN + ' ');
        await me.sees('❯ ◻ moved');
        me.types(ENTER);
        await me.sees('What is ticked cannot be done without Downloads/2024.');
        // Where the person was: nothing has to be ticked twice.
        await me.sees('❯ ◻ new folder: Downloads/2024');
        await me.sees('◻ moved: Downloads/file 1.pdf');
        await me.sees('◼ moved: Downloads/file 2.pdf');
        me.types(' ');
        await me.sees('❯ ◼ new folder');
        me.types(ENTER);
        await me.sees('2 of 3 ticked');
        expect((await decided(rig, approval.id)).operations).toEqual(['dir', 'op2']);
        await finish(id);
      },
    });
  });

  it('for a folder that can never be opened says why and asks on', async () => {
    await rig.cowork(['run', 'Sort it'], {
      async person(me) {
        const id = await newestTask(rig);
        const approval = await asks(rig, id, {
          tool: 'request_folder',
          always: true,
          arguments: { suggested_path: '/nowhere' },
          operations: [],
        });
        await me.sees('Allow once');
        me.types(ENTER);
        await me.sees('/nowhere does not exist');
        await me.sees('Allow once');
        me.types(DOWN + ENTER);
        await me.sees('What should it do instead?');
        me.types(ENTER);
        expect((await decided(rig, approval.id)).status).toBe('denied');
        await finish(id);
      },
    });
  });

  it('takes the question away when it was answered elsewhere', async () => {
    const { code } = await rig.cowork(['run', 'Sort it'], {
      async person(me) {
        const id = await newestTask(rig);
        const approval = await asks(rig, id);
        await me.sees('Allow once');
        await rig.call('POST', `/approvals/${approval.id}`, {
          body: { decision: 'deny' },
          headers: { 'cowork-device': 'phone' },
        });
        await me.sees('Not allowed (phone)');
        await finish(id);
      },
    });
    expect(code).toBe(0);
  });

  it('asks nothing twice and one thing after the other', async () => {
    await rig.cowork(['run', 'Sort it'], {
      async person(me) {
        const id = await newestTask(rig);
        const [first, second] = [await asks(rig, id), await asks(rig, id)];
        await me.sees('Allow once');
        me.types(ENTER);
        await decided(rig, first.id);
        await me.sees('Allow this?');
        await me.sees('Allow once');
        me.types(ENTER);
        await decided(rig, second.id);
        await finish(id);
      },
    });
  });
});

describe('a question of the agent', () => {
  it('is answered by an option, or in own words', async () => {
    const ask = async (id: string, n: number): Promise<void> => {
      const question = {
        id: `q0000000000${n}`,
        taskId: id,
        question: `By what ${n}?`,
        options: ['By month', 'By shop'],
        multiple: false,
        status: 'pending' as const,
        createdAt: rig.clock.now.toISOString(),
      };
      await rig.workerStore.putQuestion(question.id, question);
    };
    await rig.cowork(['run', 'Sort it'], {
      async person(me) {
        const id = await newestTask(rig);
        await ask(id, 1);
        await me.sees('Something else');
        me.types(DOWN + ENTER);
        await me.sees('Answered: By shop');
        await ask(id, 2);
        await me.sees('Something else');
        me.types(DOWN + DOWN + ENTER);
        await me.sees('By what 2?');
        me.types('By colour');
        me.types(ENTER);
        await me.sees('Answered: By colour');
        await finish(id);
      },
    });
  });
});

describe('leaving and coming back', () => {
  it('Ctrl-C leaves the task running and says how to come back; watch shows everything again', async () => {
    let id = '';
    const left = await rig.cowork(['run', 'Sort it'], {
      async person(me) {
        id = await newestTask(rig);
        await rig.workerStore.append(id, {
          type: 'tool_finished',
          step: 1,
          index: 0,
          tool: 'list_files',
          ok: true,
          text: 'Looked at 612 files',
          durationMs: 10,
        });
        await me.sees('Looked at 612 files');
        me.interrupts();
      },
    });
    expect(left).toMatchObject({ code: 0 });
    expect(left.err).toContain(`cowork watch ${id}`);
    expect((await rig.store.task(id))?.status).toBe('running');
    const back = await rig.cowork(['watch', id], {
      async person(me) {
        await me.sees('Looked at 612 files');
        await finish(id);
      },
    });
    expect(back.code).toBe(0);
  });

  it('Ctrl-C after an answered question takes away the lines that were still changing, and no line of them stays', async () => {
    await rig.cowork(['run', 'Sort it'], {
      async person(me) {
        const id = await newestTask(rig);
        const approval = await asks(rig, id);
        await me.sees('Allow once');
        me.types(ENTER);
        await decided(rig, approval.id);
        await me.sees('Allowed once');
        await rig.workerStore.setStatus(id, { status: 'running' });
        await me.sees('Ctrl-C leaves it running');
        const before = me.screen().length;
        me.interrupts();
        await me.sees('\u001b[0J');
        // The cursor stands below the lines: one line end more, and the first of them would not be reached.
        expect(me.screen().slice(before, me.screen().lastIndexOf('\r\u001b['))).not.toMatch(/^\r?\n/);
      },
    });
  });

  it('Ctrl-C in a question leaves it open and ends with 3', async () => {
    let approval = '';
    const left = await rig.cowork(['run', 'Sort it'], {
      async person(me) {
        approval = (await asks(rig, await newestTask(rig))).id;
        await me.sees('Allow once');
        me.types('\u0003');
      },
    });
    expect(left.code).toBe(3);
    expect((await rig.store.approval(approval))?.status).toBe('pending');
  });

  it.each([
    { limit: 'maxUsd', words: '10.00 $' },
    { limit: 'maxSteps', words: '10 steps' },
    { limit: 'maxMinutes', words: '10 minutes at work' },
  ] as const)('a pause by the budget offers to raise the limit that was reached: $limit', async ({ limit, words }) => {
    await rig.cowork(['run', 'Sort it', '--max-usd', '5'], {
      async person(me) {
        const id = await newestTask(rig);
        const since = rig.clock.now.toISOString();
        await rig.workerStore.setStatus(id, {
          status: 'paused',
          waitingFor: { kind: 'budget', since, text: 'The limit of 5 is reached.', raise: { [limit]: 10 } },
        });
        await me.sees('The limit of 5 is reached.');
        await me.sees(`Raise the limit to ${words}`);
        me.types(ENTER);
        while ((await rig.store.task(id))?.budget[limit] !== 10) await new Promise((resolve) => setTimeout(resolve, 10));
        await finish(id);
      },
    });
  });
});

describe('a product that is not running', () => {
  it('is offered to be started', async () => {
    rig.running = false;
    const { code } = await rig.cowork(['run', 'Sort it'], {
      async person(me) {
        await me.sees('Start it now?');
        me.types(ENTER);
        await finish(await newestTask(rig));
      },
    });
    expect(code).toBe(0);
    expect(rig.launched).toEqual(['start --detach --no-open']);
  });
});

describe('cowork approve without an id', () => {
  it.each([
    ['y', 'allowed', 0],
    ['n', 'pending', 3],
    [ENTER, 'pending', 3],
  ] as const)('shows all of the question before it asks; %j leaves it %s', async (key, status, exit) => {
    const { body } = await rig.call<{ id: string }>('POST', '/tasks', { body: { prompt: 'Sort it' } });
    const approval = await asks(rig, body.id, { operations: Array.from({ length: 20 }, (_, i) => move(i)) });
    const { code } = await rig.cowork(['approve'], {
      async person(me) {
        await me.sees('file 19.pdf');
        await me.sees('Allow this? 20 files will move');
        me.types(key);
      },
    });
    expect(code).toBe(exit);
    expect((await rig.store.approval(approval.id))?.status).toBe(status);
  });
});

describe('what is on the screen', () => {
  it.each([40, 80, 120])('fits %i cells and holds nothing that a file name could do to a terminal', async (columns) => {
    const evil = 'Move \u001b[2J\u001b]0;owned\u0007 and ' + 'long '.repeat(40);
    const id = (await rig.call<{ id: string }>('POST', '/tasks', { body: { prompt: evil, title: evil.slice(0, 190) } })).body.id;
    await rig.workerStore.append(id, { type: 'plan_updated', plan: [{ title: evil, status: 'active' }] });
    await rig.workerStore.append(id, { type: 'message_added', step: 1, role: 'assistant', text: evil, messageId: 'm' });
    await rig.workerStore.append(id, {
      type: 'tool_finished',
      step: 1,
      index: 0,
      tool: 'x',
      ok: false,
      text: evil,
      durationMs: 4000,
    });
    await finish(id, evil);
    const watched = await rig.cowork(['watch', id], { columns, person: async () => undefined });
    const screens = [watched, await rig.cowork(['show', id], { columns }), await rig.cowork(['ls'], { columns })];
    for (const { out } of screens) {
      expect(out).not.toContain('\u001b[2J');
      expect(out).not.toContain('\u0007');
      for (const line of out.replace(/\u001b\[[0-9;]*[A-Za-z]|\r/g, '').split('\n'))
        expect(line.length > columns ? line : '').toBe('');
    }
    expect(watched.out).toContain('⟨1b⟩');
  });
});
