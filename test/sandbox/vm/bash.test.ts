// A task that has only commands: a script over 300 real files, asked once, applied exactly, taken back to the byte; also with everything
// killed in the middle. Real product, real virtual machine.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { differences, type TreeFacts, treeFacts } from '../../../src/demo/tree-hash.ts';
import type { Script } from '../../../src/demo/model-server/port.ts';
import { endAllSandboxes } from '../../../src/sandbox/started.ts';
import { endProduct, type ProductRig, startProduct } from '../../rig/product-rig.ts';
import { call, inSteps, lastResults } from '../../rig/scripts.ts';
import { obstacle } from './machine.ts';
import { makeMixedFiles } from './mixed-files.ts';
import { untilStatusWithin } from '../../rig/watch-task.ts';

/** An emulated machine on a busy computer: only a hang comes near it. */
const TEST_MS = 600_000;
const FOLDER = 'Belege, März 2024';

/** What a model would write: by the kind of file into folders, all text files together into one table, empty ones away. */
const SORT = `cd "/folders/${FOLDER}" && cat > /tmp/sort.py <<'PY'
import os, csv
table = []
for name in sorted(os.listdir('.')):
    if not os.path.isfile(name) or os.path.islink(name) or name.startswith('.'):
        continue
    if os.path.getsize(name) == 0:
        os.unlink(name)
        continue
    kind = os.path.splitext(name)[1].lstrip('.').lower() or 'other'
    os.makedirs(kind, exist_ok=True)
    if kind == 'txt':
        with open(name, encoding='utf-8', errors='replace') as f:
            table.append((name, len(f.read())))
    os.rename(name, os.path.join(kind, name))
with open('table.csv', 'w', newline='') as f:
    csv.writer(f).writerows(table)
print(len(table), 'rows')
PY
python3 /tmp/sort.py`;

const scripts: Record<string, Script> = {
  sort: inSteps({ text: 'I sort them with a script.', toolCalls: [call('bash', { command: SORT })] }, { text: 'Sorted.' }),
};

/** No command ever reaches it, and nobody is asked: who looks at the task's record sees that the command is this far. */
const KNOCK = 'http://api.anthropic.com/';
/** The same, slow enough to be hit in the middle: when all files are moved it knocks, and waits. */
const slowly = (seconds: number): string =>
  SORT.replace(
    'print(len(table)',
    `import subprocess, time; subprocess.run(['curl', '-s', '-o', '/tmp/said', '${KNOCK}']); time.sleep(${seconds})\nprint(len(table)`,
  );

Object.assign(scripts, {
  slow: inSteps({ text: 'Slowly.', toolCalls: [call('bash', { command: slowly(6) })] }, { text: 'Sorted.' }),
  // Told that it was interrupted, the model looks and runs it again.
  again: inSteps(
    { text: 'Slowly.', toolCalls: [call('bash', { command: slowly(90) })] },
    (request) =>
      lastResults(request).some((result) => result.includes('interrupted'))
        ? { text: 'Once more.', toolCalls: [call('bash', { command: SORT })] }
        : { text: 'It was not interrupted.' },
    { text: 'Sorted.' },
  ),
} satisfies Record<string, Script>);

const why = await obstacle();

let rig: ProductRig;
beforeAll(async () => {
  if (why === undefined) rig = await startProduct({ scripts });
}, 240_000);
afterAll(() => endProduct(rig), 60_000);

(why === undefined ? describe : describe.skip)('300 mixed files and only commands', () => {
  it(
    'are reorganised by a script: asked once, applied exactly, taken back to the byte',
    async () => answeredAndTakenBack(await begin('sort')),
    TEST_MS,
  );

  it(
    'are reorganised once when everything but the machine is killed while the script runs',
    async () => {
      const { folder, before, files, id } = await begin('slow');
      await untilRunning(id);
      await rig.kill('all');
      await rig.restart();
      await answeredAndTakenBack({ folder, before, files, id });
      const bash = (await rig.client.eventsSoFar(id)).items.filter((event) => event.type === 'tool_finished');
      expect(bash.map(({ tool, text }) => [tool, text])).toEqual([['bash', expect.not.stringContaining('interrupted')]]);
    },
    TEST_MS,
  );

  it.each(['the machine and everything else', 'the machine alone'])(
    'are left alone when %s is killed, and the model hears that nothing was changed',
    async (killed) => {
      const { folder, before, files, id } = await begin('again');
      await untilRunning(id);
      const isAll = killed !== 'the machine alone';
      if (isAll) await rig.kill('all');
      await endAllSandboxes([join(rig.home, 'machines')]);
      expect(differences(before, await treeFacts(folder))).toEqual([]);
      if (isAll) await rig.restart();
      await answeredAndTakenBack({ folder, before, files, id });
    },
    TEST_MS,
  );
});

interface Job {
  readonly folder: string;
  readonly before: TreeFacts;
  readonly files: ReturnType<typeof makeMixedFiles>;
  readonly id: string;
}

async function begin(script: string): Promise<Job> {
  const folder = join(mkdtempSync(join(rig.base, script)), FOLDER);
  mkdirSync(folder, { recursive: true });
  const files = makeMixedFiles(folder, 300);
  const before = await treeFacts(folder);
  const { id } = await rig.client.createTask({ prompt: `[[script:${script}]]`, folders: [{ path: folder }] });
  return { folder, before, files, id };
}

/** The command is in the middle. */
async function untilRunning(id: string): Promise<void> {
  for (const end = Date.now() + TEST_MS / 2; (await rig.client.network(id)).items.length === 0; await sleep(50))
    if (Date.now() > end) throw new Error('the command did not begin');
}

async function answeredAndTakenBack({ folder, before, files, id }: Job): Promise<void> {
  const asked = await untilStatusWithin(TEST_MS / 2, () => rig.client, id, 'waiting_approval');
  expect(asked.approvals).toHaveLength(1);
  const [approval] = asked.approvals;
  expect(approval).toMatchObject({ tool: 'bash', preview: { irreversible: [] } });
  expect(approval!.preview.counts).toMatchObject({ create: 1, move: files.moved, delete: files.empty });
  expect(differences(before, await treeFacts(folder))).toEqual([]);

  await rig.client.decide(approval!.id, { decision: 'allow' });
  await untilStatusWithin(TEST_MS / 2, () => rig.client, id, 'completed');
  expect(readdirSync(folder)).toContain('table.csv');
  expect(readdirSync(join(folder, 'txt')).length).toBe(files.text);

  await rig.client.undo(id, {});
  expect(differences(before, await treeFacts(folder))).toEqual([]);
}
