// Commands on a computer on which no virtual machine can run: not at all until the user has agreed, and then with the same promises.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { differences, treeFacts } from '../../../src/demo/tree-hash.ts';
import { cacheFolder } from '../../../src/paths.ts';
import { imageFolders } from '../../../src/sandbox/image/recipe.ts';
import { isSameProcess } from '../../../src/process/process-identity.ts';
import { readStarted, Started } from '../../../src/sandbox/started.ts';
import { endProduct, type ProductRig, startProduct } from '../../rig/product-rig.ts';
import { call, inSteps } from '../../rig/scripts.ts';
import { untilStatus } from '../../rig/watch-task.ts';
import { processObstacle } from './obstacle.ts';

const TEST_MS = 240_000;

/** Moves every file into a folder of its kind, writes a list, and asks a host that nobody has allowed. */
const SORT = `cd /folders/Papers && for f in *.*; do mkdir -p "\${f##*.}" && mv "$f" "\${f##*.}/"; done; ls -R > list.txt; mv pictures photos
curl -sS --max-time 20 https://example.com/ || true; sleep \${SLEEP:-0}`;

const scripts = {
  sort: inSteps({ text: 'Sorting.', toolCalls: [call('bash', { command: SORT })] }, { text: 'Done.' }),
  slow: inSteps({ text: 'Sorting.', toolCalls: [call('bash', { command: `SLEEP=5; ${SORT}` })] }, { text: 'Done.' }),
};

const why = await processObstacle();
let rig: ProductRig;
let jails: string;

(why === undefined ? describe : describe.skip)('commands without a virtual machine', () => {
  beforeAll(async () => {
    rig = await startProduct({ scripts, env: { XDG_CACHE_HOME: cacheWithoutImage() } });
    jails = join(rig.home, 'jails');
  }, TEST_MS);
  afterAll(() => endProduct(rig), TEST_MS);

  it(
    'do not run before the user has agreed, and the task goes on and says how to',
    async () => {
      const { id } = await begin('sort');
      await untilStatus(() => rig.client, id, 'completed');
      expect(await finished(id)).toMatch(/image has not been built.*commands-without-vm on/);
      expect(existsSync(jails) ? readdirSync(jails) : []).toEqual([]);
    },
    TEST_MS,
  );

  it(
    'are asked about, applied and taken back like all others, and say where they ran',
    async () => {
      expect((await rig.cowork(['config', 'set', 'commands-without-vm', 'on'])).out).toMatch(/only this computer’s own kernel/);
      await sortedAndTakenBack('sort');
    },
    TEST_MS,
  );

  it('come through the death of everything else', async () => sortedAndTakenBack('slow', killAll), TEST_MS);

  it(
    'leave no process behind when the product is stopped',
    async () => {
      const records = readdirSync(jails).flatMap((name) => readStarted(join(jails, name), Started) ?? []);
      await rig.stop();
      expect(records.flatMap(({ processes }) => processes).filter(isSameProcess)).toEqual([]);
      expect(readdirSync(jails).flatMap((name) => readStarted(join(jails, name), Started) ?? [])).toEqual([]);
    },
    TEST_MS,
  );
});

async function begin(script: string): Promise<{ id: string; folder: string }> {
  const folder = join(mkdtempSync(join(rig.base, script)), 'Papers');
  mkdirSync(join(folder, 'pictures'), { recursive: true });
  for (const name of ['a.txt', 'b, für Mara.txt', '写.csv', 'pictures/one.png', 'pictures/two.png'])
    writeFileSync(join(folder, name), `content of ${name}`);
  const { id } = await rig.client.createTask({ prompt: `[[script:${script}]]`, folders: [{ path: folder }] });
  return { id, folder };
}

async function sortedAndTakenBack(
  script: string,
  meanwhile: (id: string) => Promise<void> = async () => undefined,
): Promise<void> {
  const { id, folder } = await begin(script);
  const before = await treeFacts(folder);
  await meanwhile(id);
  const asked = await untilStatus(() => rig.client, id, 'waiting_approval');
  expect(differences(before, await treeFacts(folder))).toEqual([]);
  const [approval] = asked.approvals;
  // A folder that was moved is copied in the layer: its files are moves all the same.
  expect(approval!.preview.counts).toMatchObject({ move: 5, create: 1, delete: 1 });
  await rig.client.decide(approval!.id, { decision: 'allow' });
  await rig.client.decide((await hostsAsked(id)).id, { decision: 'deny' });
  await untilStatus(() => rig.client, id, 'completed');
  expect(readdirSync(folder).sort()).toEqual(['csv', 'list.txt', 'photos', 'txt']);
  expect(await finished(id)).toMatch(/without a virtual machine/);
  await rig.client.undo(id, {});
  expect(differences(before, await treeFacts(folder))).toEqual([]);
}

async function hostsAsked(id: string): Promise<{ id: string }> {
  for (const end = Date.now() + TEST_MS / 2; Date.now() < end; await sleep(50)) {
    const question = (await rig.client.task(id)).approvals.find(({ tool }) => tool === 'network');
    if (question) return question;
  }
  throw new Error('nobody was asked about the host');
}

/** In the middle of the command, which goes on in its jail: it has asked for its host, and now it waits. */
async function killAll(id: string): Promise<void> {
  while ((await rig.client.network(id)).items.length === 0) await sleep(50);
  await rig.kill('all');
  await rig.restart();
}

async function finished(id: string): Promise<string> {
  const events = (await rig.client.eventsSoFar(id)).items;
  return events.flatMap((event) => (event.type === 'tool_finished' ? [event.text] : [])).join('\n');
}

/** The cache of this computer as it is before the image was built. */
function cacheWithoutImage(): string {
  const cache = cacheFolder(process.env);
  const base = mkdtempSync(join(tmpdir(), 'cowork-cache-'));
  const copy = join(base, basename(cache));
  mkdirSync(join(copy, 'images'), { recursive: true });
  for (const name of readdirSync(cache)) if (name !== 'images') symlinkSync(join(cache, name), join(copy, name));
  const { agent } = imageFolders(cache);
  symlinkSync(agent, join(copy, 'images', basename(agent)));
  return base;
}
