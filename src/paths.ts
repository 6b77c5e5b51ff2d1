// Where everything lives below COWORK_HOME, and how those folders are made: for this user alone.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { durableFolders, makeFolder, syncFolder } from './disk/durable-names.ts';

/** Every place of one installation. Files need not exist; folders do after {@link makeFolders}. */
export interface Paths {
  readonly home: string;
  readonly tasksDb: string;
  readonly desktopDb: string;
  /** Held exclusively by the one worker that writes on this desktop. */
  readonly lockDb: string;
  /** Held exclusively by the one launcher of this home. */
  readonly launcherLockDb: string;
  readonly files: string;
  readonly logs: string;
  /** Virtual machines of tasks: one folder each, with disk and sockets. */
  readonly machines: string;
  /** The same of tasks whose commands run without a virtual machine. */
  readonly jails: string;
  /** Certificate authorities of tasks, which only their own sandboxes trust. */
  readonly authorities: string;
  readonly bin: string;
  readonly run: string;
  readonly temporal: string;
  readonly temporalDb: string;
  /** Copies of the databases as they were before an upgrade, a folder each. */
  readonly backups: string;
  /** Which version of the product last ran here. */
  readonly versionFile: string;
  /** Archives that a page asked for, for an hour at most. */
  readonly exports: string;
  /** Where an archive is looked through before anything of it is taken in. */
  readonly imports: string;
  /** Unix socket (named pipe on Windows) between api and worker. */
  readonly socket: string;
  readonly runtimeFile: string;
  /** Identities of the children that live, so that a later launcher can end those whose launcher was killed. */
  readonly childrenFile: string;
  /** Ports chosen once and kept, so that addresses stay the same. */
  readonly portsFile: string;
  readonly settingsFile: string;
  readonly keyFile: string;
  readonly tokenFile: string;
  /** One file per unused one-time code. */
  readonly loginCodes: string;
}

/** The longest socket path that every system takes (macOS: 104 bytes with the closing zero). */
const SOCKET_BYTES = 103;

/** Spells the paths of a home; touches nothing. The same home gives the same paths in every process of one user. */
export function pathsOf(home: string): Paths {
  const below = (...parts: string[]): string => join(home, ...parts);
  return {
    home,
    tasksDb: below('tasks.db'),
    desktopDb: below('desktop.db'),
    lockDb: below('lock.db'),
    launcherLockDb: below('launcher.lock.db'),
    files: below('files'),
    logs: below('logs'),
    machines: below('machines'),
    jails: below('jails'),
    authorities: below('authorities'),
    bin: below('bin'),
    run: below('run'),
    temporal: below('temporal'),
    temporalDb: below('temporal', 'temporal.db'),
    backups: below('backups'),
    versionFile: below('version'),
    exports: below('exports'),
    imports: below('imports'),
    socket: socketOf(home),
    runtimeFile: below('run', 'runtime.json'),
    childrenFile: below('run', 'children.json'),
    portsFile: below('ports.json'),
    settingsFile: below('config.json'),
    keyFile: below('model-key'),
    tokenFile: below('token'),
    loginCodes: below('run', 'login-codes'),
  };
}

/** Where the bytes of an upload lie until a task takes them. */
export const uploadFileOf = (paths: Pick<Paths, 'files'>, id: string): string => join(paths.files, 'uploads', id);

/** The platform's folder for a program's data: where COWORK_HOME is when nobody says. */
export function defaultHome(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'durable-cowork');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local'), 'durable-cowork');
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'durable-cowork');
}

/** The platform's folder for what can be fetched or built again. Outside every checkout and every home. */
export function cacheFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'durable-cowork');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local'), 'durable-cowork', 'cache');
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'durable-cowork');
}

/** Makes the folders, 0700 also where they existed, to stay when the power fails. Throws the system's error (EACCES, EROFS, ENOSPC …) as it is. */
export function makeFolders(paths: Paths): void {
  durableFolders(nearest(paths.home))(paths.home);
  for (const folder of [paths.home, paths.files, paths.machines, paths.jails, paths.logs, paths.bin, paths.run, paths.temporal]) {
    makeFolder(folder);
    chmodSync(folder, 0o700);
  }
  syncFolder(paths.home);
  if (process.platform !== 'win32') makePrivate(dirname(paths.socket));
}

/** The nearest folder above it that is there. */
function nearest(path: string): string {
  const above = dirname(path);
  return above === path || existsSync(above) ? above : nearest(above);
}

function socketOf(home: string): string {
  const hash = createHash('sha256').update(home).digest('hex').slice(0, 12);
  if (process.platform === 'win32') return `\\\\.\\pipe\\cowork-${hash}`;
  const near = join(home, 'run', 'link.sock');
  if (Buffer.byteLength(near) <= SOCKET_BYTES) return near;
  return join(tmpdir(), `cowork-${process.getuid?.() ?? 0}-${hash}`, 'link.sock');
}

/** The temporary folder is everybody's: one that a stranger made first, or a link, is not ours to use. */
function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.())
    throw Object.assign(new Error(`${folder} belongs to somebody else`), { code: 'EACCES', path: folder });
  chmodSync(folder, 0o700);
}
