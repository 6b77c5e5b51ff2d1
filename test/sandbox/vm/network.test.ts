// A task whose commands want to reach hosts: refused at once, asked once when the command has ended, answered for one command, all in the record.
// Real product, real virtual machine.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Approval } from '../../../src/contract/changes.ts';
import type { Script } from '../../../src/demo/model-server/port.ts';
import { endProduct, type ProductRig, startProduct } from '../../rig/product-rig.ts';
import { call, inSteps, lastResults } from '../../rig/scripts.ts';
import { untilStatus } from '../../rig/watch-task.ts';
import { obstacle } from './machine.ts';

const TEST_MS = 600_000;
const ASK = 'curl -sS http://files.invalid/data; curl -sS https://other.invalid/';
const told: string[] = [];
const bash = (command: string) => (request: Parameters<typeof lastResults>[0]) => {
  told.push(...lastResults(request));
  return { text: 'I try.', toolCalls: [call('bash', { command })] };
};
const end = (request: Parameters<typeof lastResults>[0]) => {
  told.push(...lastResults(request));
  return { text: 'Done.' };
};
const scripts: Record<string, Script> = {
  hosts: inSteps(bash(`echo kept > /folders/Net/note.txt; ${ASK}`), bash(ASK), end),
  registry: inSteps(
    bash(
      'env | grep -i -E "secret|PIP_INDEX"; export no_proxy= NO_PROXY=; curl -sS "$PIP_INDEX_URL/some-package/"; curl -sS -d x "$PIP_INDEX_URL/"',
    ),
    end,
  ),
};

const asked: { method: string; url: string; authorization: string | undefined }[] = [];
const registry = createServer((request: IncomingMessage, response) => {
  asked.push({ method: request.method!, url: request.url!, authorization: request.headers.authorization });
  response.end('the package\n');
});

const why = await obstacle();
let rig: ProductRig;
beforeAll(async () => {
  if (why !== undefined) return;
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  const { port } = registry.address() as AddressInfo;
  rig = await startProduct({ scripts, env: { PIP_INDEX_URL: `http://me:secret@127.0.0.1:${port}/simple` } });
}, 240_000);
afterAll(async () => {
  registry.close();
  await endProduct(rig);
}, 240_000);

async function nextQuestion(id: string, after: string): Promise<Approval> {
  for (const end = Date.now() + TEST_MS / 2; Date.now() < end; await sleep(50)) {
    const { approvals } = await rig.client.task(id);
    const next = approvals.find((approval) => approval.status === 'pending' && approval.id !== after);
    if (next) return next;
  }
  throw new Error('no other question was put');
}

(why === undefined ? describe : describe.skip)('hosts that commands want to reach', () => {
  it(
    'are refused, asked about once, also after everything was killed, and allowed for the next command alone',
    async () => {
      const folder = join(rig.base, 'Net');
      mkdirSync(folder);
      const { id } = await rig.client.createTask({
        ...{ prompt: 'Get it. [[script:hosts]]', mode: 'act' },
        folders: [{ path: folder, access: 'write' }],
      });
      await untilStatus(() => rig.client, id, 'waiting_approval');
      // What it did to files is not held up by what it wanted from the network.
      expect(readFileSync(join(folder, 'note.txt'), 'utf8')).toBe('kept\n');
      await rig.kill('all');
      await rig.restart();
      const task = await untilStatus(() => rig.client, id, 'waiting_approval');
      const [question, ...more] = task.approvals.filter(({ status }) => status === 'pending');
      expect(more).toEqual([]);
      expect(question).toMatchObject({ tool: 'network', scopes: ['once', 'task'], preview: { always: true } });
      expect(question!.preview.operations.map(({ op, to }) => [op, to])).toEqual([
        ['connect', 'files.invalid:80'],
        ['connect', 'other.invalid:443'],
      ]);
      await rig.client.decide(question!.id, { decision: 'allow', operations: [question!.preview.operations[0]!.id] });
      const second = await nextQuestion(id, question!.id);
      expect(second.preview.operations.map(({ to }) => to)).toEqual(['other.invalid:443']);
      await rig.client.decide(second.id, { decision: 'deny', note: 'not that one' });
      await untilStatus(() => rig.client, id, 'completed');
      expect(told[0]).toMatch(
        /files\.invalid:80 is not allowed[\s\S]*The user allowed files\.invalid:80 for the next command\. Not allowed: other\.invalid:443\./,
      );
      expect(told[1]).toMatch(
        /files\.invalid is not known[\s\S]*did not allow[^\n]*other\.invalid:443\. The user says: not that one/,
      );
      const { items } = await rig.client.network(id);
      expect(items.map(({ host, refused, failed }) => [host, refused ?? failed])).toEqual([
        ['files.invalid', 'unknown_host'],
        ['other.invalid', 'unknown_host'],
        ['files.invalid', 'files.invalid is not known'],
        ['other.invalid', 'unknown_host'],
      ]);
    },
    TEST_MS,
  );

  it(
    'are the package registries of the user’s own pip, for downloads alone, once the user wants that; the key stays outside',
    async () => {
      await rig.client.patchSettings({ packageRegistries: true });
      told.length = 0;
      const { id } = await rig.client.createTask({ prompt: 'Install it. [[script:registry]]', folders: [] });
      await untilStatus(() => rig.client, id, 'completed');
      expect(told[0]).toContain('the package');
      expect(told[0]).toContain('POST is not allowed');
      expect(told[0]).toContain('PIP_INDEX_URL=http://127.0.0.1');
      expect(told[0]).not.toContain('secret');
      expect(asked).toEqual([{ method: 'GET', url: '/simple/some-package/', authorization: `Basic ${btoa('me:secret')}` }]);
      expect((await rig.client.network(id)).items.map(({ refused, status }) => refused ?? status)).toEqual([200, 'method']);
    },
    TEST_MS,
  );
});
