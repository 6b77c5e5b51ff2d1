// Small disks for tests: tmpfs mounts and an exFAT stick, where the one who runs the tests may mount.
import { spawnSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';

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

/**
 * A USB stick: exFAT, which takes `a` and `A` for one name, knows no links, numbers its files anew and dates them coarsely. Undefined
 * where none can be made: that wants root, a loop device, FUSE, and the packages exfat-fuse and exfatprogs.
 */
export function makeStick(path: string): { remove(): void } | undefined {
  const image = `${path}.img`;
  mkdirSync(path, { recursive: true });
  writeFileSync(image, '');
  truncateSync(image, 16 * 1024 * 1024);
  const device = spawnSync('losetup', ['-f', '--show', image], { encoding: 'utf8' }).stdout?.trim();
  if (!device) return undefined;
  const mounted = spawnSync('mkfs.exfat', [device]).status === 0 && spawnSync('mount.exfat-fuse', [device, path]).status === 0;
  const remove = (): void => {
    if (mounted) spawnSync('umount', ['-l', path]);
    spawnSync('losetup', ['-d', device]);
  };
  if (mounted) return { remove };
  remove();
  return undefined;
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr.toString()}`);
}
