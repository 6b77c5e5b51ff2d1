// A temporary computer for one test: a person's home, a home of the product, and folders to grant.
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPlaces, type GrantedRoot, type Places } from '../../src/files/places.ts';
import { createReader } from '../../src/files/reader/create-reader.ts';
import { createSensitive, type Sensitive } from '../../src/files/sensitive.ts';
import type { FileReader } from '../../src/files/port.ts';
import type { Access } from '../../src/contract/task.ts';

export interface Computer {
  readonly base: string;
  /** COWORK_HOME. */
  readonly home: string;
  readonly userHome: string;
  readonly sensitive: Sensitive;
  /** Writes a file below `base`, with the folders that it needs. */
  file(path: string, content?: string | Uint8Array): string;
  /** Grants a folder below `base` to the task `t1`, as grants.ts would. */
  grant(path: string, access?: Access, name?: string): GrantedRoot;
  readonly places: Places;
  readonly reader: FileReader;
  remove(): void;
}

export function makeComputer(): Computer {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'cowork-files-')));
  const home = join(base, 'users', 'me', '.local', 'share', 'durable-cowork');
  const userHome = join(base, 'users', 'me');
  mkdirSync(home, { recursive: true });
  const sensitive = createSensitive({ homes: [userHome], own: [home] });
  const roots: GrantedRoot[] = [];
  const places = createPlaces({ home, sensitive, grants: { rootsOf: async (taskId) => (taskId === 't1' ? roots : []) } });
  return {
    ...{ base, home, userHome, sensitive, places, reader: createReader({ places, sensitive }) },
    file(path, content = `content of ${path}`) {
      const full = join(base, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, content);
      return full;
    },
    grant(path, access = 'write', name = path.split('/').at(-1)!) {
      const hostPath = join(base, path);
      mkdirSync(hostPath, { recursive: true });
      const { dev, ino } = lstatSync(hostPath, { bigint: true });
      const root: GrantedRoot = { grantId: `g-${name}`, name, access, hostPath, rootId: { dev, ino } };
      roots.push(root);
      return root;
    },
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

/** Descriptors of this process that are open on a test's computer: what a test must leave as it found it. */
export const openDescriptors = (): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).includes('/cowork-files-');
    } catch {
      return false;
    }
  }).length;
