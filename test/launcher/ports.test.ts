// Which ports are chosen.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { choosePorts, isFree } from '../../src/launcher/ports.ts';

let folder: string;
let file: string;
const servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-ports-'));
  file = join(folder, 'ports.json');
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  rmSync(folder, { recursive: true });
});
const occupy = async (port: number): Promise<void> => {
  const server = createServer().listen(port, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
};
/** A port in the middle of nowhere, with free ones after it. */
async function quietPort(): Promise<number> {
  for (let port = 17_000; ; port += 7) if ((await isFree(port)) && (await isFree(port + 1))) return port;
}

it('the default port, or the next free one, which is then remembered', async () => {
  const wanted = await quietPort();
  const config = { port: wanted, portExplicit: false };
  await occupy(wanted);
  const first = await choosePorts(file, config);
  expect(first.api).toBe(wanted + 1);
  for (const server of servers.splice(0)) server.close();
  expect(await choosePorts(file, config)).toEqual(first);
});

it('all different, and none that an outgoing connection could be given', async () => {
  const ports = Object.values(await choosePorts(file, { port: 0, portExplicit: true }));
  expect(new Set(ports).size).toBe(4);
  for (const port of ports) expect(port).toBeLessThan(32_768);
});

it('an explicit port or a refusal, never another one', async () => {
  const wanted = await quietPort();
  expect((await choosePorts(file, { port: wanted, portExplicit: true })).api).toBe(wanted);
  await occupy(wanted);
  await expect(choosePorts(file, { port: wanted, portExplicit: true })).rejects.toMatchObject({ code: 'bad_config' });
});
