// Records a home of this version for the upgrade tests of later ones: `npm run record-home`. A kept one is never written over.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Task } from '../../src/contract/http.ts';
import { ownVersion } from '../../src/launcher/version.ts';
import { pathsOf } from '../../src/paths.ts';
import { type ProductRig, startProduct } from '../rig/product-rig.ts';
import { promptOf, scriptsOf, type State, STATES } from './states.ts';

/** The same for everyone who records: paths are in the databases. */
const BASE = '/tmp/cowork-recorded-home';
const folder = new URL(`./homes/${ownVersion()}/`, import.meta.url);
if (existsSync(folder)) {
  console.log(`A home of version ${ownVersion()} is kept already.`);
  process.exit(0);
}

rmSync(BASE, { recursive: true, force: true });
mkdirSync(join(BASE, 'papers'), { recursive: true });
writeFileSync(join(BASE, 'papers', 'list.txt'), 'an old list\n');
const rig = await startProduct({ scripts: scriptsOf(true), base: BASE });
try {
  for (const state of STATES) await begin(rig, state);
  await rig.kill('all');
  mkdirSync(folder, { recursive: true });
  for (const name of ['tasksDb', 'desktopDb'] as const) keep(pathsOf(rig.home)[name]);
} finally {
  await rig.remove();
}
process.exit(0);

async function begin({ client }: ProductRig, state: State): Promise<void> {
  const task = await client.createTask({
    ...{ title: state, prompt: promptOf(state), mode: state === 'asks-approval' ? ('ask' as const) : ('act' as const) },
    folders: [{ path: join(BASE, 'papers'), access: 'full' }],
  });
  const until = async (fits: (task: Task) => boolean): Promise<void> => {
    while (!fits(await client.task(task.id))) await sleep(50);
  };
  const streaming = (now: Task): boolean => now.status === 'running' && now.usage.steps === 1;
  if (state === 'done') return until(({ status }) => status === 'completed');
  if (state === 'asks-approval') return until(({ status }) => status === 'waiting_approval');
  if (state === 'asks-question') return until(({ status }) => status === 'waiting_input');
  await until(streaming);
  if (state === 'cancelled') await client.cancel(task.id);
  if (state === 'paused') await client.pause(task.id);
  await until(state === 'running' ? streaming : ({ status }) => status === state);
}

function keep(file: string): void {
  const copy = `${file}.kept`;
  const database = new DatabaseSync(file);
  database.prepare('vacuum into ?').run(copy);
  database.close();
  const packed = gzipSync(readFileSync(copy), { level: 9 });
  const name = file.split('/').at(-1);
  writeFileSync(new URL(`${name}.gz`, folder), packed);
  console.log(`${name}: ${packed.length} bytes`);
}
