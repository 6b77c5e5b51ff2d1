// The kernel's FUSE protocol (linux/fuse.h, version 7.31): numbers and the layout of what is asked and answered. Little endian.
import type { Inode } from './tree.ts';

export const OP = {
  LOOKUP: 1,
  FORGET: 2,
  GETATTR: 3,
  SETATTR: 4,
  READLINK: 5,
  SYMLINK: 6,
  MKNOD: 8,
  MKDIR: 9,
  UNLINK: 10,
  RMDIR: 11,
  RENAME: 12,
  LINK: 13,
  OPEN: 14,
  READ: 15,
  WRITE: 16,
  STATFS: 17,
  RELEASE: 18,
  FSYNC: 20,
  FLUSH: 25,
  INIT: 26,
  OPENDIR: 27,
  READDIR: 28,
  RELEASEDIR: 29,
  FSYNCDIR: 30,
  CREATE: 35,
  INTERRUPT: 36,
  BATCH_FORGET: 42,
  RENAME2: 45,
} as const;

export const ERRNO = { ENOENT: 2, EEXIST: 17, ENOTDIR: 20, EISDIR: 21, EINVAL: 22, ENOSYS: 38, ENOTEMPTY: 39 } as const;
export type Errno = keyof typeof ERRNO;

/** Which members of a SETATTR count. */
export const SET = { MODE: 1, UID: 2, GID: 4, SIZE: 8, MTIME: 32, MTIME_NOW: 256 } as const;

/** More than one page in a request, and a request of this many bytes at most. */
const INIT_FLAGS = (1 << 5) | (1 << 22);
export const MAX_WRITE = 128 * 1024;
const IN_HEADER = 40;
const OUT_HEADER = 16;
/** Content is never cached across an open: after a crash it is another. */
export const DIRECT_IO = 1;

export interface Request {
  readonly op: number;
  readonly unique: bigint;
  readonly node: number;
  readonly uid: number;
  readonly gid: number;
  readonly body: Buffer;
}

export function requestOf(raw: Buffer): Request {
  return {
    op: raw.readUInt32LE(4),
    unique: raw.readBigUInt64LE(8),
    node: Number(raw.readBigUInt64LE(16)),
    uid: raw.readUInt32LE(24),
    gid: raw.readUInt32LE(28),
    body: raw.subarray(IN_HEADER, raw.readUInt32LE(0)),
  };
}

export function answerTo(request: Request, result: Buffer | Errno): Buffer {
  const body = typeof result === 'string' ? Buffer.alloc(0) : result;
  const header = Buffer.alloc(OUT_HEADER);
  header.writeUInt32LE(OUT_HEADER + body.length, 0);
  header.writeInt32LE(typeof result === 'string' ? -ERRNO[result] : 0, 4);
  header.writeBigUInt64LE(request.unique, 8);
  return Buffer.concat([header, body]);
}

export const u64 = (body: Buffer, at: number): number => Number(body.readBigUInt64LE(at));

/** Strings that end with a zero, one after the other. */
export const strings = (body: Buffer, at: number): string[] => body.toString('utf8', at).split('\0').slice(0, -1);

export function initAnswer(): Buffer {
  const out = Buffer.alloc(64);
  out.writeUInt32LE(7, 0);
  out.writeUInt32LE(31, 4);
  out.writeUInt32LE(MAX_WRITE, 8);
  out.writeUInt32LE(INIT_FLAGS, 12);
  out.writeUInt16LE(12, 16);
  out.writeUInt16LE(9, 18);
  out.writeUInt32LE(MAX_WRITE, 20);
  out.writeUInt32LE(1, 24);
  out.writeUInt16LE(MAX_WRITE / 4096, 28);
  return out;
}

const ATTR = 88;
/** Nothing here is valid for longer than the answer: after a crash all of it may be different. */
export function entryAnswer(node: Inode): Buffer {
  const out = Buffer.alloc(40 + ATTR);
  out.writeBigUInt64LE(BigInt(node.ino), 0);
  writeAttr(out, 40, node);
  return out;
}

export function attrAnswer(node: Inode): Buffer {
  const out = Buffer.alloc(16 + ATTR);
  writeAttr(out, 16, node);
  return out;
}

function writeAttr(out: Buffer, at: number, node: Inode): void {
  const size = node.kind === 'link' ? Buffer.byteLength(node.target) : node.size;
  out.writeBigUInt64LE(BigInt(node.ino), at);
  out.writeBigUInt64LE(BigInt(size), at + 8);
  out.writeBigUInt64LE(BigInt(Math.ceil(size / 512)), at + 16);
  for (const [n, ns] of [node.mtimeNs, node.mtimeNs, node.ctimeNs].entries()) {
    // Whole seconds round down, also before 1970.
    const fraction = ((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
    out.writeBigInt64LE((ns - fraction) / 1_000_000_000n, at + 24 + n * 8);
    out.writeUInt32LE(Number(fraction), at + 48 + n * 4);
  }
  // A folder with one name, as btrfs says it, promises nothing about the number of folders in it.
  for (const [n, value] of [node.mode, node.kind === 'folder' ? 1 : node.nlink, node.uid, node.gid, node.rdev, 4096].entries())
    out.writeUInt32LE(value, at + 60 + n * 4);
}

export function openAnswer(flags = 0): Buffer {
  const out = Buffer.alloc(16);
  out.writeUInt32LE(flags, 8);
  return out;
}

export function writeAnswer(bytes: number): Buffer {
  const out = Buffer.alloc(8);
  out.writeUInt32LE(bytes, 0);
  return out;
}

export function statfsAnswer(freeMb: number): Buffer {
  const out = Buffer.alloc(80);
  for (let n = 0; n < 5; n++) out.writeBigUInt64LE(BigInt(freeMb * 256), n * 8);
  for (const [n, value] of [4096, 255, 4096].entries()) out.writeUInt32LE(value, 40 + n * 4);
  return out;
}

const DIRENT_TYPE = { file: 8, folder: 4, link: 10, other: 0 } as const;

/** As many entries from `from` on as fit. */
export function readdirAnswer(entries: readonly { name: string; node: Inode }[], from: number, most: number): Buffer {
  const out: Buffer[] = [];
  let bytes = 0;
  for (let n = from; n < entries.length; n++) {
    const { name, node } = entries[n]!;
    const spelled = Buffer.from(name);
    const entry = Buffer.alloc(Math.ceil((24 + spelled.length) / 8) * 8);
    entry.writeBigUInt64LE(BigInt(node.ino), 0);
    entry.writeBigUInt64LE(BigInt(n + 1), 8);
    entry.writeUInt32LE(spelled.length, 16);
    entry.writeUInt32LE(DIRENT_TYPE[node.kind], 20);
    spelled.copy(entry, 24);
    if ((bytes += entry.length) > most) break;
    out.push(entry);
  }
  return Buffer.concat(out);
}
