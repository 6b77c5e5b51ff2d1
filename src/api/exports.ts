// Archives that a page asked for: made one at a time in a folder of the home, there to be saved for an hour.
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CoworkError } from '../contract/errors.ts';
import type { Export, PostExport } from '../contract/http.ts';
import { newId } from '../contract/ids.ts';

/** How long a made archive can be saved. */
const KEPT_MS = 3_600_000;

export interface Exports {
  /** @throws CoworkError not_found, changed_meanwhile, disk_full and the like: nothing is kept then */
  make(what: PostExport): Promise<Export>;
  /** @throws CoworkError not_found when it was never made, or its hour is over */
  open(id: string): Promise<{ name: string; bytes: number; stream: () => ReadableStream<Uint8Array> }>;
  close(): Promise<void>;
}

interface Named {
  readonly id: string;
}
interface Written {
  readonly bytes: number;
  readonly tasks: readonly (Named & { readonly missing: readonly { readonly what: string; readonly why: string }[] })[];
  readonly schedules: readonly Named[];
  readonly threads: readonly Named[];
}

export function createExports(of: {
  folder: string;
  /** Writes an archive to a file that is not there. */
  write: (what: PostExport, file: string) => Promise<Written>;
  now: () => Date;
}): Exports {
  const fileOf = (id: string): string => join(of.folder, `${id}.tar.gz`);
  const names = new Map<string, string>();
  const timers = new Set<NodeJS.Timeout>();
  // What an earlier process left can be saved by nobody any more.
  const clean = rm(of.folder, { recursive: true, force: true }).catch(() => undefined);
  let last: Promise<unknown> = clean;

  async function write(what: PostExport): Promise<Export> {
    const id = newId('x');
    await mkdir(of.folder, { recursive: true, mode: 0o700 });
    const { bytes, tasks, schedules, threads } = await of.write(what, fileOf(id));
    const name = `cowork-${wordOf(what)}-${of.now().toISOString().slice(0, 10)}.tar.gz`;
    names.set(id, name);
    const timer = setTimeout(() => {
      timers.delete(timer);
      names.delete(id);
      void rm(fileOf(id), { force: true });
    }, KEPT_MS);
    timers.add(timer.unref());
    return {
      ...{ id, name, bytes, tasks: tasks.length, schedules: schedules.length, threads: threads.length },
      missing: tasks.flatMap((task) => task.missing.map((one) => ({ taskId: task.id, ...one }))),
    };
  }

  return {
    make(what) {
      const mine = last.then(() => write(what));
      last = mine.catch(() => undefined);
      return mine;
    },
    async open(id) {
      const name = names.get(id);
      const found = name === undefined ? undefined : await stat(fileOf(id)).catch(() => undefined);
      if (name === undefined || !found) throw new CoworkError('not_found', `There is no export ${id} any more. Make it again.`);
      const stream = () => Readable.toWeb(createReadStream(fileOf(id))) as ReadableStream<Uint8Array>;
      return { name, bytes: found.size, stream };
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      await rm(of.folder, { recursive: true, force: true });
    },
  };
}

const wordOf = (what: PostExport): string => ('task' in what ? what.task : 'thread' in what ? `thread-${what.thread}` : 'all');
