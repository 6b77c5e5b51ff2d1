// The proxy as a guest's programs meet it, and what the record says afterwards.
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, readFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect, createServer as createTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { connect as connectTls, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { makeCertificates } from '../rig/certificates.ts';
import { type ProxyRig, startProxyRig } from './proxy-rig.ts';

const folder = mkdtempSync(join(tmpdir(), 'cowork-proxy-'));
const seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  seen.push({ method: request.method!, url: request.url!, headers: request.headers, body: await text(request) });
  if (request.url === '/away') response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
  else response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end(`hello from ${request.headers.host}`);
};
let plain: Server;
let secure: ReturnType<typeof createHttps>;
let echo: ReturnType<typeof createTcp>;
let rig: ProxyRig;
const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;
const listening = (server: { listen(port: number, host: string, then: () => void): unknown }): Promise<void> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const before = getCACertificates('default');

beforeAll(async () => {
  const { caFile, key, cert } = await makeCertificates(folder, ['DNS:registry.example', 'DNS:other.example']);
  setDefaultCACertificates([...before, readFileSync(caFile, 'utf8')]);
  plain = createHttp((request, response) => void answer(request, response));
  secure = createHttps({ key, cert }, (request, response) => void answer(request, response));
  echo = createTcp({ allowHalfOpen: true }, (socket) => socket.pipe(socket));
  await Promise.all([plain, secure, echo].map(listening));
});
afterAll(() => {
  setDefaultCACertificates(before);
  for (const server of [plain, secure, echo]) server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  rig = await startProxyRig();
  seen.length = 0;
});
afterEach(() => rig.close());

