// The disks of the soak: one for the product's home and most folders, a small one, and an ordinary place. Two of them can be made full.
import { closeSync, mkdirSync, mkdtempSync, openSync, realpathSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Disk, makeDisk, mayMount, removeDisk } from '../rig/disks.ts';
import type { Place } from './plan-task.ts';

export interface Volumes {
  /** Where the product's rig lives: an empty folder on the disk of the home. */
  readonly base: string;
  /** False where disks cannot be mounted: then nothing is ever full. */
  readonly areReal: boolean;
  folderOf(place: Place): string;
  /** Takes every free byte; the returned function gives them back. */
  fill(place: Exclude<Place, 'other'>): () => void;
  /** Whether a folder there, or the home, has no room just now. */
  isFull(place: Place): boolean;
  remove(): void;
}

export function makeVolumes(megabytes: number): Volumes {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'cowork-chaos-')));
  const at = { same: join(top, 'home-disk'), small: join(top, 'small-disk'), other: join(top, 'other') };
  for (const path of Object.values(at)) mkdirSync(path);
  const disks: Disk[] = mayMount ? [makeDisk(at.same, `${megabytes}m`), makeDisk(at.small, '64m')] : [];
  const base = join(at.same, 'base');
  mkdirSync(base);
  const full = new Set<Place>();

  return {
    ...{ base, areReal: mayMount },
    folderOf(place) {
      const folder = join(at[place], 'folders');
      mkdirSync(folder, { recursive: true });
      return folder;
    },
    fill(place) {
      full.add(place);
      const ballast = join(at[place], 'ballast');
      takeAll(ballast);
      return () => {
        rmSync(ballast);
        full.delete(place);
      };
    },
    isFull: (place) => full.has(place) || full.has('same'),
    remove() {
      for (const disk of disks) removeDisk(disk);
      rmSync(top, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** Large pieces first, so that it is quick, then small ones, so that it is complete. */
function takeAll(path: string): void {
  const fd = openSync(path, 'w');
  try {
    for (const bytes of [1 << 20, 4096]) {
      const piece = Buffer.alloc(bytes);
      while (isWritten(fd, piece));
    }
  } finally {
    closeSync(fd);
  }
}

function isWritten(fd: number, piece: Buffer): boolean {
  try {
    return writeSync(fd, piece) === piece.length;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOSPC') return false;
    throw error;
  }
}
