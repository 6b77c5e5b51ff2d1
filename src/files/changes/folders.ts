// The folders of one set, opened by identity: found again after they were moved, refused when they are others than recorded.
import { type BigIntStats, readFileSync, statfsSync } from 'node:fs';
import { CoworkError, isCoworkError } from '../../contract/errors.ts';
import { type FolderHandle, lstatAt, openFolder, openRoot } from '../at.ts';
import type { FolderRecord, Spot } from './model.ts';

/** Far below the usual limit of 1,024 open files; a handful is in use at a time. */
const OPEN_FOLDERS = 200;
/** vfat, exfat, ntfs3, cifs, smb2: no hard links, or inode numbers that are made up anew. */
const UNSTEADY = new Set([0x4d44, 0x2011bab0, 0x7366746e, 0xff534d42, 0xfe534d42]);
const FUSE = 0x65735546;
/** The same behind FUSE: drivers of sticks and foreign disks, and far computers. Others (encrypted folders, joined disks) keep numbers. */
const UNSTEADY_FUSE = /^(fuseblk|fuse\.(exfat.*|sshfs|rclone|davfs.*|curlftpfs|s3fs|gcsfuse|smbnetfs|jmtpfs|mtpfs|gvfsd-fuse))$/;

export interface Volume {
  /** Device and mount: rename(2) works within one and nowhere else (two mounts of one disk do not count as one). */
  readonly key: string;
  /** Inodes keep their numbers and files take hard links. */
  readonly steady: boolean;
}

export interface Folders {
  readonly records: FolderRecord[];
  add(record: Omit<FolderRecord, 'id'>): FolderRecord;
  /** The record of a root, opened and checked. Two ways to one folder give one record. */
  root(hostPath: string, id: { dev: bigint; ino: bigint } | undefined, path: string): FolderRecord;
  /** The record of an existing folder in another. @throws CoworkError no_such_file, not_a_folder, no_permission */
  child(parent: number, name: string): FolderRecord;
  /** Stays valid until about {@link OPEN_FOLDERS} others were opened: do not keep it. @throws CoworkError folder_gone */
  open(id: number): FolderHandle;
  volume(id: number): Volume;
  /** Records a folder that does not exist yet: made in `at`, meant to lie in `parent`'s volume. */
  planned(of: { path: string; at: Spot; parent: number }): FolderRecord;
  /** Another spot at which the folder may be, since the set itself moves it. */
  mayBeAt(id: number, spot: Spot): void;
  /** Closes a folder that was removed, so that it is opened anew. */
  forget(id: number): void;
  close(): void;
}

