// A real overlay on this machine, as the guest mounts it, and the guest's own program to list what a command left in it.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Entry } from '../../../src/sandbox/overlay/entry.ts';

export interface Overlay {
  readonly lower: string;
  readonly upper: string;
  /** What a command sees. */
  readonly merged: string;
  unmount(): void;
}

/** `base` is an empty folder; what is in its `lower` folder by then shows through. */
export function mountOverlay(base: string): Overlay {
  const folder = (name: string): string => join(base, name);
  const [lower, upper, work, merged] = ['lower', 'upper', 'work', 'merged'].map(folder) as [string, string, string, string];
  for (const path of [upper, work, merged]) mkdirSync(path);
  const options = `lowerdir=${lower},upperdir=${upper},workdir=${work},metacopy=on,redirect_dir=on,index=off,nfs_export=off,xino=off`;
  execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', options, merged]);
  return { lower, upper, merged, unmount: () => void execFileSync('umount', [merged]) };
}

/** Why no overlay can be tried here; undefined when one can. */
export function obstacle(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'mounting an overlay with all its marks needs root on Linux';
  return spawnSync('go', ['version']).status === 0 ? undefined : 'the guest’s program is built with Go, which is not installed';
}

/** Builds the guest's program into `folder` and answers a function that lists an upper layer with it. */
export function buildScanner(folder: string): (upper: string) => Entry[] {
  const program = join(folder, 'guest');
  const source = fileURLToPath(new URL('../../../image/guest', import.meta.url));
  execFileSync('go', ['build', '-C', source, '-o', program, '.'], { env: { ...process.env, CGO_ENABLED: '0' } });
  return (upper) => {
    const lines = execFileSync(program, ['scan', upper], { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n');
    return z.array(Entry).parse(lines.filter((line) => line !== '').map((line): unknown => JSON.parse(line)));
  };
}
