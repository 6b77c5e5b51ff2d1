// The files half of the product on a temporary home, without its processes: what a change set, a listing or a search costs by itself.
import { NO_NETWORK } from '../test/rig/no-network.ts';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Desktop, openDesktop } from '../src/desktop-files.ts';
import { makeFolders, pathsOf } from '../src/paths.ts';

export interface BenchDesk extends Desktop, AsyncDisposable {
  readonly base: string;
  /** Makes a folder below the base. */
  folder(name: string): string;
}

export const TASK = 'bench';

/** Disposing removes everything. */
export async function openBenchDesk(): Promise<BenchDesk> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'cowork-bench-')));
  const paths = pathsOf(join(base, 'home'));
  makeFolders(paths);
  const desktop = await openDesktop({ network: NO_NETWORK, paths, deliverRoot: async () => join(base, 'delivered') });
  return {
    ...desktop,
    base,
    folder(name) {
      const path = join(base, name);
      mkdirSync(path, { recursive: true });
      return path;
    },
    async [Symbol.asyncDispose]() {
      await desktop.ledger.close();
      rmSync(base, { recursive: true, force: true });
    },
  };
}
