// Files whose content is only in the cloud: opening one would fetch it, and copying then deleting one would lose it.
import type { BigIntStats } from 'node:fs';

/** Small files live in their inode on several disks and then use no block either. */
const INLINE_BYTES = 4096n;

/**
 * True when the content is not on this machine. A size without blocks means that only where the file provider does it so (macOS);
 * elsewhere it is a sparse or inline file, or a disk that does not count blocks, and the content is there.
 */
export function isPlaceholder(stats: BigIntStats, platform: NodeJS.Platform = process.platform): boolean {
  return platform === 'darwin' && stats.isFile() && stats.size > INLINE_BYTES && stats.blocks === 0n;
}
