// `cowork folder`: the standing folders, and where something is always allowed.
import type { Client } from '../../client/client.ts';
import { CHANGE_KINDS, type ChangeKind } from '../../contract/asking.ts';
import type { Folder } from '../../contract/http.ts';
import { isWider } from '../../contract/task.ts';
import { type Cli, connect } from '../context.ts';
import { EXIT, type ExitCode, usage } from '../exit.ts';
import { legible } from '../format/legible.ts';
import { shorten, wrap } from '../format/text.ts';
import { knownFolder, namedFolder, splitAccess } from '../named-folder.ts';
import { words as changes } from '../words/changes.ts';
import { sayDate } from '../words/dates.ts';
import { COVERS, words } from '../words/folders.ts';
import { ACCESS } from '../words/tasks.ts';

export interface FolderOptions {
  readonly json?: boolean;
}

export async function listFolders(cli: Cli, word: string | undefined, options: FolderOptions): Promise<ExitCode> {
  if (word !== undefined) throw usage(words.noSuchWord(word));
  const { items } = await (await connect(cli)).folders();
  if (options.json) cli.terminal.json(items);
  else for (const line of folderPage(legible(items), cli)) cli.terminal.out(line);
  return EXIT.done;
}

export async function addFolder(cli: Cli, text: string, options: FolderOptions): Promise<ExitCode> {
  const { path, access } = await namedFolder(cli, text);
  const client = await connect(cli);
  const before = (await client.folders()).items;
  const folder = await client.addFolder({ path, ...(access === undefined ? {} : { access }) });
  const was = before.find(({ id }) => id === folder.id)?.access;
  if (was === undefined) return told(cli, options, folder, words.listed(folder.path, mayOf(folder)));
  return told(cli, options, folder, words.wasThere(folder.path, mayOf(folder), was === folder.access ? undefined : ACCESS[was]));
}

export async function setFolder(cli: Cli, text: string, options: FolderOptions): Promise<ExitCode> {
  const { name, access } = splitAccess(text);
  if (access === undefined) throw usage(words.whichAccess(name));
  const client = await connect(cli);
  const before = await knownFolder(cli, client, name);
  const folder = await client.patchFolder(before.id, { access });
  const lower = before.access !== undefined && isWider(before.access, access);
  return told(cli, options, folder, words.changed(folder.path, mayOf(folder), lower));
}

export async function removeFolder(cli: Cli, name: string, options: FolderOptions): Promise<ExitCode> {
  const client = await connect(cli);
  const { id, path } = await knownFolder(cli, client, name);
  const waiting = await client.removeFolder(id);
  return told(cli, options, waiting ?? { id, path, tasks: [], always: [] }, words.removed(path));
}

/** Without a kind, everything that is always allowed there. */
export async function askAgain(cli: Cli, name: string, kind: string | undefined, options: FolderOptions): Promise<ExitCode> {
  const wanted = kind === undefined ? undefined : kindOf(kind);
  const client = await connect(cli);
  const before = await knownFolder(cli, client, name);
  if (before.always.length === 0) throw usage(words.nothingAlways(before.path));
  const folder = await client.revokeAlways(before.id, wanted ?? CHANGE_KINDS[0]);
  const left = folder.always.map((answer) => COVERS[answer.kind]);
  return told(
    cli,
    options,
    folder,
    left.length > 0 ? words.asksAgainBut(folder.path, left.join('; ')) : words.asksAgain(folder.path),
  );
}

function told(cli: Cli, { json }: FolderOptions, folder: Folder, done: string): ExitCode {
  const { terminal } = cli;
  if (json) terminal.json(folder);
  else for (const line of wrap(legible(folder.waitingFor ? changes.pending : done), terminal.columns())) terminal.out(line);
  return folder.waitingFor ? EXIT.waiting : EXIT.done;
}

function kindOf(text: string): ChangeKind {
  const kind = CHANGE_KINDS.find((one) => one === text);
  if (!kind) throw usage(words.noSuchKind(text, CHANGE_KINDS));
  return kind;
}

const mayOf = ({ access }: Pick<Folder, 'access'>): string => (access === undefined ? words.onlyNamed : ACCESS[access]);

export function folderPage(folders: readonly Folder[], { terminal, now }: Pick<Cli, 'terminal' | 'now'>): string[] {
  if (folders.length === 0) return [words.empty];
  const { style } = terminal;
  const width = terminal.columns();
  const lines = folders.flatMap((folder) => [
    shorten(`${folder.path} (${mayOf(folder)})`, width),
    ...folder.always.flatMap(({ kind, allowedAt }) =>
      wrap(words.always(COVERS[kind], sayDate(allowedAt, now())), width - 2).map((line) => `  ${line}`),
    ),
    ...(folder.tasks.length > 0 ? [style.dim(`  ${words.usedBy(folder.tasks.length)}`)] : []),
  ]);
  const hints = [...(folders.some((folder) => folder.always.length > 0) ? [words.askAgainHint] : []), words.removeHint];
  return [...lines, '', ...hints.flatMap((hint) => wrap(hint, width, '  ')).map((line) => style.dim(line))];
}

/** Said by `run` when nobody named a folder. */
export const usesStanding = (task: Awaited<ReturnType<Client['createTask']>>): string =>
  words.usesStanding(task.folders.map((folder) => `${folder.path} (${ACCESS[folder.access]})`));
