// The order in which a Temporal CLI is looked for, with small programs in place of it.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cacheFolder } from '../../../src/paths.ts';
import { createCliCache } from '../../../src/launcher/temporal-cli/cache.ts';
import { findTemporalCli, type FoundCli } from '../../../src/launcher/temporal-cli/find.ts';
import { isAtLeast } from '../../../src/launcher/temporal-cli/version.ts';

let folder: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-cli-'));
  mkdirSync(join(folder, 'empty'));
  // The tools that the small programs and Node itself need, but no temporal and no go.
  env = { PATH: join(folder, 'empty'), XDG_CACHE_HOME: join(folder, 'cache'), HOME: folder };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that says it is the Temporal CLI with this server inside. */
function program(file: string, server = '1.29.1'): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho "temporal version 1.5.1 (Server ${server}, UI 2.42.1)"\n`);
  chmodSync(file, 0o755);
  return file;
}
const find = (explicit?: string, fetch = false): Promise<FoundCli> =>
  findTemporalCli({ explicit, env, fetch, onProgress: () => undefined });
const fill = (server = '1.29.1'): Promise<unknown> =>
  createCliCache(cacheFolder(env)).fill('go v1.5.1', async (made) => ({
    program: program(join(made, 'temporal'), server),
    server,
  }));

describe('a Temporal CLI', () => {
  it('is the one that COWORK_TEMPORAL_CLI names, before any other', async () => {
    await fill();
    const explicit = program(join(folder, 'mine'), '1.30.0');
    env['PATH'] = dirname(program(join(folder, 'bin', 'temporal')));
    expect(await find(explicit)).toEqual({ path: explicit, server: '1.30.0', source: 'COWORK_TEMPORAL_CLI' });
  });

  it('that is named but does not work ends the search, saying so', async () => {
    program(join(folder, 'empty', 'temporal'));
    await expect(find(join(folder, 'nothing'))).rejects.toMatchObject({
      code: 'engine_missing',
      detail: expect.stringMatching(/^COWORK_TEMPORAL_CLI: .+nothing does not run \(ENOENT\)\. Set it/) as unknown,
    });
  });

  it('is the one on PATH before the kept one', async () => {
    await fill();
    const path = program(join(folder, 'bin', 'temporal'));
    env['PATH'] = [env['PATH'], dirname(path)].join(delimiter);
    expect(await find()).toMatchObject({ path, source: 'PATH' });
  });

  it('on PATH that is too old or something else is passed over', async () => {
    await fill();
    for (const server of ['1.28.9', 'none']) {
      env['PATH'] = dirname(program(join(folder, server, 'temporal'), server));
      expect((await find()).source).toBe('cache');
    }
  });

  it('that is kept is used only while it is byte for byte what was put there', async () => {
    await fill();
    const kept = await find();
    expect(kept).toMatchObject({ server: '1.29.1', source: 'cache' });
    writeFileSync(kept.path, readFileSync(kept.path, 'utf8').replace('echo', 'rm -rf /nowhere; echo'));
    await expect(find()).rejects.toMatchObject({ detail: expect.stringContaining('is not what was put there') as unknown });
  });

  it('whose making fails leaves nothing behind that would be used', async () => {
    const cache = createCliCache(cacheFolder(env));
    await expect(cache.fill('go', () => Promise.reject(new Error('no line')))).rejects.toThrow('no line');
    expect(await cache.find()).toBeUndefined();
    expect(readdirSync(dirname(cache.program))).toEqual([]);
  });

  it('that is nowhere is an error naming all five places and a way out', async () => {
    // PATH has no go; the downloader gets a proxy that refuses, so that it fails here as it does without a network.
    env['PATH'] = join(folder, 'empty');
    const failed = await find(undefined, true).catch((error: unknown) => error as { code: string; detail: string });
    if (!('detail' in failed)) {
      // The machine has a line to the download: then that is the fourth place, and it works.
      expect(failed.source).toBe('download');
      return;
    }
    expect(failed.code).toBe('engine_missing');
    for (const place of [
      'COWORK_TEMPORAL_CLI is not set',
      'no "temporal" on PATH',
      'none kept at',
      'download by the Temporal SDK: ',
      'go install: ENOENT',
    ])
      expect(failed.detail).toContain(place);
    expect(failed.detail).toMatch(
      /Install Temporal CLI v1\.5\.1 so that "temporal" is on PATH, or set COWORK_TEMPORAL_CLI to it\.$/,
    );
    expect(failed.detail).not.toContain('\n');
  });
});

it('versions are compared as numbers', () => {
  expect(isAtLeast('1.29.1', '1.29.1')).toBe(true);
  expect(isAtLeast('1.30.0', '1.29.1')).toBe(true);
  expect(isAtLeast('2.0.0', '1.29.1')).toBe(true);
  expect(isAtLeast('1.9.9', '1.29.1')).toBe(false);
  expect(isAtLeast('1.29.0', '1.29.1')).toBe(false);
});