/** Sends bytes to the proxy as they are; answers everything that comes back. */
async function said(bytes: string): Promise<string> {
  const socket = connect({ port: rig.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  socket.write(bytes);
  return (await buffer(socket)).toString();
}
const get = (url: string, more = ''): Promise<string> =>
  said(`GET ${url} HTTP/1.1\r\nHost: whatever\r\n${more}Connection: close\r\n\r\n`);

/** A tunnel, as curl opens one. */
async function tunnel(authority: string): Promise<{ head: string; socket: Socket }> {
  const socket = connect({ port: rig.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  const head = await new Promise<string>((resolve) => socket.once('data', (bytes: Buffer) => resolve(bytes.toString())));
  return { head, socket };
}
const own = (host: string, port: number, more = {}) => ({ host, port, isOwn: true, ...more });
/** An ended request's record, which is written after the answer has arrived. */
async function recorded(count: number): Promise<Awaited<ReturnType<ProxyRig['record']>>> {
  for (let tries = 0; ; tries += 1) {
    const found = await rig.record();
    if (found.filter(({ bytesIn, refused }) => bytesIn !== undefined || refused).length >= count || tries > 6_000) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('without a command that runs nothing is sent and nothing is recorded', async () => {
  rig.rules = [own('files.example', portOf(plain))];
  expect(await get(`http://files.example:${portOf(plain)}/`)).toMatch(/^HTTP\/1.1 403 [\s\S]*No command runs/);
  expect(seen).toEqual([]);
});

test('a host that nobody allowed is refused at once, counted, and named for the question', async () => {
  await rig.egress.begin(rig.key);
  expect(await get('http://files.example/a')).toMatch(/^HTTP\/1.1 403[\s\S]*files.example:80 is not allowed; the user is asked/);
  await get('http://files.example/b');
  expect((await tunnel('other.example:443')).head).toMatch(/^HTTP\/1.1 403 other.example:443 is not allowed/);
  expect(await rig.egress.end(rig.key)).toEqual(['files.example:80', 'other.example:443']);
  expect((await rig.record()).map(({ host, refused, times }) => [host, refused, times])).toEqual([
    ['files.example', 'unknown_host', 2],
    ['other.example', 'unknown_host', 1],
  ]);
});

test('an answer for the next command holds for that one, also when it is found again, and for no later one', async () => {
  await rig.egress.allow(rig.key.taskId, { approvalId: 'a1', hosts: ['files.example:80'], scope: 'once' });
  await rig.egress.allow(rig.key.taskId, { approvalId: 'a2', hosts: ['other.example:80'], scope: 'task' });
  const open = async (index: number): Promise<(string | undefined)[]> => {
    const key = { ...rig.key, index };
    await rig.egress.begin(key);
    // Allowed, and then found in a private network.
    const answers = [await get('http://files.example/'), await get('http://other.example/')];
    await rig.egress.end(key);
    return answers.map((one) => /(private|not allowed)/.exec(one)?.[0]);
  };
  expect(await open(1)).toEqual(['private', 'private']);
  await rig.egress.allow(rig.key.taskId, { approvalId: 'a1', hosts: ['files.example:80'], scope: 'once' });
  expect(await open(1)).toEqual(['private', 'private']);
  expect(await open(2)).toEqual(['not allowed', 'private']);
});

test('a plain request arrives at its host without what was meant for the proxy, and its answer whole', async () => {
  rig.rules = [own('files.example', portOf(plain))];
  await rig.egress.begin(rig.key);
  const got = await get(
    `http://files.example:${portOf(plain)}/a/b?c=d`,
    'Proxy-Authorization: Basic x\r\nProxy-Connection: keep-alive\r\nX-Own: 1\r\nX-Hop: 2\r\nConnection: x-hop\r\n',
  );
  expect(got).toContain(`hello from files.example:${portOf(plain)}`);
  expect(got.match(/set-cookie/gi)).toHaveLength(2);
  expect(seen[0]).toMatchObject({ method: 'GET', url: '/a/b?c=d', headers: { 'x-own': '1' } });
  for (const name of ['proxy-authorization', 'proxy-connection', 'x-hop']) expect(seen[0]!.headers).not.toHaveProperty(name);
  expect((await recorded(1))[0]).toMatchObject({
    method: 'GET',
    path: '/a/b?c=d',
    status: 200,
    bytesOut: 0,
    bytesIn: got.split('\r\n\r\n')[1]!.length > 0 ? expect.any(Number) : 0,
  });
});

test('a name that leads into a private network is not connected to', async () => {
  await rig.egress.allow(rig.key.taskId, { approvalId: 'a', hosts: [`files.example:${portOf(plain)}`], scope: 'task' });
  await rig.egress.begin(rig.key);
  expect(await get(`http://files.example:${portOf(plain)}/`)).toMatch(/^HTTP\/1.1 403[\s\S]*private network/);
  expect((await tunnel(`files.example:${portOf(plain)}`)).head).toMatch(/^HTTP\/1.1 403/);
  expect(seen).toEqual([]);
});

test('a name is resolved once: what was looked at is what is connected to', async () => {
  const answers = [['127.0.0.1'], ['169.254.169.254']];
  rig.addresses = async () => answers.shift() ?? [];
  rig.rules = [own('files.example', portOf(plain))];
  await rig.egress.begin(rig.key);
  expect(await get(`http://files.example:${portOf(plain)}/`)).toContain('hello');
  expect(await get(`http://files.example:${portOf(plain)}/`)).toMatch(/^HTTP\/1.1 403/);
});

test('a redirect is the program’s to follow, and asked about like everything else', async () => {
  rig.rules = [own('files.example', portOf(plain))];
  await rig.egress.begin(rig.key);
  expect(await get(`http://files.example:${portOf(plain)}/away`)).toMatch(/^HTTP\/1.1 302/);
  expect(await get('http://169.254.169.254/latest')).toMatch(/^HTTP\/1.1 403/);
});

test.each([
  'http://user@files.example/',
  'http://files.example./',
  'http://2130706433/',
  'http://0x7f.1/',
  'ftp://files.example/',
  '/',
  '*',
])('GET %s is refused as no plain host name', async (url) => {
  rig.rules = [own('files.example', 80), own('127.0.0.1', 80)];
  await rig.egress.begin(rig.key);
  expect(await get(url)).toMatch(/^HTTP\/1.1 403[\s\S]*no plain host name/);
  expect(await rig.egress.end(rig.key)).toEqual([]);
});

test.each(['api.anthropic.com', 'models.example', 'eu.api.openai.com', 'bedrock-runtime.eu-west-1.amazonaws.com'])(
  'the AI service %s is reached by no command, whatever was allowed',
  async (host) => {
    await rig.egress.allow(rig.key.taskId, { approvalId: 'a', hosts: [`${host}:443`], scope: 'task' });
    await rig.egress.begin(rig.key);
    expect((await tunnel(`${host}:443`)).head).toMatch(/^HTTP\/1.1 403[\s\S]*AI service/);
    expect(await rig.egress.end(rig.key)).toEqual([]);
  },
);

test('a sealed connection carries bytes both ways until both sides have ended, and they are counted', async () => {
  rig.rules = [own('files.example', portOf(echo))];
  await rig.egress.begin(rig.key);
  const { head, socket } = await tunnel(`files.example:${portOf(echo)}`);
  expect(head).toMatch(/^HTTP\/1.1 200/);
  const sent = Buffer.alloc(3_000_000, 'x');
  socket.end(sent);
  expect((await buffer(socket)).equals(sent)).toBe(true);
  expect((await recorded(1))[0]).toMatchObject({ method: 'CONNECT', bytesOut: sent.length, bytesIn: sent.length });
});

test('of a host with limits each request is looked at: only downloads, with the credential that the guest never sees', async () => {
  rig.rules = [
    own('registry.example', portOf(secure), { methods: ['GET', 'HEAD'], paths: ['/simple/'], authorization: 'Bearer s3cret' }),
  ];
  await rig.egress.begin(rig.key);
  const inside = async (request: string, servername = 'registry.example'): Promise<string> => {
    const { head, socket } = await tunnel(`registry.example:${portOf(secure)}`);
    expect(head).toMatch(/^HTTP\/1.1 200/);
    const sealed = connectTls({ socket, servername, ca: rig.ca, checkServerIdentity: () => undefined });
    sealed.on('error', () => undefined);
    sealed.write(request);
    return (await buffer(sealed)).toString();
  };
  const host = `Host: registry.example:${portOf(secure)}\r\nConnection: close\r\n`;
  expect(await inside(`GET /simple/x HTTP/1.1\r\n${host}\r\n`)).toContain('hello from registry.example');
  expect(seen[0]).toMatchObject({ url: '/simple/x', headers: { authorization: 'Bearer s3cret' } });
  expect(await inside(`POST /simple/x HTTP/1.1\r\n${host}Content-Length: 2\r\n\r\nhi`)).toMatch(
    /^HTTP\/1.1 403[\s\S]*POST is not allowed/,
  );
  expect(await inside(`GET /other HTTP/1.1\r\n${host}\r\n`)).toMatch(/^HTTP\/1.1 403/);
  expect(await inside(`GET /simple/../other HTTP/1.1\r\n${host}\r\n`)).toMatch(/^HTTP\/1.1 403/);
  expect(await inside(`GET /simple/%2e%2e/other HTTP/1.1\r\n${host}\r\n`)).toMatch(/^HTTP\/1.1 403/);
  expect(await inside('GET /simple/x HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 421/);
  expect(await inside(`GET /simple/x HTTP/1.1\r\n${host}Authorization: Bearer guest\r\n\r\n`)).toContain('hello');
  expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer s3cret', 'Bearer s3cret']);
  expect((await rig.record()).filter(({ refused }) => refused).map(({ refused }) => refused)).toEqual(['method', 'path']);
});

test('a program that does not trust the task’s authority sees through the proxy', async () => {
  rig.rules = [own('registry.example', portOf(secure), { methods: ['GET'] })];
  await rig.egress.begin(rig.key);
  const { socket } = await tunnel(`registry.example:${portOf(secure)}`);
  const sealed = connectTls({ socket, servername: 'registry.example' });
  await expect(new Promise((_, reject) => sealed.on('error', reject))).rejects.toThrow(/unable to verify|self-signed/);
});

test.each([
  ['two lengths', 'POST http://files.example/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  [
    'a length and chunks',
    'POST http://files.example/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['no HTTP', '\x16\x03\x01\0\0'],
  ['headers without end', `GET http://files.example/ HTTP/1.1\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`],
])('%s: the connection is closed and nothing is sent', async (_, bytes) => {
  rig.rules = [own('files.example', portOf(plain))];
  await rig.egress.begin(rig.key);
  expect(await said(bytes)).not.toContain('hello');
  expect(seen).toEqual([]);
});

test('a connection does not outlive the command that was allowed it', async () => {
  rig.rules = [own('files.example', portOf(echo))];
  await rig.egress.begin(rig.key);
  const { head, socket } = await tunnel(`files.example:${portOf(echo)}`);
  expect(head).toMatch(/^HTTP\/1.1 200/);
  socket.on('error', () => undefined);
  await rig.egress.end(rig.key);
  await new Promise((resolve) => socket.once('end', resolve).resume());
  socket.destroy();
  expect((await recorded(1))[0]).toMatchObject({ method: 'CONNECT' });
});

test('a hundred at once', async () => {
  rig.rules = [own('files.example', portOf(plain)), own('files.example', portOf(echo))];
  await rig.egress.begin(rig.key);
  const all = Array.from({ length: 100 }, async (_, n) => {
    const { socket } = await tunnel(`files.example:${portOf(echo)}`);
    const sent = Buffer.alloc(100_000, n);
    socket.end(sent);
    return (await buffer(socket)).equals(sent);
  });
  expect((await Promise.all(all)).every(Boolean)).toBe(true);
});
