// Where things live and who may look at them.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cacheFolder, defaultHome, makeFolders, pathsOf } from '../src/paths.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-paths-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('paths', () => {
  it('are made 0700, also where they were open before', () => {
    const home = join(folder, 'home');
    mkdirSync(join(home, 'logs'), { recursive: true });
    chmodSync(join(home, 'logs'), 0o755);
    const paths = pathsOf(home);
    makeFolders(paths);
    const modes = [paths.home, paths.files, paths.logs, paths.bin, paths.run, paths.temporal].map(
      (p) => statSync(p).mode & 0o777,
    );
    expect(modes).toEqual(modes.map(() => 0o700));
  });

  // In a process of its own: what does not end here cannot be stopped from inside.
  (process.platform === 'linux' ? it : it.skip)('are refused, not tried for ever, where a folder takes no new ones', () => {
    const paths = new URL('../src/paths.ts', import.meta.url).href;
    const script = `const { makeFolders, pathsOf } = await import(${JSON.stringify(paths)});
      try { makeFolders(pathsOf('/proc/nowhere/at/all')); } catch (error) { console.log(error.code); }`;
    const ended = spawnSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 100_000, encoding: 'utf8' });
    expect(ended).toMatchObject({ status: 0, stdout: 'ENOENT\n' });
  });

  it('keep the socket short enough for every system, however deep the home is', () => {
    for (const home of ['/h', join(folder, 'x'.repeat(200)), join(folder, 'ä'.repeat(60))]) {
      expect(Buffer.byteLength(pathsOf(home).socket)).toBeLessThanOrEqual(103);
    }
    const [one, other] = ['1', '2'].map((end) => pathsOf(join(folder, 'x'.repeat(200) + end)).socket);
    expect(one).not.toBe(other);
  });

  it('refuse a runtime folder that somebody else made', () => {
    const paths = pathsOf(join(folder, 'x'.repeat(200)));
    const runtime = dirname(paths.socket);
    rmSync(runtime, { recursive: true, force: true });
    makeFolders(paths);
    expect(statSync(runtime).mode & 0o777).toBe(0o700);
    rmSync(runtime, { recursive: true });
  });

  it('follow the platform', () => {
    const env = { XDG_DATA_HOME: '/data', XDG_CACHE_HOME: '/cache' };
    expect(defaultHome(env, 'linux')).toBe('/data/durable-cowork');
    expect(cacheFolder(env, 'linux')).toBe('/cache/durable-cowork');
    expect(defaultHome(env, 'darwin')).toMatch(/Library\/Application Support\/durable-cowork$/);
    expect(cacheFolder(env, 'darwin')).toMatch(/Library\/Caches\/durable-cowork$/);
  });
});
