// The AI service behind a company's proxy and certificate authority: reached through it, and nothing of this machine is.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startModelServer, type ModelServer } from '../../src/demo/model-server/model-server.ts';
import { type Certificates, makeCertificates } from '../rig/certificates.ts';
import { type ConnectProxy, startConnectProxy, startTls } from '../rig/connect-proxy.ts';
import { type ProductRig, startProduct } from '../rig/product-rig.ts';
import { inSteps } from '../rig/scripts.ts';
import { untilStatus } from '../rig/watch-task.ts';

const scripts = { hello: inSteps({ text: 'Heard you.' }) };
const MODEL = 'model.example.test:443';
const STRANGER = 'stranger.example.test:443';

let folder: string;
let model: ModelServer;
let own: Certificates;
let tls: Awaited<ReturnType<typeof startTls>>;
let strangersTls: Awaited<ReturnType<typeof startTls>>;
let proxy: ConnectProxy;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-proxy-'));
  model = await startModelServer({ scripts });
  const port = Number(new URL(model.url).port);
  own = await makeCertificates(join(folder, 'own'), ['DNS:model.example.test', 'IP:127.0.0.2', 'IP:127.0.0.3']);
  const stranger = await makeCertificates(join(folder, 'stranger'), ['DNS:stranger.example.test']);
  tls = await startTls(own, port);
  strangersTls = await startTls(stranger, port);
  const direct = Object.fromEntries(['127.0.0.2', '127.0.0.3'].map((host) => [`${host}:${tls.port}`, tls.port]));
  proxy = await startConnectProxy({ [MODEL]: tls.port, [STRANGER]: strangersTls.port, ...direct });
}, 240_000);
afterAll(async () => {
  await proxy?.close();
  await tls?.close();
  await strangersTls?.close();
  await model?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Gives one task and says who the proxy was asked for meanwhile. */
async function completes(rig: ProductRig): Promise<string[]> {
  const before = proxy.asked().length;
  const { id } = await rig.client.createTask({ prompt: 'Say something. [[script:hello]]' });
  expect((await untilStatus(() => rig.client, id, 'completed')).outcome).toBe('Heard you.');
  return [...new Set(proxy.asked().slice(before))];
}

describe('a proxy and an authority from the environment', () => {
  let rig: ProductRig;
  beforeAll(async () => {
    rig = await startProduct({
      scripts,
      env: {
        ANTHROPIC_BASE_URL: undefined,
        HTTPS_PROXY: proxy.url,
        NO_PROXY: '127.0.0.2',
        NODE_EXTRA_CA_CERTS: own.caFile,
      },
    });
  }, 240_000);
  afterAll(() => rig?.remove());

  it('carry the calls to the AI service, and nothing that is on this machine', async () => {
    await rig.client.patchSettings({ baseUrl: 'https://model.example.test' });
    expect(await completes(rig)).toEqual([MODEL]);
    expect(proxy.asked().filter((asked) => !asked.endsWith('.example.test:443'))).toEqual([]);
  }, 240_000);

  it('are passed by for a host in NO_PROXY, and for no other', async () => {
    await rig.client.patchSettings({ baseUrl: `https://127.0.0.2:${tls.port}` });
    expect(await completes(rig)).toEqual([]);
    await rig.client.patchSettings({ baseUrl: `https://127.0.0.3:${tls.port}` });
    expect(await completes(rig)).toEqual([`127.0.0.3:${tls.port}`]);
  }, 240_000);

  it('do not make a certificate of somebody else good: no word of the task is sent', async () => {
    await rig.client.patchSettings({ baseUrl: 'https://stranger.example.test' });
    const before = model.requests().length;
    const { id } = await rig.client.createTask({ prompt: 'A secret plan. [[script:hello]]' });
    const limit = performance.now() + 120_000;
    for (;;) {
      const { waitingFor } = await rig.client.task(id);
      if (waitingFor?.kind === 'model') break;
      if (performance.now() > limit) throw new Error(`it waits for ${JSON.stringify(waitingFor)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(proxy.asked()).toContain(STRANGER);
    expect(model.requests()).toHaveLength(before);
    await rig.client.cancel(id, {});
  }, 240_000);
});

describe('a proxy and an authority from "cowork config set"', () => {
  it('count from the next start on, without an environment', async () => {
    const rig = await startProduct({
      scripts,
      env: { ANTHROPIC_BASE_URL: undefined },
      async prepare({ cowork }) {
        for (const words of [
          ['proxy', proxy.url],
          ['ca-file', own.caFile],
          ['base-url', 'https://model.example.test'],
        ])
          expect(await cowork(['config', 'set', ...words])).toMatchObject({ code: 0, err: '' });
      },
    });
    try {
      expect(await completes(rig)).toEqual([MODEL]);
      expect(await rig.stop()).toBe(0);
    } finally {
      await rig.remove();
    }
  }, 150_000);
});
