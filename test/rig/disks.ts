// Small disks for tests: tmpfs mounts, where the one who runs the tests may mount.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

export const mayMount: boolean = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const probe = `/tmp/cowork-mount-probe-${process.pid}`;
  mkdirSync(probe, { recursive: true });
  const done = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe]).status === 0;
  if (done) spawnSync('umount', [probe]);
  spawnSync('rmdir', [probe]);
  return done;
})();

export interface Disk {
  readonly path: string;
  readOnly(yes: boolean): void;
  /** Pulls the plug: whoever has it open keeps a dead end, the path is an empty folder. */
  unplug(): void;
  plug(): void;
}

/** A disk at `path`. `plug` after `unplug` brings the same one back. */
export function makeDisk(path: string, size = '8m'): Disk {
  const shelf = `${path}.shelf`;
  for (const folder of [shelf, path]) mkdirSync(folder, { recursive: true });
  run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', shelf]);
  run('mount', ['--bind', shelf, path]);
  return {
    path,
    readOnly: (yes) => run('mount', ['-o', `remount,bind,${yes ? 'ro' : 'rw'}`, path]),
    unplug: () => run('umount', ['-l', path]),
    plug: () => run('mount', ['--bind', shelf, path]),
  };
}

export function removeDisk({ path }: Disk): void {
  spawnSync('umount', ['-l', path]);
  spawnSync('umount', ['-l', `${path}.shelf`]);
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr.toString()}`);
}
