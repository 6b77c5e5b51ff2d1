// Many streams at once from one machine through its task's proxy to a server of this process.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sandbox } from '../../src/sandbox/port.ts';
import { runIn } from '../../test/sandbox/vm/machine.ts';
import type { AllSizes } from '../sizes.ts';
import type { BenchMachines } from './bench-machines.ts';
import type { Figure } from './figure.ts';

const ENDS_IN_MS = 300_000;
const HOST = 'files.test';

export async function streams(machines: BenchMachines, sandbox: Sandbox, sizes: AllSizes['sandbox']): Promise<Figure[]> {
  const { proxy } = machines;
  await using server = await startServer(sizes.streamBytes);
  proxy.rules = [{ host: HOST, port: server.port, isOwn: true }];
  await proxy.egress.begin(proxy.key);
  const many = sizes.streams;
  try {
    const loads = await fetched(sandbox, { url: `${server.url}/bytes`, count: many, atOnce: many });
    const asks = await fetched(sandbox, { url: `${server.url}/word`, count: sizes.requests, atOnce: many });
    if (loads.bytes !== many * sizes.streamBytes) throw new Error(`${loads.bytes} bytes came over ${many} streams`);
    return [
      { what: `${many} streams at once: MB/s in all`, samples: [loads.bytes / 1_000 / loads.ms] },
      { what: `${many} streams at once: small requests/s in all`, samples: [(asks.count * 1_000) / asks.ms] },
    ];
  } finally {
    await proxy.egress.end(proxy.key);
  }
}

/** By one program in the guest, whose meter of progress would stand between the lines. @throws an Error when one did not come */
async function fetched(
  sandbox: Sandbox,
  of: { url: string; count: number; atOnce: number },
): Promise<{ bytes: number; count: number; ms: number }> {
  const options = `-sS -Z --parallel-immediate --parallel-max ${of.atOnce} -o /dev/null -w '%{http_code} %{size_download}\\n'`;
  const { output, ms } = await runIn(sandbox, `curl ${options} '${of.url}/[1-${of.count}]' 2>/dev/null`, ENDS_IN_MS);
  const came = output.split('\n').flatMap((line) => /^200 (\d+)$/.exec(line)?.[1] ?? []);
  const odd = output.split('\n').filter((line) => !line.startsWith('200 '));
  if (came.length !== of.count) throw new Error(`${came.length} of ${of.count} came: ${odd.join('\n').slice(0, 500)}`);
  return { bytes: came.reduce((sum, bytes) => sum + Number(bytes), 0), count: came.length, ms };
}

async function startServer(bytes: number): Promise<AsyncDisposable & { port: number; url: string }> {
  const large = Buffer.alloc(bytes, 'bytes of a file ');
  const server = createServer((request, response) => response.end(request.url?.startsWith('/bytes/') ? large : 'word'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ port, url: `http://${HOST}:${port}` },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
