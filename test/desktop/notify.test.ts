// The system's own program is stood in for by one that writes down how it was called: nobody is told anything by a test.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNotifier, type Notifier, type NotifierDeps } from '../../src/desktop/notify.ts';

let folder: string;
let notifier: Notifier;
const said: string[] = [];
const log = { info: (_: object, text: string) => void said.push(text) };
const PROGRAMS = ['notify-send', 'osascript'];
/** It takes its words at once; asked what it can do, it says so. With an action it waits for a click, which a test makes by a file. */
const program = (can: string): string => `#!/bin/sh
if [ "$1" = --help ]; then echo '${can}'; exit; fi
for word in "$@"; do printf '[%s]' "$word"; done >> ${folder}/calls
echo >> ${folder}/calls
case "$*" in *--action*) ;; *) exit ;; esac
echo $$ >> ${folder}/waiting
until [ -e ${folder}/click ]; do sleep 0.02; done
echo default
`;
const install = (can: string): void => {
  for (const name of PROGRAMS) {
    writeFileSync(join(folder, name), program(can));
    chmodSync(join(folder, name), 0o755);
  }
};
const start = (deps: Partial<NotifierDeps> = {}): Notifier =>
  (notifier = createNotifier({ log, platform: 'linux', env: { PATH: `${folder}:${process.env['PATH']}` }, ...deps }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-notify-'));
  said.length = 0;
  install('--app-name --action');
});
afterEach(() => {
  notifier.close();
  rmSync(folder, { recursive: true });
});

const notice = { title: '--help "$(id)"', text: 'Done <b>', url: 'http://127.0.0.1:7417/tasks/t1' };
const lines = (name: string): string[] =>
  existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').trim().split('\n') : [];
const calls = (): string => lines('calls').join('\n');
const until = async (what: () => boolean): Promise<void> => {
  while (!what()) await new Promise((again) => setTimeout(again, 10));
};
const lives = (pid: string): boolean => {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
};

it.each(['linux', 'darwin'] as const)('on %s titles are words, never options, commands or markup', async (platform) => {
  await start({ platform }).say(notice);
  expect(calls()).toContain(`[--][${notice.title}]`);
  expect(calls()).toContain(platform === 'linux' ? 'Done &lt;b&gt;' : 'Done <b>');
  expect(calls()).toContain(notice.url);
  expect(said).toEqual([]);
});

it('where it cannot be done it is noted once, and nothing fails', async () => {
  start({ env: { PATH: '/nowhere' } });
  await notifier.say({ ...notice, open: () => undefined });
  await notifier.say(notice);
  expect(said).toHaveLength(1);
  await createNotifier({ log, platform: 'win32' }).say(notice);
  expect(said).toHaveLength(1);
});

it('a click opens it; nobody waits for one, and the address is not in the way', async () => {
  let opened = 0;
  await start().say({ ...notice, open: () => void (opened += 1) });
  await until(() => lines('waiting').length === 1);
  expect(calls()).toContain('[--action=default=Open][--]');
  expect(calls()).not.toContain(notice.url);
  expect(opened).toBe(0);
  writeFileSync(join(folder, 'click'), '');
  await until(() => opened === 1);
});

it('a click that opens nothing is noted, and fails nothing', async () => {
  await start().say({ ...notice, open: () => Promise.reject(new Error('no code')) });
  writeFileSync(join(folder, 'click'), '');
  await until(() => said.length > 0);
  expect(said).toEqual(['a click opened nothing']);
});

it('control characters do not stand in the way, and what cannot be told keeps nothing else from being told', async () => {
  start();
  await notifier.say({ ...notice, title: 'a\0b\x1b[1m', text: 'one\ntwo' });
  // No system takes a word of this length.
  await Promise.all([notifier.say({ ...notice, text: 'x'.repeat(5_000_000) }), notifier.say({ ...notice, title: 'After it' })]);
  expect(said).toEqual(['the system was not told']);
  expect(calls()).toContain('[a b [1m][one two');
  expect(calls()).toContain('[After it]');
});

it('what hangs holds up nothing but what is to be said after it, and is killed when the product ends', async () => {
  writeFileSync(join(folder, 'notify-send'), `#!/bin/sh\necho $$ >> ${folder}/waiting\nexec sleep 60\n`);
  start();
  const handed = Promise.all([notifier.say(notice), notifier.say(notice)]);
  await until(() => lines('waiting').length === 1);
  notifier.close();
  await handed;
  await until(() => lines('waiting').filter(lives).length === 0);
  expect(lines('waiting')).toHaveLength(1);
  expect(said).toEqual([]);
});

it('an older program that knows no clicks is told in its own way, with the address', async () => {
  install('--app-name');
  await start().say({ ...notice, open: () => undefined });
  expect(calls()).not.toContain('--action');
  expect(calls()).toContain(notice.url);
});

it('waits for few clicks at once, and for none when the product ends', async () => {
  start();
  for (let n = 1; n <= 7; n += 1) {
    await notifier.say({ ...notice, open: () => undefined });
    await until(() => lines('waiting').length === n);
    await until(() => lines('waiting').filter(lives).length <= 5);
  }
  notifier.close();
  await until(() => lines('waiting').filter(lives).length === 0);
});
