// What each call of the kernel does to the recorded disk.
import type { Attributes, Slot } from './entries.ts';
import {
  attrAnswer,
  DIRECT_IO,
  entryAnswer,
  type Errno,
  initAnswer,
  OP,
  openAnswer,
  readdirAnswer,
  type Request,
  SET,
  statfsAnswer,
  strings,
  u64,
  writeAnswer,
} from './fuse-words.ts';
import { kindOfMode, type Order, type Recorder } from './recorder.ts';
import type { Inode } from './tree.ts';

/** A file in the topmost folder that no list shows: what is written to it is an order, and what is read from it the answer. */
export const CONTROL = '.the-disk-itself';
const CONTROL_INO = 0xffff_ffff;

/** An error of the kind that a system call answers. */
class Refusal extends Error {
  readonly errno: Errno;
  constructor(errno: Errno) {
    super(errno);
    this.errno = errno;
  }
}
const refuse = (errno: Errno): never => {
  throw new Refusal(errno);
};

/** The answer to a request; undefined where the kernel wants none. */
export function createCalls(disk: Recorder, of: { freeMb: number }): (request: Request) => Buffer | Errno | undefined {
  let answer = Buffer.alloc(0);
  const control = (size = answer.length): Inode =>
    ({ ...disk.node(1)!, ino: CONTROL_INO, kind: 'file', mode: 0o100600, size, target: '', nlink: 1, rdev: 0 }) satisfies Inode;
  const nodeOf = (ino: number): Inode => (ino === CONTROL_INO ? control() : (disk.node(ino) ?? refuse('ENOENT')));
  const now = (): bigint => BigInt(Date.now()) * 1_000_000n + (process.hrtime.bigint() % 1_000_000n);
  const folderOf = (ino: number): Inode => {
    const node = nodeOf(ino);
    return node.kind === 'folder' ? node : refuse('ENOTDIR');
  };
  const childOf = (folder: number, name: string): Inode => nodeOf(folderOf(folder).names.get(name) ?? refuse('ENOENT'));

  const rename = (slots: readonly Slot[], over: Inode | undefined): Buffer => {
    const [from, to] = [slots[0]!, slots[1]!];
    if (over?.ino === to.ino) return Buffer.alloc(0);
    if (over?.kind === 'folder' && over.names.size > 0) refuse('ENOTEMPTY');
    if (from.folder === to.folder && from.name === to.name) return Buffer.alloc(0);
    disk.do({ kind: 'names', slots, about: [to.ino!, ...(over ? [over.ino] : [])], atNs: now() });
    return Buffer.alloc(0);
  };

  const renameIn = ({ node, body }: Request, header: number): Buffer => {
    const target = u64(body, 0);
    const [name, newName] = strings(body, header) as [string, string];
    const moved = childOf(node, name);
    const over = disk.node(folderOf(target).names.get(newName) ?? 0);
    const flags = header === 16 ? body.readUInt32LE(8) : 0;
    if (flags > 1) refuse('EINVAL');
    if (flags === 1 && over) refuse('EEXIST');
    return rename(
      [
        { folder: node, name, ino: undefined },
        { folder: target, name: newName, ino: moved.ino },
      ],
      over,
    );
  };

  const make = ({ node, uid, gid }: Request, of: { name: string; mode: number; rdev?: number; target?: string }): Inode => {
    if (folderOf(node).names.has(of.name)) refuse('EEXIST');
    const ino = disk.nextIno();
    const born = { ino, kind: kindOfMode(of.mode), mode: of.mode, uid, gid, rdev: of.rdev ?? 0 };
    disk.do({
      kind: 'names',
      slots: [{ folder: node, name: of.name, ino }],
      about: [ino],
      born: of.target === undefined ? born : { ...born, target: of.target },
      atNs: now(),
    });
    return nodeOf(ino);
  };

  const takeAway = ({ node, body }: Request): Buffer => {
    const name = strings(body, 0)[0]!;
    const gone = childOf(node, name);
    if (gone.names.size > 0) refuse('ENOTEMPTY');
    disk.do({ kind: 'names', slots: [{ folder: node, name, ino: undefined }], about: [gone.ino], atNs: now() });
    return Buffer.alloc(0);
  };

  const setAttributes = ({ node: ino, body }: Request): Buffer => {
    const valid = body.readUInt32LE(0);
    if (ino !== CONTROL_INO) {
      const node = nodeOf(ino);
      if (valid & SET.SIZE) disk.do({ kind: 'size', ino, size: u64(body, 16), atNs: now() });
      const to: Attributes = {};
      if (valid & SET.MODE) to.mode = (node.mode & 0o170000) | (body.readUInt32LE(68) & 0o7777);
      if (valid & SET.UID) to.uid = body.readUInt32LE(76);
      if (valid & SET.GID) to.gid = body.readUInt32LE(80);
      if (valid & SET.MTIME_NOW) to.mtimeNs = now();
      else if (valid & SET.MTIME) to.mtimeNs = body.readBigInt64LE(40) * 1_000_000_000n + BigInt(body.readUInt32LE(60));
      if (Object.keys(to).length > 0) disk.do({ kind: 'attributes', ino, to, atNs: now() });
    }
    return attrAnswer(nodeOf(ino));
  };

  const writeTo = ({ node: ino, body }: Request): Buffer => {
    const data = Buffer.from(body.subarray(40, 40 + body.readUInt32LE(16)));
    if (ino === CONTROL_INO) answer = Buffer.from(JSON.stringify(disk.command(JSON.parse(data.toString()) as Order)));
    else disk.do({ kind: 'write', ino: nodeOf(ino).ino, offset: u64(body, 8), data, atNs: now() });
    return writeAnswer(data.length);
  };

  const readFrom = ({ node: ino, body }: Request): Buffer => {
    const [from, size] = [u64(body, 8), body.readUInt32LE(16)];
    if (ino === CONTROL_INO) return answer.subarray(from, from + size);
    const node = nodeOf(ino);
    return Buffer.from(node.data.subarray(Math.min(from, node.size), Math.min(from + size, node.size)));
  };

  const list = ({ node, body }: Request): Buffer => {
    const entries = [...folderOf(node).names].map(([name, ino]) => ({ name, node: nodeOf(ino) }));
    return readdirAnswer(entries, u64(body, 8), body.readUInt32LE(16));
  };

  const sync = ({ node: ino, body }: Request): Buffer => {
    disk.do({ kind: 'sync', ino: nodeOf(ino).ino, dataOnly: (body.readUInt32LE(8) & 1) === 1 });
    return Buffer.alloc(0);
  };

  const lookUp = ({ node, body }: Request): Buffer => {
    const name = strings(body, 0)[0]!;
    return entryAnswer(node === 1 && name === CONTROL ? control() : childOf(node, name));
  };

  const linkIn = ({ node, body }: Request): Buffer => {
    const linked = nodeOf(u64(body, 0));
    const name = strings(body, 8)[0]!;
    if (folderOf(node).names.has(name)) refuse('EEXIST');
    disk.do({ kind: 'names', slots: [{ folder: node, name, ino: linked.ino }], about: [linked.ino], atNs: now() });
    return entryAnswer(linked);
  };

  const answerOf = (request: Request): Buffer | undefined => {
    const { op, node, body } = request;
    switch (op) {
      case OP.INIT:
        return initAnswer();
      case OP.LOOKUP:
        return lookUp(request);
      case OP.GETATTR:
        return attrAnswer(nodeOf(node));
      case OP.SETATTR:
        return setAttributes(request);
      case OP.READLINK:
        return Buffer.from(nodeOf(node).target);
      case OP.SYMLINK: {
        const [name, target] = strings(body, 0) as [string, string];
        return entryAnswer(make(request, { name, mode: 0o120777, target }));
      }
      case OP.MKNOD:
        return entryAnswer(
          make(request, { name: strings(body, 16)[0]!, mode: body.readUInt32LE(0), rdev: body.readUInt32LE(4) }),
        );
      case OP.MKDIR:
        return entryAnswer(make(request, { name: strings(body, 8)[0]!, mode: 0o040000 | body.readUInt32LE(0) }));
      case OP.CREATE:
        return Buffer.concat([
          entryAnswer(make(request, { name: strings(body, 16)[0]!, mode: body.readUInt32LE(4) })),
          openAnswer(),
        ]);
      case OP.LINK:
        return linkIn(request);
      case OP.UNLINK:
      case OP.RMDIR:
        return takeAway(request);
      case OP.RENAME:
        return renameIn(request, 8);
      case OP.RENAME2:
        return renameIn(request, 16);
      case OP.OPEN:
      case OP.OPENDIR:
        nodeOf(node);
        return openAnswer(node === CONTROL_INO ? DIRECT_IO : 0);
      case OP.READ:
        return readFrom(request);
      case OP.WRITE:
        return writeTo(request);
      case OP.READDIR:
        return list(request);
      case OP.FSYNC:
      case OP.FSYNCDIR:
        return sync(request);
      case OP.STATFS:
        return statfsAnswer(of.freeMb);
      case OP.RELEASE:
      case OP.RELEASEDIR:
      case OP.FLUSH:
        return Buffer.alloc(0);
      case OP.FORGET:
      case OP.BATCH_FORGET:
      case OP.INTERRUPT:
        return undefined;
      default:
        return refuse('ENOSYS');
    }
  };

  return (request) => {
    try {
      return answerOf(request);
    } catch (error) {
      if (error instanceof Refusal) return error.errno;
      throw error;
    }
  };
}
