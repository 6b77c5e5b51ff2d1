// The browser is stood in for by a program that writes down what it was to open.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLoginCodes } from '../../src/launcher/login-codes.ts';
import { openPage } from '../../src/launcher/open.ts';
import type { Runtime } from '../../src/launcher/runtime.ts';
import { pathsOf } from '../../src/paths.ts';
import { memoryTerminal } from './memory-terminal.ts';

let folder: string;
let opened: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-browser-'));
  opened = join(folder, 'opened');
  for (const name of ['xdg-open', 'open']) {
    writeFileSync(join(folder, name), `#!/bin/sh\nprintf '%s' "$1" > ${opened}.making && mv ${opened}.making ${opened}\n`);
    chmodSync(join(folder, name), 0o755);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

const runtime = { apiPort: 7417, webFolder: '/built' } as Runtime;
const screen = (more: NodeJS.ProcessEnv = {}) => ({ PATH: `${folder}:${process.env['PATH']}`, DISPLAY: ':0', ...more });
const there = async (): Promise<string> => {
  while (!existsSync(opened)) await new Promise((again) => setTimeout(again, 10));
  return readFileSync(opened, 'utf8');
};

it('a start opens the page for a person at a screen, with a link that signs in', async () => {
  await openPage(folder, runtime, memoryTerminal(screen(), { interactive: true }));
  const link = new URL(await there());
  expect(link.origin).toBe('http://127.0.0.1:7417');
  expect(await createLoginCodes(pathsOf(folder).loginCodes).redeem(link.searchParams.get('code') ?? '')).toBe(true);
});

it.each([
  ['nobody is at the terminal', {}, { interactive: false }, runtime],
  ['it runs in CI', { CI: 'true' }, { interactive: true }, runtime],
  ['it is reached by ssh', { SSH_CONNECTION: '192.0.2.1 50000 192.0.2.2 22' }, { interactive: true }, runtime],
  ['its terminal is one of ssh', { SSH_TTY: '/dev/pts/1' }, { interactive: true }, runtime],
  ['no page was built', {}, { interactive: true }, { ...runtime, webFolder: undefined }],
])('no link is made and nothing opened where %s', async (_, env, person, of) => {
  await openPage(folder, of, memoryTerminal(screen(env), person));
  expect(existsSync(pathsOf(folder).loginCodes)).toBe(false);
});

it('a browser that cannot be started fails nothing', async () => {
  await openPage(folder, runtime, memoryTerminal({ PATH: '/nowhere', DISPLAY: ':0' }, { interactive: true }));
  expect(existsSync(pathsOf(folder).loginCodes)).toBe(true);
  // That it cannot is told as an event, which would end this test if nobody took it.
  await new Promise((soon) => setTimeout(soon, 100));
});
