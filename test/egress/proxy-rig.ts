// A task's way out over real sockets: programs connect to a port, as guest streams would, and hosts are servers of this computer.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallKey } from '../../src/contract/ids.ts';
import type { NetworkRequest } from '../../src/contract/network.ts';
import { openDesktopDb } from '../../src/ledger/desktop-db.ts';
import { sandboxRules } from '../../src/sandbox-rules.ts';
import { createEgress, type Egress } from '../../src/egress/create-egress.ts';
import type { Rule } from '../../src/egress/policy.ts';
import { createReachable } from '../../src/egress/reachable.ts';
import { EGRESS, type EgressTables } from '../../src/egress/schema.ts';
import { openTaskStore } from '../../src/store/open-task-store.ts';
import { createTask } from '../store/contract/database.ts';

export interface ProxyRig {
  readonly port: number;
  readonly key: CallKey;
  readonly egress: Egress;
  /** PEM of the task's authority. */
  readonly ca: string;
  /** What the user's registries are. */
  rules: Rule[];
  addresses: (host: string) => Promise<readonly string[]>;
  record(): Promise<NetworkRequest[]>;
  close(): Promise<void>;
}

export async function startProxyRig(): Promise<ProxyRig> {
  const base = mkdtempSync(join(tmpdir(), 'cowork-egress-'));
  const store = await openTaskStore(join(base, 'tasks.db'));
  const desk = await openDesktopDb<EgressTables>(join(base, 'desktop.db'), [EGRESS]);
  const { id: taskId } = await createTask(store);
  const read = async () => ({ packageRegistries: false, commandsWithoutMachine: false, baseUrl: 'https://models.example/v1' });
  const { log, modelHosts } = sandboxRules({ store, settings: { read } });
  const user: Pick<ProxyRig, 'rules' | 'addresses'> = { rules: [], addresses: async () => ['127.0.0.1'] };
  const egress = createEgress({
    ...{ home: join(base, 'authorities'), reachable: createReachable(desk.kysely), log, modelHosts },
    resolve: (host) => user.addresses(host),
    registries: async () => ({ rules: user.rules, environment: {} }),
  });
  const way = await egress.of(taskId);
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => way.onStream(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(user, {
    ...{ port: (server.address() as AddressInfo).port, key: { taskId, step: 0, index: 0 }, egress, ca: way.ca },
    record: async () => (await store.network(taskId, { limit: 1_000 })).items.slice(),
    async close() {
      egress.close();
      server.close();
      await store.close();
      await desk.close();
      rmSync(base, { recursive: true, force: true });
    },
  });
}
