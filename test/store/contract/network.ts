// Contract: everything that sandboxes send is in the record before it is sent; refusals are counted, and no task fills the disk.
import { describe, expect, it } from '@jest/globals';
import type { NetworkAsked } from '../../../src/store/port.ts';
import { createTask, type MakeDatabase } from './database.ts';
import { eachWithStores } from './stores.ts';

export function networkContract(make: MakeDatabase): void {
  describe('requests of sandboxes', () => {
    const at = eachWithStores(make);
    const asked = (taskId: string, more: Partial<NetworkAsked> = {}): NetworkAsked => ({
      ...{ key: { taskId, step: 2, index: 0 }, method: 'GET', host: 'files.example', port: 443, path: '/a?b=c' },
      ...more,
    });

    it('are there before they have ended, and have one end', async () => {
      const { id } = await createTask(at.store);
      const sent = await at.store.beginNetworkRequest(asked(id));
      const [open] = (await at.store.network(id, { limit: 10 })).items;
      expect(open).toMatchObject({
        step: 2,
        index: 0,
        method: 'GET',
        host: 'files.example',
        port: 443,
        path: '/a?b=c',
        times: 1,
      });
      expect(open).not.toHaveProperty('bytesIn');
      await at.store.endNetworkRequest(sent!, { bytesOut: 10, bytesIn: 5_000_000_000, status: 200 });
      await at.store.endNetworkRequest(sent!, { bytesOut: 0, bytesIn: 0, failed: 'late' });
      const [ended] = (await at.store.network(id, { limit: 10 })).items;
      expect(ended).toMatchObject({ bytesOut: 10, bytesIn: 5_000_000_000, status: 200 });
      expect(ended).not.toHaveProperty('failed');
    });

    it('that are refused again are counted, each host once among those that can be allowed', async () => {
      const { id } = await createTask(at.store);
      for (let round = 0; round < 3; round += 1) {
        await at.store.refuseNetworkRequest(asked(id, { host: 'b.example' }), 'unknown_host');
        await at.store.refuseNetworkRequest(asked(id, { host: 'a.example', method: 'CONNECT' }), 'unknown_host');
        await at.store.refuseNetworkRequest(asked(id, { host: 'a.example' }), 'unknown_host');
        await at.store.refuseNetworkRequest(asked(id, { host: 'ai.example' }), 'model_service');
      }
      const { items } = await at.store.network(id, { limit: 10 });
      expect(items.map(({ host, method, refused, times }) => [host, method, refused, times])).toEqual([
        ['b.example', 'GET', 'unknown_host', 3],
        ['a.example', 'CONNECT', 'unknown_host', 3],
        ['a.example', 'GET', 'unknown_host', 3],
        ['ai.example', 'GET', 'model_service', 3],
      ]);
      const key = { taskId: id, step: 2, index: 0 };
      expect(await at.store.refusedHosts(key, 'unknown_host')).toEqual([
        { host: 'b.example', port: 443 },
        { host: 'a.example', port: 443 },
      ]);
      expect(await at.store.refusedHosts({ ...key, index: 1 }, 'unknown_host')).toEqual([]);
    });

    it('come in pages, and go with their task', async () => {
      const { id } = await createTask(at.store);
      for (let n = 0; n < 5; n += 1) await at.store.beginNetworkRequest(asked(id, { path: `/${n}` }));
      const first = await at.store.network(id, { limit: 3 });
      const second = await at.store.network(id, { limit: 3, cursor: first.next! });
      expect([...first.items, ...second.items].map(({ path }) => path)).toEqual(['/0', '/1', '/2', '/3', '/4']);
      expect(second.next).toBeUndefined();
      await at.store.deleteTask(id);
      expect((await at.store.network(id, { limit: 3 })).items).toEqual([]);
      expect(await at.store.beginNetworkRequest(asked(id))).toBeUndefined();
    });

    it('hold whatever a guest calls a host', async () => {
      const { id } = await createTask(at.store);
      await at.store.refuseNetworkRequest(asked(id, { host: 'a\0b"\ud800', port: 0 }), 'bad_name');
      expect((await at.store.network(id, { limit: 3 })).items).toHaveLength(1);
    });
  });
}
