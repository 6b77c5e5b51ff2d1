// A known key, and where it must not be: logs, events, databases, answers of the api, words of the command line, arguments of processes.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { processesOf } from '../rig/processes.ts';
import { type ProductRig, startProduct } from '../rig/product-rig.ts';
import { call, inSteps } from '../rig/scripts.ts';
import { untilStatus } from '../rig/watch-task.ts';

/** Of no known shape, so that only the value itself gives it away. */
const newKey = (name: string): string => `${name}-${randomBytes(16).toString('hex')}`;
const CONFIGURED = newKey('configured');
const WRITTEN = newKey('written');
const FROM_ENVIRONMENT = newKey('environment');
/** Is no secret: the search finds it where it must be, so it would find a key as well. */
const MARKER = newKey('marker');

/** The key that the product sends now. */
let sent = CONFIGURED;

const scripts = {
  look: inSteps({ text: 'I look.', toolCalls: [call('list_files', { path: '/scratch' })] }, { text: 'Nothing there.' }),
  /** Some services quote what they refuse. */
  refused: () => ({
    fault: {
      kind: 'status' as const,
      status: 401,
      type: 'authentication_error',
      message: `invalid x-api-key: ${sent}`,
    },
  }),
};

/** Everything that was printed or answered while a test looked. */
let said: string[] = [];

describe('a key that "cowork config set model-key" and PUT /settings/model-key took', () => {
  let rig: ProductRig;
  beforeAll(async () => {
    said = [];
    rig = await startProduct({
      scripts,
      env: { ANTHROPIC_API_KEY: undefined },
      async prepare({ cowork }) {
        const set = await cowork(['config', 'set', 'model-key'], `${CONFIGURED}\n`);
        expect(set.code).toBe(0);
        const onLine = await cowork(['config', 'set', 'model-key', CONFIGURED]);
        expect(onLine.code).toBe(2);
        said.push(...Object.values(set).map(String), ...Object.values(onLine).map(String));
      },
    });
  }, 120_000);
  afterAll(() => rig?.remove());

  it('is used, and is nowhere but in its own file', async () => {
    await useEverything(rig);
    await rig.client.putModelKey((sent = WRITTEN));
    await useEverything(rig);
    expect(placesOf(rig, CONFIGURED)).toEqual([]);
    expect(placesOf(rig, WRITTEN)).toEqual(['home/model-key']);
    expect(placesOf(rig, MARKER)).toEqual(expect.arrayContaining([expect.stringMatching(/^home\/tasks\.db/), 'said']));
  }, 120_000);

  it('is also nowhere after a kill and a stop', async () => {
    await rig.kill('worker');
    await rig.untilReady();
    await useEverything(rig);
    said.push(rig.output());
    expect(await rig.stop()).toBe(0);
    expect(placesOf(rig, CONFIGURED)).toEqual([]);
    expect(placesOf(rig, WRITTEN)).toEqual(['home/model-key']);
  }, 120_000);
});

describe('a key from ANTHROPIC_API_KEY', () => {
  it('stays in the environment of worker, api and launcher', async () => {
    said = [];
    sent = FROM_ENVIRONMENT;
    const rig = await startProduct({ scripts, env: { ANTHROPIC_API_KEY: FROM_ENVIRONMENT } });
    try {
      await useEverything(rig);
      expect(placesOf(rig, FROM_ENVIRONMENT)).toEqual([]);
      const temporal = rig.pids().temporal!.pid;
      if (process.platform === 'linux') {
        expect(readFileSync(`/proc/${temporal}/environ`, 'utf8')).not.toContain(FROM_ENVIRONMENT);
        expect(readFileSync(`/proc/${rig.pids().worker!.pid}/environ`, 'utf8')).toContain(FROM_ENVIRONMENT);
      }
      said.push(rig.output());
      await rig.stop();
      expect(placesOf(rig, FROM_ENVIRONMENT)).toEqual([]);
    } finally {
      await rig.remove();
    }
  }, 150_000);
});

/** A task that works, one whose key is refused with the key in the words, and every page and command that tells of them. */
async function useEverything(rig: ProductRig): Promise<void> {
  const good = await rig.client.createTask({ prompt: `Look. ${MARKER} [[script:look]]` });
  await untilStatus(() => rig.client, good.id, 'completed');
  const bad = await rig.client.createTask({ prompt: `Look. ${MARKER} [[script:refused]]` });
  const paused = await untilStatus(() => rig.client, bad.id, 'paused');
  expect(paused.waitingFor).toMatchObject({ kind: 'credentials', text: expect.stringContaining('invalid x-api-key') });

  const token = { authorization: `Bearer ${rig.runtime.token}`, accept: 'application/json' };
  const base = rig.client.baseUrl;
  const pages = [
    ...['/tasks', `/tasks/${good.id}`, `/tasks/${bad.id}`, '/settings', '/capabilities', `/search?q=${MARKER}`].map(
      (page) => `/api/v1${page}`,
    ),
    ...[`/api/v1/tasks/${good.id}/events`, `/api/v1/tasks/${bad.id}/events`, '/metrics', '/openapi.json', '/healthz', '/readyz'],
  ];
  for (const page of pages) said.push(await (await fetch(base + page, { headers: token })).text());
  for (const words of [
    ['status', '--json'],
    ['doctor'],
    ['config', 'list'],
    ['logs', '-n', '500'],
    ['show', bad.id],
    ['show', bad.id, '--json'],
  ]) {
    const ran = await rig.cowork(words);
    said.push(ran.out, ran.err);
  }
}

/** Files below the rig's folder (databases and their logs as bytes), arguments of processes, and what was said: where the text is. */
function placesOf(rig: ProductRig, text: string): string[] {
  const files = readdirSync(rig.base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return [
    ...files.filter((file) => readFileSync(file).includes(text)).map((file) => relative(rig.base, file)),
    ...processesOf(rig.home)
      .filter(({ command }) => command.includes(text))
      .map(({ pid }) => `arguments of ${pid}`),
    ...(said.some((words) => words.includes(text)) ? ['said'] : []),
  ].sort();
}
