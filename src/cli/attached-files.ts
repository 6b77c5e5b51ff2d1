// Files that go along with a job or a message.
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Client } from '../client/client.ts';
import type { Cli } from './context.ts';
import { usage } from './exit.ts';
import { inShell } from './format/in-shell.ts';
import { absolute } from './named-folder.ts';
import { words as product } from './words/product.ts';

/** Whole paths of files that are there. @throws a usage error that names the one that is not; a folder is given with `folderWith` */
export const attachedFiles = (cli: Pick<Cli, 'cwd'>, named: readonly string[] = [], folderWith = '--folder'): Promise<string[]> =>
  Promise.all(
    named.map(async (text) => {
      const path = absolute(cli, text);
      const found = await stat(path).catch(() => undefined);
      if (found?.isDirectory()) throw usage(product.folderAttached(path, `${folderWith} ${inShell(path)}`));
      if (!found?.isFile()) throw usage(product.noFile(path));
      return path;
    }),
  );

/** Ids of the uploads, in the order of the files. */
export async function uploadAll(client: Client, files: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const path of files) ids.push((await client.upload(await openAsBlob(path), basename(path))).id);
  return ids;
}
