// The lid is closed (SIGSTOP to every process, the virtual machine's too) in the middle of a model's answer, a change of thousands of files, a command,
// a question and tasks of a task, for longer than the time-outs of heartbeats and workflow tasks. SLEEP_MS=180000 closes it for three minutes.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '../../src/contract/http.ts';
import type { ParsedRequest } from '../../src/demo/model-server/port.ts';
import { identityOf, signal } from '../../src/process/process-identity.ts';
import { jailedIn } from '../crash-sweep/machines-of.ts';
import { type ProductRig, startProduct } from '../rig/product-rig.ts';
import { call, inSteps, lastResults, manySteps } from '../rig/scripts.ts';
import { obstacle } from '../sandbox/vm/machine.ts';

/** Heartbeats are missed after 15 s, workflow tasks after 3. */
const SLEEP_MS = Number(process.env['SLEEP_MS'] ?? 20_000);
const FILES = 3_000;
const PART = /<(\d)>/;
const partOf = (request: ParsedRequest): string => PART.exec(JSON.stringify(request.messages[0]))![1]!;
const moves = Array.from({ length: FILES }, (_, n) => ({ from: `/folders/Many/${n}.txt`, to: `/folders/Many/moved/${n}.txt` }));
const append = (path: string, line: string) => call('edit_file', { path, old_text: 'end', new_text: `${line}\nend` });

const scripts = {
  // A minute of words would be cut short by the lid: it must go on, or be asked for again.
  stream: inSteps({ text: 'A long answer, word by word. '.repeat(30), chunkDelayMs: 60 }),
  many: inSteps({ toolCalls: [call('move_files', { moves })] }, { text: 'All are moved.' }),
  question: inSteps({ toolCalls: [append('/folders/One/asked.md', 'asked')] }, (r) => ({ text: lastResults(r).join('') })),
  parts: inSteps(
    {
      toolCalls: [
        call('spawn_tasks', {
          tasks: ['1', '2', '3'].map((n) => ({ title: `Part ${n}`, prompt: `Write <${n}> [[script:part]]` })),
        }),
      ],
    },
    { text: 'All parts are written.' },
  ),
  part: (request: ParsedRequest) =>
    manySteps(3, (step) => ({ toolCalls: [append(`/folders/One/part${partOf(request)}.md`, `line ${step}`)], delayMs: 400 }))(
      request,
    ),
  command: inSteps(
    {
      toolCalls: [
        call('bash', {
          command:
            'cd /folders/One && for n in 1 2 3 4 5 6; do sed -i "/end/i by command $n" command.md; sleep 1; done; echo ran',
        }),
      ],
    },
    (r) => ({ text: lastResults(r).join('') }),
  ),
};
let rig: ProductRig;
let withMachine = false;
beforeAll(async () => {
  withMachine = (await obstacle()) === undefined;
  rig = await startProduct({ scripts });
  await rig.client.patchSettings({ runningTasks: 8 });
}, 150_000);
afterAll(() => rig?.remove());

async function until<T>(what: string, look: () => Promise<T | undefined | false>, limitMs = 120_000): Promise<T> {
  for (const end = Date.now() + limitMs; ;) {
    const found = await look().catch(() => undefined);
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what} did not come`);
    await sleep(50);
  }
}
const events = async (id: string) => (await rig.client.eventsSoFar(id, { limit: 1_000 })).items;
const began = (id: string, tool: string) =>
  until(tool, async () => (await events(id)).some((event) => event.type === 'tool_started' && event.tool === tool));

it(
  'everything goes on or is done again from where it was, nothing twice',
  async () => {
    const [one, many] = [join(rig.base, 'One'), join(rig.base, 'Many')];
    for (const folder of [one, many]) mkdirSync(folder);
    for (const name of ['asked', 'part1', 'part2', 'part3', 'command']) writeFileSync(join(one, `${name}.md`), 'end\n');
    for (let n = 0; n < FILES; n += 1) writeFileSync(join(many, `${n}.txt`), `${n}`);
    const create = (script: string, path: string, mode: 'ask' | 'act' = 'act'): Promise<Task> =>
      rig.client.createTask({ prompt: `Do it [[script:${script}]]`, mode, folders: [{ path, access: 'write' }] });

    const command = withMachine ? await create('command', one) : undefined;
    if (command) await until('a machine', async () => jailedIn(rig.home).length > 0 && (await began(command.id, 'bash')));
    const question = await create('question', one, 'ask');
    const [asked] = await until('a question', async () => {
      const { approvals } = await rig.client.task(question.id);
      return approvals.length > 0 && approvals;
    });
    const stream = await create('stream', one);
    const parts = await create('parts', one);
    await until('tasks of a task', async () =>
      (await rig.client.task(parts.id)).children.some(({ status }) => status === 'running' || status === 'completed'),
    );
    const change = await create('many', many);
    await began(change.id, 'move_files');
    await sleep(100);

    const machines = jailedIn(rig.home).map(({ pid }) => identityOf(pid)!);
    const wake = (['launcher', 'worker', 'api', 'temporal'] as const).map((name) => rig.freeze(name));
    for (const one of machines) signal(one, 'SIGSTOP');
    await sleep(SLEEP_MS);
    for (const one of machines) signal(one, 'SIGCONT');
    for (const goOn of wake) goOn();

    await until('the product', async () => (await rig.client.task(stream.id)).id);
    const after = (await rig.client.task(question.id)).approvals;
    expect(after.map(({ id, status }) => [id, status])).toEqual([[asked!.id, 'pending']]);
    await rig.client.decide(asked!.id, { decision: 'allow' });
    const done = async (task: Task): Promise<Task> =>
      until(`the end of ${task.prompt}`, async () => {
        const now = await rig.client.task(task.id);
        return now.status === 'completed' && now;
      });
    expect((await done(stream)).outcome).toBe('A long answer, word by word. '.repeat(30).trim());
    await done(question);
    expect((await done(parts)).children.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    await done(change);

    expect(readFileSync(join(one, 'asked.md'), 'utf8')).toBe('asked\nend\n');
    for (const n of [1, 2, 3]) expect(readFileSync(join(one, `part${n}.md`), 'utf8')).toBe('line 0\nline 1\nline 2\nend\n');
    expect(readdirSync(many)).toEqual(['moved']);
    expect(readdirSync(join(many, 'moved'))).toHaveLength(FILES);
    if (command) {
      const { outcome } = await done(command);
      const said = readFileSync(join(one, 'command.md'), 'utf8');
      // It went on to its end, or it was cut and has changed nothing.
      const whole = `${[1, 2, 3, 4, 5, 6].map((n) => `by command ${n}\n`).join('')}end\n`;
      expect([whole, 'end\n']).toContain(said);
      if (said !== whole) expect(outcome).toMatch(/interrupted/);
    }
    for (const task of [stream, question, parts, change, ...(command ? [command] : [])]) {
      const log = await events(task.id);
      expect(log.map(({ seq }) => seq)).toEqual(log.map((_, n) => n + 1));
      expect(log.filter(({ type }) => type === 'task_finished')).toHaveLength(1);
    }
    if (SLEEP_MS >= 60_000)
      expect((await events(parts.id)).some((event) => event.type === 'notice' && event.code === 'woke')).toBe(true);
  },
  SLEEP_MS + 300_000,
);
