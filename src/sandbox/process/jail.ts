// The jail that commands run in where there is no virtual machine: bubblewrap, with this computer's programs to read and the task's own folder to write.
// What the agent in it makes of that is in image/guest/jailed.go.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FIRST_FD } from '../start-jailed.ts';

/** A distribution's programs and libraries, and of its settings what programs do not start without. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/opt'];
const SETTINGS = [
  'ld.so.cache',
  'alternatives',
  'fonts',
  'mime.types',
  'ImageMagick-6',
  'ImageMagick-7',
  'libreoffice',
  'python3',
];
/** Where distributions keep the authorities that they trust. */
const AUTHORITIES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/ca-bundle.pem'];
/** Of the sandbox's folder; what the agent calls /task. */
export const TASK_FOLDER = 'task';
/** What runs in the jail. */
export const PROGRAM = ['/run/cowork/agent', 'jailed'] as const;

export interface ProcessJail {
  /** The agent's file. */
  readonly agent: string;
  /** Of this sandbox alone: its sockets, and the task's folder. */
  readonly folder: string;
  readonly uid: number;
  readonly gid: number;
  /** Tags of the shares; the nth is open as the nth descriptor. */
  readonly tags: readonly string[];
}

/**
 * Arguments for bwrap, up to the program. Everything in it has every name space of its own, no capability, and of the network only its own loopback
 * interface. The user's folders are there to read; the agent looks whether they are those that were opened, and covers the way to them by path.
 */
export function processJail({ agent, folder, uid, gid, tags }: ProcessJail): string[] {
  const task = join(folder, TASK_FOLDER);
  const authorities = AUTHORITIES.find((file) => existsSync(file));
  const shown = [...SYSTEM, ...SETTINGS.map((name) => `/etc/${name}`)].filter((path) => existsSync(path));
  return [
    ...['--unshare-all', '--unshare-user', '--uid', String(uid), '--gid', String(gid), '--hostname', 'cowork'],
    ...['--as-pid-1', '--new-session', '--cap-drop', 'ALL', '--clearenv', '--setenv', 'PATH', '/usr/bin:/bin'],
    ...shown.flatMap((path) => ['--ro-bind', path, path]),
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/run'],
    ...['/folders', '/scratch', '/outputs', '/uploads', '/tmp', '/home/user'].flatMap((path) => ['--dir', path]),
    // All else of it is shown by the agent: what a command put there may lead anywhere, and in the jail that is nowhere.
    ...['--bind', task, '/task'],
    ...['--ro-bind', agent, '/run/cowork/agent', '--bind', folder, '/run/cowork/host'],
    ...(authorities === undefined ? [] : ['--ro-bind', authorities, '/run/cowork/authorities.crt']),
    ...tags.flatMap((tag, n) => ['--ro-bind', `/proc/self/fd/${FIRST_FD + n}`, `/run/cowork/shares/${tag}`]),
    ...['--chdir', '/'],
  ];
}
