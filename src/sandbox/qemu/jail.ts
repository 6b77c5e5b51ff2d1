// The jail that QEMU runs in: bubblewrap, with QEMU's own files, the image and the machine's folder, and nothing else of this computer.
import { existsSync } from 'node:fs';
import { JAIL } from './command-line.ts';

/** Where a distribution keeps programs and libraries; those that are links into /usr stay links. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/etc/ld.so.cache', '/etc/alternatives'];

export interface Jail {
  readonly image: string;
  readonly machine: string;
  readonly uid: number;
  readonly gid: number;
  readonly devices: readonly string[];
}

/**
 * Arguments for bwrap, up to the program. The process has every namespace of its own, no capability, and in the guest's eyes its user is
 * `uid`. It outlives who started it; what ends it is a signal to the very process.
 */
export function jailArguments({ image, machine, uid, gid, devices }: Jail): string[] {
  return [
    ...['--unshare-all', '--unshare-user', '--uid', String(uid), '--gid', String(gid)],
    ...['--as-pid-1', '--new-session', '--cap-drop', 'ALL', '--clearenv', '--setenv', 'PATH', '/usr/bin:/bin'],
    ...SYSTEM.filter((path) => existsSync(path)).flatMap((path) => ['--ro-bind', path, path]),
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'],
    ...devices.flatMap((device) => ['--dev-bind', device, device]),
    ...['--ro-bind', image, JAIL.image, '--bind', machine, JAIL.machine, '--chdir', '/'],
  ];
}
