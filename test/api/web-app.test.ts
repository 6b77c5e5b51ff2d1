// The web app as the api serves it: known files and pages only, tight headers, and the sign-in page for strangers.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openWebApp } from '../../src/api/web-app.ts';
import { openRig, ORIGIN, type Rig } from './rig.ts';

let folder: string;
let rig: Rig;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'web-app-'));
  mkdirSync(join(folder, 'web', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.js'), 'secret');
  writeFileSync(join(folder, 'web', 'index.html'), 'the app');
  writeFileSync(join(folder, 'web', 'assets', 'a.js'), 'code');
  writeFileSync(join(folder, 'web', 'assets', 'a.unknown'), 'what is this');
  rig = await openRig({ web: openWebApp(join(folder, 'web')) });
});
afterAll(async () => {
  await rig.close();
  rmSync(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  Promise.resolve(rig.app.request(`${ORIGIN}${path}`, { headers }));
const open = async (path: string, cookie?: string): Promise<string> => {
  const headers = { accept: 'text/html', 'sec-fetch-site': 'none', ...(cookie === undefined ? {} : { cookie }) };
  return (await get(path, headers)).text();
};

describe('the web app', () => {
  it('shows every address to who is signed in, and to others how to sign in', async () => {
    const { body } = await rig.call<{ path: string }>('POST', '/login-codes');
    const signedIn = await get(body.path);
    expect(signedIn.status).toBe(303);
    expect(signedIn.headers.get('location')).toBe('/');
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0];
    for (const path of ['/', '/tasks/t1', '/settings']) {
      expect(await open(path, cookie)).toBe('the app');
      expect(await open(path)).toContain('cowork open');
    }
    const used = await get(body.path, { accept: 'text/html' });
    expect(used.status).toBe(401);
  });

  it('a link may lead to a page of this app, and to no other place', async () => {
    const leadsTo = async (to: string): Promise<string | null> => {
      const { body } = await rig.call<{ path: string }>('POST', '/login-codes');
      return (await get(`${body.path}&to=${encodeURIComponent(to)}`)).headers.get('location');
    };
    expect(await leadsTo('/tasks/t1')).toBe('/tasks/t1');
    for (const other of ['//evil.example', '/\\evil.example', 'https://evil.example', '/\n/evil.example', '/a b', ''])
      expect({ other, leadsTo: await leadsTo(other) }).toEqual({ other, leadsTo: '/' });
  });

  it('leaves the api its own addresses', async () => {
    expect((await get('/api/v1/nothing', { accept: 'text/html' })).status).toBe(401);
    expect((await get('/tasks')).status).toBe(401);
    expect(await open('/healthz')).toContain('"ok"');
    expect((await get('/openapi.json', { accept: 'text/html' })).headers.get('content-type')).toContain('json');
    expect((await rig.call<{ webPage: boolean }>('GET', '/capabilities')).body.webPage).toBe(true);
  });

  it('serves what was built, for ever or never from the cache, under a policy without anything inline', async () => {
    const asset = await get('/assets/a.js');
    expect(await asset.text()).toBe('code');
    expect(asset.headers.get('content-type')).toContain('javascript');
    expect(asset.headers.get('cache-control')).toContain('immutable');
    const page = await get('/index.html');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob: data:; font-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
  });

  it('serves nothing else', async () => {
    for (const path of [
      '/assets/none.js',
      '/assets/a.unknown',
      '/../secret.js',
      '/%2e%2e/secret.js',
      '/assets/..%2f..%2fsecret.js',
    ])
      expect((await get(path)).status).toBe(401);
  });

  it('is not there where none was built', () => {
    expect(openWebApp(join(folder, 'nowhere'))).toBeUndefined();
    expect(openWebApp(undefined)).toBeUndefined();
  });
});
