// Reads an archive into a folder of its own and holds it against its manifest: nothing of a home is touched before all of it is right.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { CoworkError, isCoworkError } from '../contract/errors.ts';
import { durableFolders, syncFolder } from '../disk/durable-names.ts';
import { ArchiveHead, BegunCall, CALLS, FORMAT_VERSION, Manifest, type Member } from './format.ts';
import { type ArchivedKind, TABLES_OF } from './tables.ts';
import { type StagedRows, newer, stageRows } from './staged-rows.ts';
import { damaged, readTar, type TarEntry } from './tar.ts';

/** A part is about a megabyte and one row more; a row of more than this is none of ours. */
const MOST_TEXT = 256 * 1024 * 1024;
const SAFE_NAME = /^(?!\.{1,2}$)[^/\0]+$/u;

export interface Staged {
  readonly head: ArchiveHead;
  readonly manifest: Manifest;
  readonly rows: StagedRows;
  /** By task: calls of its last step that had begun. */
  readonly calls: ReadonlyMap<string, readonly BegunCall[]>;
}

/** What is at `folder` afterwards: tasks.db, tasks/<id>/…, uploads/<id>. Made by the caller, who removes it too. */
export async function stageArchive(
  file: string,
  { folder, accept }: { folder: string; accept: (head: ArchiveHead) => void },
): Promise<Staged> {
  const source = createReadStream(file, { highWaterMark: 1 << 18 });
  const gunzip = source.pipe(createGunzip());
  source.once('error', (error) => gunzip.destroy(error));
  let rows: StagedRows | undefined;
  try {
    const state: State = { folder, make: durableFolders(folder), seen: [], calls: new Map(), counted: new Map() };
    let head: ArchiveHead | undefined;
    let manifest: Manifest | undefined;
    for await (const entry of readTar(gunzip)) {
      if (manifest) throw damaged('something follows its manifest');
      if (!head) {
        head = headIn(entry.name, await textOf(entry, state));
        accept(head);
        rows = await stageRows(join(folder, 'tasks.db'), head.migrations);
      } else if (entry.name === 'manifest.json') manifest = parsed(Manifest, await textOf(entry, { seen: [] }), 'its manifest');
      else await takeIn(entry, { ...state, head, rows: rows! });
    }
    if (!head || !rows || !manifest) throw damaged('it breaks off');
    compare(manifest, state, head);
    await rows.finish();
    return { head, manifest, rows, calls: state.calls };
  } catch (error) {
    await rows?.opened.close();
    throw explained(error, file);
  } finally {
    source.destroy();
  }
}

interface State {
  readonly folder: string;
  readonly make: (path: string) => void;
  readonly seen: Member[];
  readonly calls: Map<string, BegunCall[]>;
  /** Rows by task, schedule or thread, whose ids differ, and table. */
  readonly counted: Map<string, Record<string, number>>;
}

function headIn(name: string, text: string): ArchiveHead {
  if (name !== 'archive.json') throw damaged('it does not begin with its description');
  const said = parsedJson(text, 'its description') as { version?: unknown };
  if (typeof said?.version === 'number' && said.version > FORMAT_VERSION) throw newer(`format ${said.version}`);
  return parsed(ArchiveHead, text, 'its description');
}

const ROWS = /^(tasks|schedules|threads)\/([^/]+)\/([a-z_]+)-\d+\.jsonl$/;
const FILE = /^tasks\/([^/]+)\/(files\/(?:scratch|outputs)\/.+|delivered\/[^/]+|attachments\/[^/]+)$/su;

async function takeIn(entry: TarEntry, of: State & { head: ArchiveHead; rows: StagedRows }): Promise<void> {
  const [, kind = 'tasks', rowsOf, table = ''] = ROWS.exec(entry.name) ?? [];
  const [, filesOf, path = ''] = FILE.exec(entry.name) ?? [];
  const taskId = rowsOf ?? filesOf ?? '';
  const tables: readonly string[] = [
    ...TABLES_OF[kind as ArchivedKind].map((one) => one.table),
    ...(kind === 'tasks' ? [CALLS] : []),
  ];
  if (!of.head[kind as ArchivedKind].includes(taskId) || (rowsOf !== undefined && !tables.includes(table)))
    throw damaged(`it holds ${entry.name}, which belongs to no task of it`);
  if (rowsOf === undefined) return writeFile(entry, { state: of, path: fileOf(taskId, path) });
  const text = await textOf(entry, of);
  const counts = of.counted.get(taskId) ?? {};
  of.counted.set(taskId, counts);
  counts[table] = (counts[table] ?? 0) + (table === CALLS ? addCalls(of.calls, taskId, text) : of.rows.add(table, text));
}

