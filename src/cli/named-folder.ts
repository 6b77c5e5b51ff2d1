// Folders as people type them: "Downloads", "~/Downloads:read".
import { realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Client } from '../client/client.ts';
import type { Folder } from '../contract/http.ts';
import { Access } from '../contract/task.ts';
import type { Cli } from './context.ts';
import { usage } from './exit.ts';
import { inShell } from './format/in-shell.ts';
import { words } from './words/folders.ts';

type Place = Pick<Cli, 'cwd'>;

export const absolute = ({ cwd }: Place, path: string): string =>
  path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : resolve(cwd, path);

/** What stands after the last colon counts only when it is an access. */
export function splitAccess(text: string): { name: string; access: Access | undefined } {
  const colon = text.lastIndexOf(':');
  const access = Access.safeParse(text.slice(colon + 1));
  return colon > 0 && access.success ? { name: text.slice(0, colon), access: access.data } : { name: text, access: undefined };
}

/** A folder that is there. @throws a usage error that says what is wrong */
export async function namedFolder(cli: Place, text: string): Promise<{ path: string; access: Access | undefined }> {
  const { name, access } = splitAccess(text);
  const path = absolute(cli, name);
  const found = await stat(path).catch(() => undefined);
  if (!found) throw usage((await wrongAccess(cli, text)) ?? words.noFolder(path));
  if (!found.isDirectory()) throw usage(words.notAFolder(path));
  return { path, access };
}

/** "Downloads:exec": what is meant is a folder that is there, and an access that is none. */
async function wrongAccess(cli: Place, text: string): Promise<string | undefined> {
  const colon = text.lastIndexOf(':');
  const folder = colon > 0 ? await stat(absolute(cli, text.slice(0, colon))).catch(() => undefined) : undefined;
  return folder?.isDirectory() ? words.noSuchAccess(text.slice(colon + 1), Access.options) : undefined;
}

/** A folder that the product knows, by path, id or, where nothing of that name is here, its name; it need not be there any more. */
export async function knownFolder(cli: Place, client: Client, text: string): Promise<Folder> {
  const path = absolute(cli, text);
  const real = await realpath(path).catch(() => undefined);
  const { items } = await client.folders();
  const found = items.find((folder) => folder.id === text || folder.path === path || folder.path === real);
  if (found) return found;
  const [only, ...others] = real === undefined ? items.filter((folder) => basename(folder.path) === text) : [];
  if (!only) throw usage(words.unknown(path));
  if (others.length > 0)
    throw usage(
      words.several(
        text,
        [only, ...others].map((folder) => inShell(folder.path)),
      ),
    );
  return only;
}
