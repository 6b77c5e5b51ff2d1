// The examples run against a real product with the scripted model, each as a process of its own, and would notice a mismatch.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import { launch, type Product } from '../../src/launcher/launch.ts';
import { lastToolResults } from '../../src/demo/model-server/inspect.ts';
import { type ModelServer, startModelServer } from '../../src/demo/model-server/model-server.ts';
import type { Script } from '../../src/demo/model-server/port.ts';

const ROOT = join(import.meta.dirname, '..', '..');
let home: string;
let model: ModelServer;
let product: Product;
/** True: the model says that it is done without having done anything. */
let lazy = false;

/** Lists the folder that the prompt names and moves its texts. */
const texts: Script = (request) => {
  const prompt = request.messages
    .flatMap((message) => message.content)
    .map((block) => (typeof block['text'] === 'string' ? block['text'] : ''))
    .join('\n');
  const folder = `/folders/${/folder (cowork-example-\w+)/.exec(prompt)?.[1] ?? ''}`;
  if (lazy) return { text: 'Done.' };
  if (request.messages.length === 1) return { toolCalls: [{ name: 'list_files', input: { path: folder } }] };
  const [result] = lastToolResults(request);
  if (result?.name !== 'list_files') return { text: 'Done, or refused.' };
  const names = result.text.split('\n').flatMap((line) => /^(\S+\.txt) · /.exec(line)?.[1] ?? []);
  const moves = names.map((name) => ({ from: `${folder}/${name}`, to: `${folder}/Texts/${name}` }));
  return { toolCalls: [{ name: 'move_files', input: { moves } }] };
};

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'examples-'));
  model = await startModelServer({ scripts: { texts } });
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    COWORK_HOME: home,
    COWORK_PORT: '0',
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: 'x',
  };
  product = await launch({ config: readConfig(env), env, onProgress: () => undefined });
}, 120_000);
afterAll(async () => {
  await product?.stop();
  await model?.close();
  await rm(home, { recursive: true, force: true });
}, 240_000);

function example(name: string): Promise<{ code: unknown; out: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, COWORK_HOME: home };
    const args = ['--disable-warning=ExperimentalWarning', join(ROOT, 'examples', `${name}.ts`)];
    execFile(process.execPath, args, { env }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, out: stdout + stderr }),
    );
  });
}

describe('examples', () => {
  it.each(['approve-and-undo', 'refuse-with-a-note', 'resume-events'])(
    '%s ends with 0',
    async (name) => {
      lazy = false;
      const { code, out } = await example(name);
      expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
      expect(model.refusals()).toEqual([]);
    },
    240_000,
  );

  it('an example whose task does nothing ends with 1', async () => {
    lazy = true;
    expect(await example('approve-and-undo')).toMatchObject({ code: 1 });
  }, 240_000);
});
