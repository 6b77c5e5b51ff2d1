// The one parse of the environment.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfig } from '../src/config.ts';
import { defaultHome } from '../src/paths.ts';
import { writeSettings } from '../src/settings-file.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cowork-config-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const detailOf = (env: NodeJS.ProcessEnv): string => {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toMatchObject({ code: 'bad_config' });
    return (error as { detail: string }).detail;
  }
  throw new Error('it was accepted');
};

describe('the environment', () => {
  it('may be empty', () => {
    expect(readConfig({})).toMatchObject({
      home: defaultHome({}),
      port: 7417,
      portExplicit: false,
      temporalNamespace: 'default',
    });
  });

  it('counts empty values as unset', () => {
    expect(readConfig({ COWORK_HOME: home, COWORK_PORT: '', COWORK_TOKEN: '' })).toMatchObject({
      portExplicit: false,
      token: undefined,
    });
  });

  it('makes a relative home absolute', () => {
    expect(readConfig({ COWORK_HOME: 'here' }).home).toBe(join(process.cwd(), 'here'));
  });

  it.each([
    [{ COWORK_PORT: '65536' }, 'COWORK_PORT must be a port number from 1 to 65535 (0: any free one).'],
    [{ COWORK_PORT: '-1' }, 'COWORK_PORT must be a port number from 1 to 65535 (0: any free one).'],
    [{ COWORK_CRASH_AT: 'order.json' }, 'COWORK_CRASH_AT must be the absolute path of a file (for tests of this product only).'],
    [{ COWORK_TOKEN: 'two words' }, 'COWORK_TOKEN must be visible ASCII characters without spaces.'],
    [{ ANTHROPIC_BASE_URL: 'example' }, 'ANTHROPIC_BASE_URL must be an http or https address.'],
    [{ ANTHROPIC_BASE_URL: 'file:///x' }, 'ANTHROPIC_BASE_URL must be an http or https address.'],
    [{ TEMPORAL_ADDRESS: 'http://x:7233' }, 'TEMPORAL_ADDRESS must be host:port.'],
    [{ HTTPS_PROXY: 'proxy:3128' }, 'HTTPS_PROXY must be an http or https address.'],
  ])('refuses %j in one sentence', (env, sentence) => {
    expect(detailOf({ COWORK_HOME: home, ...env })).toBe(sentence);
  });

  it('names every bad value at once, and repeats none that may be secret', () => {
    const detail = detailOf({ COWORK_HOME: home, COWORK_PORT: 'x', COWORK_TOKEN: 'my secret' });
    expect(detail).toMatch(/^COWORK_PORT .+; COWORK_TOKEN .+\.$/);
    expect(detail).not.toContain('my secret');
  });

  it('refuses names it does not know, listing those it does', () => {
    expect(detailOf({ COWORK_HOMES: '/x' })).toBe(
      'COWORK_HOMES: no such setting. There are COWORK_HOME, COWORK_PORT, COWORK_TOKEN, COWORK_MODEL, COWORK_TEMPORAL_CLI.',
    );
  });

  it('says what this version does not do yet instead of ignoring it', () => {
    expect(detailOf({ DATABASE_URL: 'postgres://u:p@h/d' })).toBe(
      'DATABASE_URL is set, but this version cannot do that yet (keeping tasks in PostgreSQL); unset it.',
    );
  });

  it('takes proxies in lower case, the upper case first', () => {
    const env = { COWORK_HOME: home, https_proxy: 'http://lower:1', no_proxy: 'a' };
    expect(readConfig(env)).toMatchObject({ proxy: 'http://lower:1', noProxy: 'a' });
    expect(readConfig({ ...env, HTTPS_PROXY: 'http://upper:1' }).proxy).toBe('http://upper:1');
  });
});

describe('config.json', () => {
  const file = (): string => join(home, 'config.json');

  it('is below the environment', () => {
    writeSettings(file(), { model: 'from-file', baseUrl: 'http://file:1', proxy: 'http://p:1', caFile: '/ca.pem' });
    expect(readConfig({ COWORK_HOME: home, COWORK_MODEL: 'from-env' })).toMatchObject({
      model: 'from-env',
      baseUrl: 'http://file:1',
      proxy: 'http://p:1',
      caFile: '/ca.pem',
    });
  });

  it.each(['{', '[]', '{"baseUrl":"nowhere"}', '{"colour":"red"}'])('that is %s is refused, naming the file', (text) => {
    writeFileSync(file(), text);
    expect(detailOf({ COWORK_HOME: home })).toMatch(new RegExp(`^${file()}: .+; mend or remove it\\.$`));
  });
});