function addCalls(calls: State['calls'], taskId: string, text: string): number {
  const lines = text.split('\n').filter((line) => line !== '');
  calls.set(taskId, [...(calls.get(taskId) ?? []), ...lines.map((line) => parsed(BegunCall, line, 'a row'))]);
  return lines.length;
}

function fileOf(taskId: string, path: string): string {
  const names = path.split('/');
  if (!names.every((name) => SAFE_NAME.test(name))) throw damaged('a name in it is not one that a file may have');
  const [kind, ...below] = names;
  if (kind === 'attachments') return join('uploads', ...below);
  // Its name is in a row, and the row may come later.
  if (kind === 'delivered') return join('tasks', taskId, 'outputs', 'delivered', ...below, 'content');
  return join('tasks', taskId, ...below);
}

/** On the disk when it resolves. */
async function writeFile(entry: TarEntry, { state, path }: { state: State; path: string }): Promise<void> {
  const file = join(state.folder, path);
  state.make(dirname(file));
  const hash = createHash('sha256');
  const handle = await open(file, path.startsWith('uploads') ? 'w' : 'wx', 0o600);
  try {
    for await (const chunk of entry.content) {
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  syncFolder(dirname(file));
  state.seen.push({ name: entry.name, bytes: entry.bytes, sha256: hash.digest('hex') });
}

async function textOf(entry: TarEntry, { seen }: Pick<State, 'seen'>): Promise<string> {
  if (entry.bytes > MOST_TEXT) throw damaged(`${entry.name} is too large`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry.content) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  seen.push({ name: entry.name, bytes: entry.bytes, sha256: createHash('sha256').update(bytes).digest('hex') });
  return bytes.toString('utf8');
}

function compare(manifest: Manifest, { seen, counted }: State, head: ArchiveHead): void {
  const text = (members: readonly Member[]): string[] => members.map(({ name, bytes, sha256 }) => `${name} ${bytes} ${sha256}`);
  const wanted = new Set(text(manifest.members));
  const odd = text(seen).find((one) => !wanted.delete(one)) ?? [...wanted][0];
  if (odd !== undefined) throw damaged(`${odd.replace(/ \d+ [0-9a-f]*$/, '')} is not what its manifest says`);
  for (const kind of Object.keys(TABLES_OF) as ArchivedKind[]) {
    if (JSON.stringify(manifest[kind].map(({ id }) => id)) !== JSON.stringify(head[kind])) throw damaged(`${kind} are missing`);
    for (const { id, rows } of manifest[kind])
      for (const [table, count] of Object.entries(rows))
        if ((counted.get(id)?.[table] ?? 0) !== count || (table === kind && count !== 1))
          throw damaged(`rows of ${id} are missing`);
  }
}

function parsed<T>(schema: { safeParse(value: unknown): { data?: T; success: boolean } }, text: string, what: string): T {
  const result = schema.safeParse(parsedJson(text, what));
  if (!result.success) throw damaged(`${what} cannot be read`);
  return result.data as T;
}

function parsedJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(`${what} cannot be read`);
  }
}

function explained(error: unknown, file: string): unknown {
  if (isCoworkError(error)) return error;
  const code = String((error as { code?: unknown }).code);
  if (code === 'ENOENT') return new CoworkError('not_found', `There is no file ${file}.`);
  if (code === 'EISDIR') return new CoworkError('not_found', `${file} is a folder.`);
  if (code === 'EACCES') return new CoworkError('no_permission', `${file} cannot be read.`);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new CoworkError('disk_full', 'The disk is full; nothing of the archive was taken in.', { cause: error });
  return code.startsWith('Z_') ? damaged('it cannot be unpacked') : error;
}