export function createFolders(records: FolderRecord[] = []): Folders {
  const handles = new Map<number, FolderHandle>();
  const volumes = new Map<number, Volume>();
  const others = new Map<number, Spot[]>();
  const byName = new Map<string, FolderRecord>();
  const byId = new Map<string, FolderRecord>();

  const remember = (id: number, handle: FolderHandle): FolderHandle => {
    handles.set(id, handle);
    if (handles.size > OPEN_FOLDERS) {
      const [oldest, old] = handles.entries().next().value!;
      handles.delete(oldest);
      old.close();
    }
    return handle;
  };

  const find = (record: FolderRecord, trail: readonly number[]): FolderHandle => {
    let obstacle: CoworkError | undefined;
    for (const at of [record.at, ...(others.get(record.id) ?? [])]) {
      let found: FolderHandle | undefined;
      try {
        if ('root' in at) found = openRoot(at.root, undefined, record.path || undefined);
        // A folder may be recorded below one that is recorded below it (moves in a circle): each is tried once on the way.
        else if (!trail.includes(at.folder)) found = openFolder(openOne(at.folder, [...trail, record.id]), [at.name]);
      } catch (error) {
        if (!isCoworkError(error)) throw error;
        if (!isAbsent(error)) obstacle = error;
        continue;
      }
      if (!found) continue;
      // Never the device: its number changes when a disk is plugged in anew.
      if (String(found.id.ino) === record.ino) return found;
      found.close();
    }
    if (obstacle !== undefined) throw obstacle;
    throw new CoworkError(
      'folder_gone',
      `${record.path || 'the folder for undo'} is not there any more, or is another folder now`,
    );
  };

  const openOne = (id: number, trail: readonly number[]): FolderHandle => {
    const open = handles.get(id);
    if (open) {
      // The one used last stands last, as soon as one will have to go.
      if (handles.size > OPEN_FOLDERS / 2) {
        handles.delete(id);
        handles.set(id, open);
      }
      return open;
    }
    return remember(id, find(records[id]!, trail));
  };

  const enlist = (handle: FolderHandle, made: Omit<FolderRecord, 'id' | 'dev' | 'ino'>): FolderRecord => {
    const dev = String(handle.id.dev);
    const ino = String(handle.id.ino);
    const volume = volumeOf(handle);
    const known = byId.get(`${volume.key}/${ino}`);
    if (known) {
      handle.close();
      return known;
    }
    const record = { id: records.length, dev, ino, ...made };
    records.push(record);
    volumes.set(record.id, volume);
    byId.set(`${volume.key}/${ino}`, record);
    remember(record.id, handle);
    return record;
  };

  const self: Folders = {
    records,
    add(made) {
      const record = { id: records.length, ...made };
      records.push(record);
      return record;
    },
    root: (hostPath, id, path) => {
      const known = byName.get(`/${hostPath}`);
      if (known) return known;
      const record = enlist(openRoot(hostPath, id, path), { path, at: { root: hostPath } });
      byName.set(`/${hostPath}`, record);
      return record;
    },
    child(parent, name) {
      const key = `${parent}/${name}`;
      const known = byName.get(key);
      if (known) return known;
      const above = records[parent]!;
      const record = enlist(openFolder(self.open(parent), [name], above.path), {
        path: `${above.path}/${name}`,
        at: { folder: parent, name },
      });
      byName.set(key, record);
      return record;
    },
    open: (id) => openOne(id, []),
    volume(id) {
      let volume = volumes.get(id);
      if (!volume) volumes.set(id, (volume = volumeOf(self.open(id))));
      return volume;
    },
    planned({ path, at, parent }) {
      const record = self.add({ path, at, dev: '', ino: '' });
      volumes.set(record.id, self.volume(parent));
      return record;
    },
    mayBeAt(id, spot) {
      others.set(id, [...(others.get(id) ?? []), spot]);
    },
    forget(id) {
      handles.get(id)?.close();
      handles.delete(id);
    },
    close() {
      for (const handle of handles.values()) handle.close();
      handles.clear();
    },
  };
  return self;
}

export function volumeOf(handle: FolderHandle): Volume {
  const mount = mountOf(handle);
  return { key: `${handle.id.dev}:${mount}`, steady: isSteady(handle, mount) };
}

function mountOf(handle: FolderHandle): string {
  if (process.platform !== 'linux') return '';
  try {
    return /^mnt_id:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${handle.fd}`, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}

function isSteady(handle: FolderHandle, mount: string): boolean {
  const type = typeOf(handle);
  return type === FUSE ? !UNSTEADY_FUSE.test(driverOf(mount)) : !UNSTEADY.has(type);
}

/** The name under which a mount's driver is known; a line is `36 35 98:0 / /mnt rw - fuse.sshfs source options`. */
function driverOf(mount: string): string {
  try {
    const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
    const mine = lines.find((line) => line.startsWith(`${mount} `));
    return / - (\S+)/.exec(mine ?? '')?.[1] ?? '';
  } catch {
    return '';
  }
}

function typeOf(handle: FolderHandle): number {
  try {
    return statfsSync(handle.here).type;
  } catch {
    return 0;
  }
}

const isAbsent = (error: CoworkError): boolean => ['no_such_file', 'not_a_folder', 'folder_gone'].includes(error.code);

/** The entry at a spot, or undefined; nothing is in a folder that is yet to be made. */
export const lookAt = (folders: Folders, spot: Spot): BigIntStats | undefined =>
  folders.records[spot.folder]!.ino === '' ? undefined : lstatAt(folders.open(spot.folder), spot.name);
