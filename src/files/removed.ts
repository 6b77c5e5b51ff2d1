// What a command deleted, as the disk still has it: to see whether it is one of the new files under another name.
import { createHash } from 'node:crypto';
import { createReadStream, constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { lstatAt } from './at.ts';
import { openParent, type TaskPlaces, toModelPath } from './places.ts';
import type { RemovedFiles } from './port.ts';
import { walkTree } from './reader/walk-tree.ts';

export function createRemoved(places: TaskPlaces): RemovedFiles {
  return {
    async filesAt(path) {
      const place = places.resolve(path);
      const { folder, name } = openParent(place);
      try {
        const stats = lstatAt(folder, name);
        if (stats?.isFile()) return [{ path: place.modelPath, bytes: Number(stats.size) }];
        if (!stats?.isDirectory()) return [];
      } finally {
        folder.close();
      }
      const files = [];
      for (const seen of walkTree(place, { recursive: true, hidden: (of, components) => places.hidden(of, components) }))
        if (seen.kind === 'entry' && seen.stats.isFile())
          files.push({ path: toModelPath(place, seen.components), bytes: Number(seen.stats.size) });
      return files;
    },
    async hashOf(path) {
      const { folder, name } = openParent(places.resolve(path));
      try {
        const file = await open(folder.at(name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
        const hash = createHash('sha256');
        await pipeline(createReadStream('', { fd: file, highWaterMark: 1 << 20 }), hash);
        return hash.digest('hex');
      } finally {
        folder.close();
      }
    },
  };
}
