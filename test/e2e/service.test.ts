// What the machine runs after a reboot: the service unit's own command, with nothing but what the unit gives it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Script } from '../../src/demo/model-server/port.ts';
import { unitFile } from '../../src/launcher/service/systemd.ts';
import { acting, makeJob, writeTree, wrongIn } from '../rig/job.ts';
import { endProduct, type ProductRig, startProduct } from '../rig/product-rig.ts';
import { call, inSteps } from '../rig/scripts.ts';
import { readUnit } from '../rig/unit-file.ts';
import { untilStatus, watchTask } from '../rig/watch-task.ts';

const KEY = 'sk-ant-key-that-only-the-config-has';
const job = makeJob('Aufräumen nach dem Neustart');
let attempts = 0;
const scripts: Record<string, Script> = {
  job: inSteps(
    { text: 'I look first.', toolCalls: [call('list_files', { path: `/folders/${job.name}`, limit: 200 })] },
    // Only the first attempt is slow: it is the one that is cut.
    () => acting(job, (attempts += 1) === 1 ? 3_000 : 0),
    { text: 'Everything is in its place.' },
  ),
};

let rig: ProductRig;
beforeAll(async () => {
  rig = await startProduct({
    scripts,
    // A service has no shell: key and address of the model are where `cowork config` keeps them. Without a runtime folder no test
    // reaches the service manager of the person who runs it.
    env: { ANTHROPIC_API_KEY: undefined, ANTHROPIC_BASE_URL: undefined, XDG_RUNTIME_DIR: undefined, XDG_CONFIG_HOME: undefined },
    async prepare({ cowork, model }) {
      expect((await cowork(['config', 'set', 'model-key'], KEY)).code).toBe(0);
      expect((await cowork(['config', 'set', 'base-url', model.url])).code).toBe(0);
    },
  });
}, 240_000);
afterAll(() => endProduct(rig), 60_000);

const onLinux = process.platform === 'linux' ? describe : describe.skip;
onLinux('the command of the service unit', () => {
  it('goes on with a task after kill -9 of everything, and the task finishes with every effect once', async () => {
    const folder = join(rig.base, job.name);
    mkdirSync(folder);
    writeTree(folder, job.before);
    const { code, out } = await rig.cowork(['service', 'install']);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('Installed ') });
    const userHome = join(rig.base, 'user');
    const unit = readUnit(readFileSync(unitFile({}, userHome), 'utf8'));

    const { id } = await rig.client.createTask({
      prompt: 'Put everything in its place. [[script:job]]',
      folders: [{ path: folder, access: 'full' }],
      mode: 'act',
    });
    const watch = watchTask(rig.client, id);
    try {
      await watch.sees('streaming text', (item) => item.type === 'message_delta' && item.step === 1);
      await rig.kill('all');
      expect(await wrongIn(folder, job.before)).toEqual([]);

      // What systemd gives every service of a user besides.
      await rig.restart({ command: unit.command, env: { HOME: userHome, LANG: 'C.UTF-8', ...unit.environment } });
      watch.moveTo(rig.client);
      const task = await untilStatus(() => rig.client, id, 'completed');
      await watch.sees('the end', (item) => item.type === 'task_finished');

      expect(await wrongIn(folder, job.after)).toEqual([]);
      expect(watch.events().map((event) => event.seq)).toEqual(Array.from({ length: task.lastSeq }, (_, i) => i + 1));
      expect(task.usage).toMatchObject({ steps: 4, cutAttempts: 1 });
      expect(rig.model.refusals()).toEqual([]);
    } finally {
      await watch.close();
    }
  }, 150_000);
});
