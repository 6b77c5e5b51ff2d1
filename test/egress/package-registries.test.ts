// What the user's own npm and pip say: the real programs, with settings of a test's own.
import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRegistries } from '../../src/egress/package-registries.ts';

const home = mkdtempSync(join(tmpdir(), 'cowork-registries-'));
afterAll(() => rmSync(home, { recursive: true }));
const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], HOME: home, ...more });
const DOWNLOADS = { methods: ['GET', 'HEAD'], isOwn: true };

test('the registry of npm, those of its scopes, and the indexes of pip, each with its key and for downloads alone', async () => {
  writeFileSync(
    join(home, '.npmrc'),
    [
      'registry=https://npm.example:8443/all/',
      '@own:registry=https://scope.example/',
      '//npm.example:8443/all/:_authToken=${OWN_TOKEN}',
      '//scope.example/:_auth="dXNlcjpwYXNz"',
    ].join('\n'),
  );
  mkdirSync(join(home, '.config', 'pip'), { recursive: true });
  writeFileSync(
    join(home, '.config', 'pip', 'pip.conf'),
    '[global]\nindex-url = https://me:s%40cret@pip.example/simple\nextra-index-url =\n  http://10.0.0.7:8080/simple\n  https://more.example/simple\n',
  );
  const { rules, environment: given } = await readRegistries(environment({ OWN_TOKEN: 't0ken' }));
  expect(rules).toEqual(
    expect.arrayContaining([
      { host: 'npm.example', port: 8443, ...DOWNLOADS, authorization: 'Bearer t0ken' },
      { host: 'scope.example', port: 443, ...DOWNLOADS, authorization: 'Basic dXNlcjpwYXNz' },
      { host: 'pip.example', port: 443, ...DOWNLOADS, authorization: `Basic ${btoa('me:s@cret')}` },
      { host: '10.0.0.7', port: 8080, ...DOWNLOADS },
      { host: 'more.example', port: 443, ...DOWNLOADS },
    ]),
  );
  expect(rules).toHaveLength(5);
  expect(given['NPM_CONFIG_REGISTRY']).toBe('https://npm.example:8443/all/');
  expect(given['PIP_INDEX_URL']).toBe('https://pip.example/simple');
  expect(given['PIP_EXTRA_INDEX_URL']).toBe('http://10.0.0.7:8080/simple https://more.example/simple');
  expect(JSON.stringify(given)).not.toMatch(/t0ken|cret/);
}, 240_000);

test('where neither is installed there is no registry', async () => {
  expect(await readRegistries(environment({ PATH: home }))).toEqual({ rules: [], environment: {} });
}, 240_000);
