// Protected places: the table, every spelling, and what is not protected although it looks so.
import { describe, expect, it } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createSensitive } from '../../src/files/sensitive.ts';
import { makeComputer } from './computer.ts';

const sensitive = createSensitive({ homes: ['/home/me', '/data/people/me'], own: ['/home/me/.local/share/durable-cowork'] });

describe('protected', () => {
  it.each([
    '/home/me/.ssh',
    '/home/me/.ssh/id_ed25519',
    '/home/me/.gnupg/x/y',
    '/home/me/.aws/credentials',
    '/home/me/.config/google-chrome/Default/Cookies',
    '/home/me/.mozilla/firefox/x/logins.json',
    '/home/me/.password-store/bank.gpg',
    '/home/me/.bash_history',
    '/home/me/.bashrc',
    '/home/me/.config/gh/hosts.yml',
    '/home/me/.local/share/keyrings/login.keyring',
    '/home/me/.local/share/durable-cowork',
    '/home/me/.local/share/durable-cowork/desktop.db',
    '/data/people/me/.netrc',
    '/home/you/.zshrc',
    '/Users/you/Library/Keychains/login.keychain-db',
    '/root/.bash_history',
    '/mnt/backup/old/.ssh/id_rsa',
    '/home/me/Documents/Passwords.kdbx',
    '/home/me/Documents/.cowork-undo/c1',
    '/etc/shadow',
    '/proc/self/environ',
    '/sys',
    '/dev/sda',
    '/run/user/1000/keyring',
    '/home/me/.SSH/config',
    '/HOME/me/.Ssh/config',
    '/home/me/.s\u200bsh/config',
    '/home/me/.ssh./config',
    '/home/me/\uff0essh',
    '/home/me/.config//google-chrome',
  ])('%s', (path) => expect(sensitive.reason(path)).toBeDefined());
});

describe('not protected', () => {
  it.each([
    '/home/me',
    '/home',
    '/',
    '/home/me/Documents/ssh',
    '/home/me/Downloads/.ssh-notes.txt',
    '/home/me/.config',
    '/home/me/.config/google-chrome-notes',
    '/home/me/projects/.bashrc',
    '/home/me/projects/.npmrc',
    '/home/me/.local/share/durable-cowork-notes',
    '/home/me/Documents/about kdbx.txt',
    '/srv/proc/notes',
    '/etc/hosts',
    '/home/.ssh-keys/readme',
  ])('%s', (path) => expect(sensitive.reason(path)).toBeUndefined());
});

describe('below', () => {
  it('names a protected place that exists and would move along', () => {
    const computer = makeComputer();
    mkdirSync(join(computer.userHome, '.config', 'google-chrome'), { recursive: true });
    expect(computer.sensitive.below(join(computer.userHome, '.config'))).toBe(
      join(computer.userHome, '.config', 'google-chrome'),
    );
    expect(computer.sensitive.below(join(computer.userHome, '.local'))).toBe(computer.home);
    expect(computer.sensitive.below(join(computer.userHome, 'Documents'))).toBeUndefined();
    computer.remove();
  });
});
