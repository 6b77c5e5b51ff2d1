// Contract: the list of folders is what was put last, as a whole.
import { describe, expect, it } from '@jest/globals';
import type { FolderRow } from '../../../src/store/port.ts';
import { AT, type MakeDatabase } from './database.ts';
import { eachWithStores } from './stores.ts';

export function folderContract(make: MakeDatabase): void {
  describe('folders', () => {
    const at = eachWithStores(make);
    const a: FolderRow = { path: '/home/me/A', access: 'write', always: [{ kind: 'move', allowedAt: AT }] };
    const b: FolderRow = { path: '/home/me/B ü', always: [] };

    it('are the list that was put last, by path', async () => {
      expect(await at.store.folders()).toEqual([]);
      await at.store.putFolders([b, a]);
      expect(await at.store.folders()).toEqual([a, b]);
      await at.store.putFolders([{ ...b, access: 'read' }]);
      expect(await at.store.folders()).toEqual([{ ...b, access: 'read' }]);
      await at.store.putFolders([]);
      expect(await at.store.folders()).toEqual([]);
    });

    it('are put with the rest of a transaction or not at all', async () => {
      await at.store.putFolders([a]);
      const broken = at.store.transaction(async (tx) => {
        await tx.putFolders([b]);
        throw new Error('on purpose');
      });
      await expect(broken).rejects.toThrow('on purpose');
      expect(await at.store.folders()).toEqual([a]);
    });
  });
}
