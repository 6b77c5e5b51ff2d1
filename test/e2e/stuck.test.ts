// A journal that cannot be read at start: the product starts all the same, says it, keeps everything, and undo mends it when it can be read.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathsOf } from '../../src/paths.ts';
import { endProduct, type ProductRig, startProduct } from '../rig/product-rig.ts';
import { call, inSteps } from '../rig/scripts.ts';
import { untilStatus } from '../rig/watch-task.ts';

const write = (name: string) => call('write_file', { path: `/folders/work/${name}`, content: `new ${name}` });
const scripts = {
  first: inSteps({ toolCalls: [write('a.txt')] }, { text: 'Written.' }),
  second: inSteps({ toolCalls: [write('b.txt')] }, { text: 'Written.' }),
};

let rig: ProductRig;
let folder: string;
beforeAll(async () => {
  rig = await startProduct({ scripts });
  folder = join(rig.base, 'work');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.txt'), 'before');
}, 240_000);
afterAll(() => endProduct(rig), 60_000);

async function run(script: keyof typeof scripts): Promise<string> {
  const folders = [{ path: folder, access: 'full' as const }];
  const { id } = await rig.client.createTask({ prompt: `Do it. [[script:${script}]]`, folders, mode: 'act' });
  await untilStatus(() => rig.client, id, 'completed');
  return id;
}
/** In desktop.db, beside whoever has it open. */
function inDesktop<T>(work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(pathsOf(rig.home).desktopDb, { timeout: 5_000 });
  try {
    return work(database);
  } finally {
    database.close();
  }
}
const changes = async (): Promise<{ state: string; text: string; mend?: string } | undefined> => {
  const { out } = await rig.cowork(['doctor', '--json']);
  const { findings } = JSON.parse(out) as { findings: { name: string; state: string; text: string; mend?: string }[] };
  return findings.find((finding) => finding.name === 'changes');
};

describe('a change whose journal is damaged', () => {
  it('is named and kept, stops nothing else, and is taken back by undo once it can be read', async () => {
    const taskId = await run('first');
    const [set] = (await rig.client.changes(taskId)).items;
    expect(await changes()).toMatchObject({ state: 'ok' });
    await rig.stop();
    // As if the process had ended half-way and the disk had cut the row.
    const good = inDesktop((db) => {
      const row = db.prepare('select fate from change_sets where id = ?').get(set!.id);
      db.prepare(`update change_sets set phase = 'forward', state = 'proposed', fate = ? where id = ?`).run('{"cut', set!.id);
      return row?.['fate'] as string;
    });
    await rig.restart();

    expect((await rig.client.changes(taskId)).items).toMatchObject([{ id: set!.id, state: 'stuck' }]);
    const room = join(rig.home, 'files', 'kept', set!.id);
    const mend = `cowork undo ${taskId} --set ${set!.id}`;
    expect(await changes()).toMatchObject({ state: 'wrong', text: expect.stringContaining(room), mend });
    await run('second');
    expect(readFileSync(join(folder, 'b.txt'), 'utf8')).toBe('new b.txt');
    const vain = await rig.cowork(mend.split(' ').slice(1));
    expect(vain).toMatchObject({ code: 1, out: expect.stringContaining('Still stuck') });
    expect(existsSync(room)).toBe(true);

    inDesktop((db) => db.prepare('update change_sets set fate = ? where id = ?').run(good, set!.id));
    const mended = await rig.cowork(mend.split(' ').slice(1));
    expect(mended).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('before');
    expect(await changes()).toMatchObject({ state: 'ok' });
    const states = (await rig.client.changes(taskId)).items.map(({ state }) => state);
    expect(states).toEqual(['undone', 'applied']);
    const types = (await rig.client.eventsSoFar(taskId)).items.map(({ type }) => type);
    expect(types.filter((type) => type.startsWith('changes_'))).toEqual(['changes_applied', 'changes_refused', 'changes_undone']);
  }, 300_000);
});
