// Homes of earlier versions, recorded with a task in every state: the present version brings each up to date, shows all of it, and goes on.
import { describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Task } from '../../src/contract/http.ts';
import { taskFolder } from '../../src/files/places.ts';
import { dueDatabases } from '../../src/launcher/upgrade.ts';
import { ownVersion } from '../../src/launcher/version.ts';
import { pathsOf } from '../../src/paths.ts';
import { endProduct, type ProductRig, startProduct } from '../rig/product-rig.ts';
import { untilResumed, untilStatus } from '../rig/watch-task.ts';
import { scriptsOf, type State, STATES } from './states.ts';

const folder = new URL('./homes/', import.meta.url);
const homes = readdirSync(folder);

/** Of the copies that were made before, or of no need for any. */
let wasDue = false;

const startOn = (version: string): Promise<ProductRig> =>
  startProduct({
    scripts: scriptsOf(false),
    async prepare({ home }) {
      mkdirSync(home);
      for (const name of ['tasks.db', 'desktop.db'])
        writeFileSync(join(home, name), gunzipSync(readFileSync(new URL(`${version}/${name}.gz`, folder))), { mode: 0o600 });
      writeFileSync(pathsOf(home).versionFile, `${version}\n`);
      wasDue = dueDatabases(pathsOf(home)).length > 0;
    },
  });

it('a home of this version is recorded for those to come', () => {
  expect(homes).toContain(ownVersion());
  const bytes = homes.flatMap((version) =>
    ['tasks.db', 'desktop.db'].map((name) => readFileSync(new URL(`${version}/${name}.gz`, folder)).length),
  );
  expect(Math.max(...bytes)).toBeLessThan(300_000);
});

describe.each(homes)('a home of version %s', (version) => {
  it('is brought up to date; every task, question and change is there, and what was open goes on with each effect once', async () => {
    const rig = await startOn(version);
    try {
      const { items } = await rig.client.tasks({ limit: 50 });
      expect(items.map(({ title }) => title).toSorted()).toEqual([...STATES].toSorted());
      const idOf = (state: State): string => items.find(({ title }) => title === state)!.id;
      const of = (state: State): Promise<Task> => rig.client.task(idOf(state));

      expect([(await of('done')).status, (await of('cancelled')).status]).toEqual(['completed', 'cancelled']);
      expect((await rig.client.changes(idOf('done'))).items).toMatchObject([
        { state: 'applied', undoable: true, counts: { replace: 1 } },
      ]);
      const asking = await untilStatus(() => rig.client, idOf('asks-approval'), 'waiting_approval');
      expect(asking.approvals).toMatchObject([{ status: 'pending', tool: 'write_file', preview: { counts: { replace: 1 } } }]);

      const { questions } = await untilStatus(() => rig.client, idOf('asks-question'), 'waiting_input');
      await rig.client.answer(idOf('asks-question'), { questionId: questions[0]!.id, choices: ['2030'] });
      expect((await of('paused')).status).toBe('paused');
      await rig.client.resume(idOf('paused'));
      await untilResumed(() => rig.client, idOf('paused'));
      for (const state of ['running', 'paused', 'asks-question'] as const) {
        await untilStatus(() => rig.client, idOf(state), 'completed');
        const { items: log } = await rig.client.eventsSoFar(idOf(state));
        expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1));
        expect([state, log.filter(({ type }) => type === 'tool_finished').length]).toEqual([state, 2]);
        // What the version before had written, elsewhere, is not written again here.
        expect([state, readdirSync(join(taskFolder(rig.home, idOf(state)), 'outputs'))]).toEqual([state, ['second.txt']]);
      }
      const { backups } = pathsOf(rig.home);
      expect(existsSync(backups)).toBe(wasDue);
      if (wasDue) expect(rig.output()).toContain(`The data was brought to version ${ownVersion()}.`);
      expect(rig.model.refusals()).toEqual([]);
    } finally {
      await endProduct(rig);
    }
  }, 120_000);
});
