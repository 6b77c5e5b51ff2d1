// The package as a stranger gets it: packed, and installed from the tarball alone.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bare } from '../launcher/start-fixture.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

export interface Packed {
  readonly tarball: string;
  /** Paths inside. */
  readonly files: string[];
  readonly bytes: number;
  /** Installs into an empty folder; returns the folder. */
  installHere(): Promise<string>;
  /** Installs globally, below a prefix of its own; returns the command. */
  installGlobally(): Promise<string>;
  remove(): void;
}

/** A stranger's environment: the machine's own Node comes first, nothing of this run is set, all data is below `folder`. */
export function strangersEnv(folder: string): NodeJS.ProcessEnv {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((part) => !part.includes('node_modules'));
  return { ...bare(), PATH: path.join(delimiter), COWORK_HOME: join(folder, 'cowork-home'), COWORK_PORT: '0' };
}

export async function packPackage(): Promise<Packed> {
  const folder = mkdtempSync(join(tmpdir(), 'cowork-pack-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: ROOT,
    env: bare(),
    maxBuffer: 1 << 26,
  });
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as [
    { filename: string; size: number; files: { path: string }[] },
  ];
  const tarball = join(folder, packed.filename);
  const install = (args: string[], cwd: string) =>
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...args, tarball], { cwd, env: strangersEnv(folder) });
  return {
    tarball,
    files: packed.files.map((file) => file.path),
    bytes: packed.size,
    async installHere() {
      const empty = join(folder, 'empty');
      mkdirSync(empty);
      await install([], empty);
      return empty;
    },
    async installGlobally() {
      const prefix = join(folder, 'prefix');
      await install(['--global', '--prefix', prefix], folder);
      return join(prefix, 'bin', 'cowork');
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
