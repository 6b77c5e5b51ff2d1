// The system's own program is stood in for by one that writes down how it was called: nobody is told anything by a test.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNotifier } from '../../src/desktop/notify.ts';

let folder: string;
const said: string[] = [];
const log = { info: (_: object, text: string) => void said.push(text) };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-notify-'));
  said.length = 0;
  for (const name of ['notify-send', 'osascript']) {
    writeFileSync(
      join(folder, name),
      `#!/bin/sh\nfor word in "$@"; do printf '[%s]' "$word"; done >> ${join(folder, 'calls')}\n`,
    );
    chmodSync(join(folder, name), 0o755);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

const notice = { title: '--help "$(id)"', text: 'Done <b>', url: 'http://127.0.0.1:7417/tasks/t1' };

it.each(['linux', 'darwin'] as const)('on %s titles are words, never options, commands or markup', async (platform) => {
  await createNotifier({ log, platform, env: { PATH: `${folder}:${process.env['PATH']}` } })(notice);
  const calls = readFileSync(join(folder, 'calls'), 'utf8');
  expect(calls).toContain(`[--][${notice.title}]`);
  expect(calls).toContain(platform === 'linux' ? 'Done &lt;b&gt;' : 'Done <b>');
  expect(calls).toContain(notice.url);
  expect(said).toEqual([]);
});

it('where it cannot be done it is noted once, and nothing fails', async () => {
  const tell = createNotifier({ log, platform: 'linux', env: { PATH: '/nowhere' } });
  await tell(notice);
  await tell(notice);
  expect(said).toHaveLength(1);
  await createNotifier({ log, platform: 'win32' })(notice);
  expect(said).toHaveLength(1);
});
