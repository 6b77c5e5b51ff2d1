// What probes are tried in: a machine as the product starts it, the same without its walls, a proxy and a host that it leads to.
// Each is made when it is first asked for.
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { commandLine, JAIL, type Machine } from '../../../src/sandbox/qemu/command-line.ts';
import { type ProxyRig, startProxyRig } from '../../egress/proxy-rig.ts';
import { makeComputer } from '../../files/computer.ts';
import { SECRET } from './furnish.ts';
import { openPlace, openProcessPlace, type Place } from './place.ts';

export interface Rig {
  /** The long form tries more often, and takes more. */
  readonly isLong: boolean;
  /** As the product starts it, but that its commands are root. */
  walled(): Promise<Place>;
  /** Shares and a drive that can be written, a network card, more memory and disk, and secrets in all its papers. */
  open(): Promise<Place>;
  proxy(): Promise<ProxyRig>;
  /** A host that says hello; `moved` is what it redirects /away to. */
  host(): Promise<{ readonly port: number; moved: string }>;
  close(): Promise<void>;
}

/** Where a write that gets through is found. */
export const SPARE = 'spare.raw';

/** `withoutMachine`: `walled` is a sandbox of processes, as the product starts it without a virtual machine. */
export function createRig({ isLong, withoutMachine = false }: { isLong: boolean; withoutMachine?: boolean }): Rig {
  const made: (() => unknown)[] = [];
  const once = <T>(make: () => Promise<T>, end: (made: T) => unknown): (() => Promise<T>) => {
    let known: Promise<T> | undefined;
    return () => {
      if (known) return known;
      known = make();
      made.push(async () => end(await known!.catch(() => undefined as T)));
      return known;
    };
  };
  const proxy = once(startProxyRig, (rig) => rig?.close());
  // One after the other: two machines that start at once take longer than one and then the other.
  let before: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = before.then(work);
    before = mine.catch(() => undefined);
    return mine;
  };
  return {
    ...{ isLong, proxy },
    walled: once(
      () =>
        inTurn(async () => {
          const { egress, key } = await proxy();
          // What a worker has around it and a machine must not.
          Object.assign(process.env, { ANTHROPIC_API_KEY: SECRET });
          const ofTask = { of: () => egress.of(key.taskId) };
          return withoutMachine ? openProcessPlace(ofTask) : openPlace({ egress: ofTask });
        }),
      (place) => place?.close(),
    ),
    open: once(
      () => inTurn(openWithoutWalls),
      (place) => place?.close(),
    ),
    host: once(startHost, (host) => host?.close()),
    async close() {
      for (const end of made.reverse()) await end();
    },
  };
}

async function openWithoutWalls(): Promise<Place> {
  const computer = makeComputer();
  const spare = join(computer.base, 'machines', 't1', SPARE);
  mkdirSync(dirname(spare), { recursive: true });
  writeFileSync(spare, '');
  truncateSync(spare, 2 ** 20);
  const key = `-----BEGIN ${'PRIVATE'} KEY-----\n${SECRET}\n-----END PRIVATE KEY-----\n`;
  return openPlace({
    ...{ computer, memoryMb: 1_536, diskBytes: 2 ** 30, commandLine: (machine) => withoutWalls(machine, computer.base) },
    egress: {
      of: async () => ({ ca: key, environment: { [`ANTHROPIC_API_${'KEY'}`]: SECRET }, onStream: (stream) => stream.destroy() }),
    },
  });
}

const withoutWalls = (machine: Machine, base: string): string[] => [
  ...commandLine(machine).flatMap((word, n, all) => {
    if (all[n - 1] === '-nic') return 'user,model=virtio-net-pci';
    if (all[n - 1] === '-append') return `${word} home=${base} key=${SECRET}`;
    return word.startsWith('local,') ? word.replace(',readonly=on', '') : word;
  }),
  ...['-smbios', `type=1,serial=${SECRET}`],
  ...['-drive', `file=${JAIL.machine}/${SPARE},format=raw,if=none,id=spare`, '-device', 'virtio-blk-pci,drive=spare'],
];

async function startHost(): Promise<{ port: number; moved: string; close(): void }> {
  const server: Server = createServer((request, response) => {
    if (request.url === '/away') response.writeHead(302, { location: host.moved }).end();
    else response.end(`hello from ${request.headers.host}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = {
    ...{ port: (server.address() as AddressInfo).port, moved: '' },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return host;
}
