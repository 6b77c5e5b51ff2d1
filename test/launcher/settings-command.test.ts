// `cowork config`.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { settingsCommand } from '../../src/launcher/settings-command.ts';
import { pathsOf } from '../../src/paths.ts';
import { createModelKeys } from '../../src/secrets.ts';
import { memoryTerminal, type MemoryTerminal } from './memory-terminal.ts';

const KEY = 'key-of-the-settings-test-0123';
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cowork-settings-'));
});
afterEach(async () => {
  await createModelKeys(pathsOf(home)).remove();
  rmSync(home, { recursive: true });
});

const run = async (
  words: string,
  more: { secret?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<{ code: number; said: string }> => {
  const terminal: MemoryTerminal = memoryTerminal(
    { COWORK_HOME: home, ...more.env },
    more.secret === undefined ? {} : { secret: more.secret },
  );
  return { code: await settingsCommand(words.split(' '), terminal), said: terminal.output() };
};

describe('cowork config', () => {
  it('keeps the model key where only the product finds it, and never shows it', async () => {
    const all = [
      await run('list'),
      await run('set model-key', { secret: KEY }),
      await run('get model-key'),
      await run('list'),
      await run('list', { env: { ANTHROPIC_API_KEY: KEY } }),
    ];
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    expect(all.map(({ said }) => said).join('\n')).not.toContain(KEY);
    expect(all[3]?.said).toMatch(/^model-key +set, in /);
    expect(await createModelKeys(pathsOf(home)).read()).toBe(KEY);
    const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const entry of files) {
      const file = join(entry.parentPath, entry.name);
      if (readFileSync(file, 'utf8').includes(KEY))
        expect([file, statSync(file).mode & 0o777]).toEqual([pathsOf(home).keyFile, 0o600]);
    }
    expect((await run('unset model-key')).said).toBe('The model key is removed.');
    expect(await createModelKeys(pathsOf(home)).read()).toBeUndefined();
  });

  it('takes no key from the command line, and none that cannot be one', async () => {
    for (const { code, said } of [
      await run(`set model-key ${KEY}`),
      await run('set model-key', { secret: 'two words' }),
      await run('set model-key'),
    ]) {
      expect(code).toBe(2);
      expect(said).not.toContain(KEY);
    }
    expect(createModelKeys(pathsOf(home)).where()).toBe('nowhere');
  });

  it('keeps settings in a private file, shows where a value comes from, and leaves the others alone', async () => {
    await run('set base-url http://127.0.0.1:9');
    await run('set model some-model');
    expect(statSync(pathsOf(home).settingsFile).mode & 0o777).toBe(0o600);
    expect(readConfig({ COWORK_HOME: home })).toMatchObject({ baseUrl: 'http://127.0.0.1:9', model: 'some-model' });
    expect((await run('get model')).said).toBe('some-model');
    expect((await run('get model', { env: { COWORK_MODEL: 'other' } })).said).toBe('other (from COWORK_MODEL)');
    await run('unset model');
    expect((await run('get daily-max-usd')).said).toBe('not set (20)');
    expect(readConfig({ COWORK_HOME: home })).toMatchObject({ baseUrl: 'http://127.0.0.1:9', model: undefined });
    expect((await run('set proxy http://p:1')).said).toBe('proxy is now http://p:1. It counts from the next start on.');
  });

  it.each(['set', 'get', 'list model', 'get colour', 'set base-url nowhere', 'set model a b', 'get model x', 'frob model'])(
    'refuses "%s"',
    async (words) => {
      expect((await run(words)).code).toBe(2);
    },
  );

  it('keeps only a file of certificates that is there, and an empty value unsets it', async () => {
    expect(await run('set ca-file /nope')).toEqual({
      code: 2,
      said: expect.stringContaining('There is no file /nope. Nothing was changed.'),
    });
    expect((await run('get ca-file')).said).toBe('not set');
    const file = join(home, 'ca.pem');
    writeFileSync(file, '');
    const set = await run(`set ca-file ${file}`, { env: { NODE_EXTRA_CA_CERTS: '/other.pem' } });
    expect(set.said.split('\n')).toEqual([
      `ca-file is now ${file}. It counts from the next start on.`,
      'NODE_EXTRA_CA_CERTS is set in this shell and comes first.',
    ]);
    expect((await run('get ca-file')).said).toBe(file);
    expect((await run('set ca-file ')).said).toBe('ca-file is unset. It counts from the next start on.');
    expect((await run('get ca-file')).said).toBe('not set');
  });

  it('delivers only to a folder that is there or can be made', async () => {
    expect(await run('set deliver-to /nope/Results')).toEqual({
      code: 2,
      said: expect.stringContaining('There is no folder /nope. Nothing was changed.'),
    });
    expect(await run('set deliver-to Results')).toMatchObject({ code: 2, said: expect.stringContaining('whole path') });
    for (const path of [home, join(home, 'Results')])
      expect((await run(`set deliver-to ${path}`)).said).toBe(`deliver-to is now ${path}.`);
  });

  it('turns a switch on and off by these words and no others', async () => {
    expect((await run('get package-registries')).said).toBe('not set (off)');
    await run('set package-registries on');
    expect((await run('get package-registries')).said).toBe('on');
    const refused = await run('set package-registries maybe');
    expect(refused).toEqual({ code: 2, said: expect.stringContaining('must be on or off, not "maybe". Nothing was changed.') });
    expect((await run('get package-registries')).said).toBe('on');
    await run('set package-registries off');
    expect((await run('get package-registries')).said).toBe('off');
  });

  it('says what commands without a virtual machine give up, when somebody agrees to them', async () => {
    expect((await run('get commands-without-vm')).said).toBe('not set (off)');
    expect((await run('set commands-without-vm on')).said).toMatch(/only this computer’s own kernel holds them back/);
    expect((await run('set commands-without-vm off')).said).toBe('commands-without-vm is now off.');
  });
});
