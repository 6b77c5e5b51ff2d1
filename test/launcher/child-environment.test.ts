// What the children's environment says.
import { createServer, type IncomingMessage } from 'node:http';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { childEnvironment } from '../../src/launcher/child-environment.ts';

const of = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => childEnvironment(readConfig({ COWORK_HOME: '/h', ...env }), env);

describe('the environment of a child', () => {
  it('has the home spelled out and nothing of npm or a test runner', () => {
    const child = of({ PATH: '/bin', npm_config_x: '1', NODE_OPTIONS: '--inspect', COWORK_MODEL: 'm' });
    expect(child).toMatchObject({ COWORK_HOME: '/h', PATH: '/bin', COWORK_MODEL: 'm' });
    expect(Object.keys(child).filter((name) => /^npm_|NODE_OPTIONS/.test(name))).toEqual([]);
  });

  it('reaches this machine without the proxy, whatever else is said', () => {
    const child = of({ https_proxy: 'http://p:1', NO_PROXY: 'intra.example' });
    for (const name of ['NO_PROXY', 'no_proxy']) expect(child[name]).toBe('intra.example,127.0.0.1,localhost,::1');
    for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']) expect(child[name]).toBe('http://p:1');
  });

  it('makes fetch use the proxy, and no proxy where none is set', async () => {
    const seen: string[] = [];
    const proxy = createServer().listen(0, '127.0.0.1');
    const refuse = (request: IncomingMessage): void => void seen.push(request.url ?? '');
    proxy.on('connect', (request, socket) => {
      refuse(request);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await once(proxy, 'listening');
    const code = `await fetch('https://model.invalid/').catch(() => {})`;
    const run = (env: NodeJS.ProcessEnv) =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
        env: { PATH: process.env['PATH'], ...of(env) },
      });
    await run({});
    expect(seen).toEqual([]);
    await run({ HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` });
    expect(seen).toEqual(['model.invalid:443']);
    proxy.close();
  });
});
