// Archives that a page asked for: made one at a time in a folder of the home, each there to be saved until a newer one of the same is, or for an hour.
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CoworkError, isCoworkError } from '../contract/errors.ts';
import type { Export, PostExport } from '../contract/http.ts';
import { newId } from '../contract/ids.ts';

/** How long a made archive can be saved. */
const KEPT_MS = 3_600_000;

export interface Exports {
  /** Begins one, or answers with the one of the same that is being made. */
  begin(what: PostExport): Export;
  /** The newest last; those that failed are among them. */
  list(): readonly Export[];
  /** Ends what is being made, and forgets what was. */
  remove(id: string): Promise<void>;
  /** @throws CoworkError not_found where it is not there to be saved */
  open(id: string): { name: string; bytes: number; stream: () => ReadableStream<Uint8Array> };
  close(): Promise<void>;
}

interface Named {
  readonly id: string;
}
interface Written {
  readonly name: string;
  readonly bytes: number;
  readonly tasks: readonly (Named & { readonly missing: readonly { readonly what: string; readonly why: string }[] })[];
  readonly schedules: readonly Named[];
  readonly threads: readonly Named[];
}

export interface ExportsOf {
  readonly folder: string;
  /** Writes to a file that is not there; on a throw, also of the signal's, it still is not. */
  readonly write: (what: PostExport, to: { file: string; signal: AbortSignal }) => Promise<Written>;
  readonly log: { error(fields: object, text: string): void };
}

interface One {
  view: Export;
  readonly stop: AbortController;
  forget?: NodeJS.Timeout;
}

export function createExports({ folder, write, log }: ExportsOf): Exports {
  const fileOf = (id: string): string => join(folder, `${id}.tar.gz`);
  const all = new Map<string, One>();
  // What an earlier process left can be saved by nobody any more.
  let last: Promise<void> = gone(folder);

  async function make(id: string, one: One): Promise<void> {
    const { stop, view } = one;
    try {
      stop.signal.throwIfAborted();
      await mkdir(folder, { recursive: true, mode: 0o700 });
      one.view = { ...view, ...viewOf(await write(view.what, { file: fileOf(id), signal: stop.signal })) };
    } catch (error) {
      if (!isCoworkError(error) && !stop.signal.aborted) log.error({ err: error }, 'an export failed');
      const { code, detail } = isCoworkError(error) ? error : new CoworkError('internal', 'The file could not be made.');
      one.view = { ...view, state: 'failed', error: { code, detail } };
    }
    if (stop.signal.aborted) return gone(fileOf(id));
    one.forget = setTimeout(() => void remove(id), KEPT_MS).unref();
    // One that failed takes no place of one that can still be saved.
    if (one.view.state !== 'ready') return;
    for (const other of [...all.values()].map(({ view: its }) => its))
      if (other.id !== id && other.state !== 'making' && isSame(other.what, view.what)) await remove(other.id);
  }

  async function remove(id: string): Promise<void> {
    const one = all.get(id);
    all.delete(id);
    one?.stop.abort();
    clearTimeout(one?.forget);
    await gone(fileOf(id));
  }

  return {
    begin(what) {
      for (const { view } of all.values()) if (view.state === 'making' && isSame(view.what, what)) return view;
      const id = newId('x');
      const one: One = { view: { id, what, state: 'making', missing: [] }, stop: new AbortController() };
      all.set(id, one);
      last = last.then(() => make(id, one));
      return one.view;
    },
    list: () => [...all.values()].map(({ view }) => view),
    remove,
    open(id) {
      const { name, bytes } = all.get(id)?.view ?? {};
      if (name === undefined || bytes === undefined)
        throw new CoworkError('not_found', `There is no export ${id} any more. Make it again.`);
      return { name, bytes, stream: () => Readable.toWeb(createReadStream(fileOf(id))) as ReadableStream<Uint8Array> };
    },
    async close() {
      for (const id of [...all.keys()]) await remove(id);
      await last;
      await gone(folder);
    },
  };
}

function viewOf({ name, bytes, tasks, schedules, threads }: Written): Partial<Export> {
  return {
    ...{ state: 'ready', name, bytes, tasks: tasks.length, schedules: schedules.length, threads: threads.length },
    missing: tasks.flatMap((task) => task.missing.map((one) => ({ taskId: task.id, ...one }))),
  };
}

const isSame = (a: PostExport, b: PostExport): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What cannot be removed now is when the api starts again. */
const gone = (path: string): Promise<void> => rm(path, { recursive: true, force: true }).catch(() => undefined);
