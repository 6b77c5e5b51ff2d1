// The way out of a machine, with a plain HTTP server of the host at its end: what commands ask arrives here, and nothing else leads out.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { picturesFolder } from '../../../src/desktop-sandbox.ts';
import type { Sandbox, SandboxDriver } from '../../../src/sandbox/port.ts';
import type { Egress } from '../../../src/sandbox/agents.ts';
import { driverIn, obstacle, runIn } from './machine.ts';

const why = await obstacle();
/** An emulated machine on a busy computer: only a hang comes near it. */
const TEST_MS = 600_000;
const base = mkdtempSync(join(tmpdir(), 'cowork-egress-'));
const machines = join(base, 'machines');
/** More than a window. */
const BIG = Buffer.alloc(300_000, 'a lot of this, ');
const CA = '-----BEGIN CERTIFICATE-----\nof the host\n-----END CERTIFICATE-----\n';

/** As a proxy is asked: for a whole address, whose host it alone would know. */
const server = createServer((request, response) => {
  if (request.method === 'POST') {
    const hash = createHash('sha256');
    request.on('data', (bytes: Buffer) => hash.update(bytes)).on('end', () => response.end(`${hash.digest('hex')}\n`));
  } else response.end(request.url?.endsWith('/big') ? BIG : `asked for ${request.url}`);
});

const egress = (environment: Readonly<Record<string, string>>): { of(): Promise<Egress> } => ({
  of: async () => ({ ca: CA, environment, onStream: (stream) => server.emit('connection', stream) }),
});
const newDriver = (way?: ReturnType<typeof egress>): SandboxDriver =>
  driverIn(machines, { pictures: picturesFolder(process.env), ...(way && { egress: way }) });

let driver = newDriver(egress({ GIVEN: "the host's own" }));
let sandbox: Sandbox;
const run = async (command: string): Promise<string> => (await runIn(sandbox, command)).output.trim();

async function attachWith(next: SandboxDriver): Promise<void> {
  await driver.close();
  driver = next;
  sandbox = (await driver.attach('task'))!;
}

const ASK = 'curl -sS --max-time 50 http://example.test/hello';

(why === undefined ? describe : describe.skip)('the way out of a machine', () => {
  beforeAll(async () => {
    mkdirSync(machines);
    sandbox = await driver.open('task', AbortSignal.timeout(TEST_MS));
    await sandbox.share([]);
  }, TEST_MS);
  afterAll(async () => {
    await driver.destroy('task');
    server.close();
    server.closeAllConnections();
    rmSync(base, { recursive: true });
  }, TEST_MS);

  it('leads every program that asks its environment to the host, and there is no other network', async () => {
    expect(await run(ASK)).toBe('asked for http://example.test/hello');
    expect(await run('ls /sys/class/net; cat /sys/class/net/lo/flags; tail -n +2 /proc/net/route')).toBe('lo\n0x9');
    expect(await run('curl -sS --noproxy "*" --max-time 50 http://1.1.1.1/; echo $?')).toMatch(/\n7$/);
  });

  it('gives commands the variables of the host, and its authority beside those of the image', async () => {
    expect(await run('echo "$GIVEN"; echo "${__cw_way-none}"')).toBe("the host's own\nnone");
    expect(await run('tail -n 3 "$SSL_CERT_FILE"; grep -c BEGIN "$CURL_CA_BUNDLE"')).toMatch(
      new RegExp(`^${CA.trim()}\n\\d{3}$`),
    );
  });

  it(
    'carries twenty downloads and twenty uploads at once, each longer than a window and whole',
    async () => {
      const sum = createHash('sha256').update(BIG).digest('hex');
      const sums = await run('seq 20 | xargs -P 20 -I{} sh -c "curl -sS http://example.test/big | sha256sum"');
      expect(sums.split('\n')).toEqual(Array.from({ length: 20 }, () => `${sum}  -`));
      await run('curl -sS http://example.test/big > /tmp/big');
      const said = await run('seq 20 | xargs -P 20 -I{} sh -c "curl -sS -T /tmp/big -X POST http://example.test/"');
      expect(said.split('\n')).toEqual(Array.from({ length: 20 }, () => sum));
    },
    TEST_MS,
  );

  it(
    'holds nobody up for connections that are not read; of 300 at once each has its turn',
    async () => {
      const asks = (path: string, then: string): string =>
        `import socket, time
all = [socket.create_connection(('127.0.0.1', 3128)) for _ in range(N)]
for one in all: one.sendall(b'GET http://example.test/${path} HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n')
${then}`;
      await run(
        `python3 -c "${asks('big', "open('/tmp/asked', 'w').close(); time.sleep(600)").replace('N', '20')}" >/dev/null 2>&1 &`,
      );
      await run('until [ -e /tmp/asked ]; do sleep 0.1; done; sleep 1');
      expect(await run(ASK)).toBe('asked for http://example.test/hello');
      const turns = asks(
        'hello',
        "print(sum(one.makefile().read().endswith('/hello') and not one.close() for one in all))",
      ).replace('N', '300');
      expect(await run(`pkill python3; python3 -c "${turns}"`)).toBe('300');
    },
    TEST_MS,
  );

  it('works again for the next worker, which may have changed what it gives; a connection of before is cut, not ended', async () => {
    const silent = '(exec 3<>/dev/tcp/127.0.0.1/3128; echo >> /tmp/open; cat <&3; echo $? >> /tmp/cut)';
    await run(`for one in $(seq 40); do ${silent} >/dev/null 2>&1 & done`);
    await run('(yes | curl -sS -T - -X POST http://example.test/; echo $? > /tmp/cut-too) >/dev/null 2>&1 &');
    await run('until [ $(wc -l < /tmp/open) = 40 ]; do sleep 0.1; done; sleep 1');
    await attachWith(newDriver(egress({ GIVEN: 'new' })));
    expect(await run(ASK)).toBe('asked for http://example.test/hello');
    await run('until [ $(wc -l < /tmp/cut) = 40 ] && [ -s /tmp/cut-too ]; do sleep 0.1; done');
    expect(await run('sort /tmp/cut | uniq -c; cat /tmp/cut-too')).toMatch(/^40 1\n(55|56)$/);
    expect(await run('exit')).toBe('');
    expect(await run('echo "$GIVEN"')).toBe('new');
  });

  it('leads nowhere while nobody listens, which a program is told at once, and everything else works', async () => {
    await attachWith(newDriver());
    // Cut, and not 28: that its own time was over.
    expect(await run(`${ASK} 2>/dev/null; echo $?`)).toMatch(/^(52|56)$/);
    expect(await run('grep -c "of the host" "$SSL_CERT_FILE"')).toBe('0');
    await attachWith(newDriver(egress({})));
    expect(await run(ASK)).toBe('asked for http://example.test/hello');
  });
});
