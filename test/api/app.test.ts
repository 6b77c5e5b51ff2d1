// What every call meets before its route: names, tokens, methods, problems.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ERROR_CODES } from '../../src/contract/errors.ts';
import { openRig, ORIGIN, type Rig, TOKEN } from './rig.ts';

let rig: Rig;
beforeAll(async () => void (rig = await openRig({ limits: { jsonBytes: 10_000 } })));
afterAll(() => rig.close());

const raw = (path: string, init: RequestInit = {}): Promise<Response> =>
  Promise.resolve(rig.app.request(`${ORIGIN}${path}`, init));
const auth = { authorization: `Bearer ${TOKEN}` };

describe('who may call', () => {
  it.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer wrong' }],
    ['a token that is the beginning of ours', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
    ['another scheme', { authorization: `Basic ${TOKEN}` }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['a forged cookie', { cookie: 'cowork_session=99999999999999.abc', 'sec-fetch-site': 'same-origin' }],
  ])('refuses %s', async (_, headers) => {
    for (const path of ['/api/v1/tasks', '/metrics', '/api/v1/nowhere', '/nowhere']) {
      const response = await raw(path, { headers: headers as Record<string, string> });
      expect([path, response.status]).toEqual([path, 401]);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('lets four addresses at the root and the page through without a token', async () => {
    for (const path of ['/healthz', '/readyz', '/openapi.json', '/open', '/']) expect((await raw(path)).status).toBe(200);
  });

  it.each(['evil.example', 'evil.example:7417', '127.0.0.1.evil.example', '127.0.0.2:7417', '169.254.169.254'])(
    'refuses the name %s, whatever the token (DNS rebinding)',
    async (host) => {
      for (const path of ['/api/v1/tasks', '/healthz', '/open'])
        expect((await raw(path, { headers: { ...auth, host } })).status).toBe(403);
    },
  );

  it.each(['127.0.0.1:7417', 'localhost:7417', 'LOCALHOST', '[::1]:7417'])('takes the name %s', async (host) => {
    expect((await raw('/api/v1/tasks', { headers: { ...auth, host } })).status).toBe(200);
  });

  it.each(['http://evil.example', 'null', 'http://127.0.0.1:3000', 'http://localhost:7417'])(
    'refuses the origin %s',
    async (origin) => {
      expect((await raw('/api/v1/tasks', { headers: { ...auth, host: '127.0.0.1:7417', origin } })).status).toBe(403);
    },
  );

  it('takes its own origin, and answers nobody that others may read it', async () => {
    const response = await raw('/api/v1/tasks', {
      headers: { ...auth, host: '127.0.0.1:7417', origin: 'http://127.0.0.1:7417' },
    });
    expect(response.status).toBe(200);
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect((await raw('/api/v1/tasks', { method: 'OPTIONS', headers: auth })).status).toBe(405);
  });
});

describe('a problem', () => {
  it('has type, title, status, code and detail, and is said to be one', async () => {
    const { status, headers, body } = await rig.call('GET', '/tasks/t0');
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toEqual({
      type: 'urn:durable-cowork:problem:not_found',
      title: ERROR_CODES.not_found.title,
      status: 404,
      code: 'not_found',
      detail: 'There is no task t0.',
    });
    expect(status).toBe(404);
  });

  it('names an unknown address and the methods of a known one', async () => {
    expect(await rig.call('GET', '/nothing')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    const wrong = await rig.call('PUT', '/tasks/t1');
    expect(wrong).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect(wrong.headers.get('allow')).toBe('GET, PATCH, DELETE');
  });

  it.each([
    ['text that is no JSON', '{"prompt":', 400, 'bad_request'],
    ['an unknown member', { prompt: 'x', colour: 'red' }, 422, 'invalid'],
    ['a value of the wrong kind', { prompt: 'x', mode: 'yolo' }, 422, 'invalid'],
    ['a body that is too large', { prompt: 'x'.repeat(10_001) }, 413, 'too_large'],
  ])('says what is wrong with %s', async (_, body, status, code) => {
    expect(await rig.call('POST', '/tasks', { body })).toMatchObject({ status, body: { code } });
  });

  it('takes no body that a foreign page could send without asking', async () => {
    const answer = await rig.call('POST', '/tasks', { body: '{"prompt":"x"}', headers: { 'content-type': 'text/plain' } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad_request' } });
  });

  it('stops reading a body without a length at the limit', async () => {
    let pulled = 0;
    const body = new ReadableStream({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(1000).fill(120));
      },
    });
    const response = await raw('/api/v1/tasks', {
      method: 'POST',
      headers: { ...auth, 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(pulled).toBeLessThan(20);
  });

  it('says nothing of an error that nobody classified, and logs it under the number that it gives', async () => {
    const broken = await openRig();
    await broken.store.close();
    const { status, body } = await broken.call<Record<string, string>>('GET', '/tasks');
    expect({ status, code: body['code'] }).toEqual({ status: 500, code: 'internal' });
    expect(JSON.stringify(body)).not.toMatch(/driver|sqlite|destroyed|closed|stack/i);
    expect(body['detail']).toContain(body['incident']);
    expect(broken.logged.join()).toMatch(/destroyed|closed|open/i);
    await broken.close().catch(() => {});
  });
});

describe('every answer', () => {
  it('carries headers that keep it from being sniffed, framed, stored or run', async () => {
    for (const path of ['/tasks', '/nothing', '/healthz', '/openapi.json']) {
      const { headers } = await rig.call('GET', path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('the login link', () => {
  const open = async (code: string): Promise<Response> => raw(`/open?code=${code}`);
  const code = async (): Promise<string> => (await rig.call<{ code: string }>('POST', '/login-codes')).body.code;
  const cookieOf = (response: Response): string => (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';

  it('signs a browser in, once', async () => {
    const once = await code();
    const first = await open(once);
    expect(first.status).toBe(200);
    expect(first.headers.get('set-cookie')).toMatch(/^cowork_session=\S+; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+$/);
    expect(first.headers.get('content-security-policy')).toContain("style-src 'sha256-");
    const html = await first.text();
    expect(html).toContain('could not be built');
    expect(html).toContain('npm install');
    expect(html).not.toContain('<script');
    const second = await open(once);
    expect(second.status).toBe(401);
    expect(second.headers.get('set-cookie')).toBeNull();
  });

  it('gives a cookie that is not the token and works from our own pages only', async () => {
    const cookie = cookieOf(await open(await code()));
    expect(cookie).not.toContain(TOKEN);
    const as = (headers: Record<string, string>, method = 'GET'): Promise<number> =>
      raw('/api/v1/tasks/t1', { method, headers: { cookie, host: '127.0.0.1:7417', ...headers } }).then((r) => r.status);
    expect(await as({ 'sec-fetch-site': 'same-origin' })).toBe(404);
    expect(await as({ 'sec-fetch-site': 'none' })).toBe(404);
    expect(await as({ 'sec-fetch-site': 'none' }, 'DELETE')).toBe(403);
    // A page of another program on this machine is "same-site": cookies do not see ports.
    expect(await as({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await as({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await as({})).toBe(403);
    expect(await as({ origin: 'http://127.0.0.1:7417' })).toBe(404);
  });

  it('lasts while it is used', async () => {
    const cookie = cookieOf(await open(await code()));
    const ask = (of: string): Promise<Response> =>
      raw('/api/v1/tasks', { headers: { cookie: of, 'sec-fetch-site': 'same-origin' } });
    const later = (days: number): void => {
      rig.clock.now = new Date(rig.clock.now.getTime() + days * 24 * 3600_000);
    };
    later(14);
    expect(cookieOf(await ask(cookie))).toBe('');
    later(2);
    const renewed = cookieOf(await ask(cookie));
    later(16);
    expect((await ask(cookie)).status).toBe(401);
    expect((await ask(renewed)).status).toBe(200);
  });

  it('ends with its time', async () => {
    const cookie = cookieOf(await open(await code()));
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    expect((await raw('/api/v1/tasks', { headers })).status).toBe(200);
    rig.clock.now = new Date(rig.clock.now.getTime() + 31 * 24 * 3600_000);
    expect((await raw('/api/v1/tasks', { headers })).status).toBe(401);
  });
});
