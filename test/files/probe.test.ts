// What may be granted, and the picker's view of the folders.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createProbe, type Probe } from '../../src/files/probe.ts';
import { type Computer, makeComputer } from './computer.ts';

let computer: Computer;
let probe: Probe;

beforeEach(() => {
  computer = makeComputer();
  for (const folder of ['Documents/Taxes', 'Documents/.hidden', 'Documents/Fotos 10', 'Documents/Fotos 9', '.ssh', '.config'])
    mkdirSync(join(computer.userHome, folder), { recursive: true });
  computer.file('users/me/Documents/letter.txt');
  symlinkSync('Taxes', join(computer.userHome, 'Documents', 'link'));
  probe = createProbe({ home: computer.home, sensitive: computer.sensitive, userHome: computer.userHome });
});
afterEach(() => computer.remove());

const refusal = (path: string): { code: string; detail: string } => {
  try {
    probe.checkFolder(path);
  } catch (error) {
    return error as { code: string; detail: string };
  }
  throw new Error(`${path} was not refused`);
};

describe('checkFolder', () => {
  it('answers the real path', () => {
    const taxes = join(computer.userHome, 'Documents', 'Taxes');
    expect(probe.checkFolder(taxes).hostPath).toBe(taxes);
    expect(probe.checkFolder('~/Documents/Taxes/').hostPath).toBe(taxes);
    expect(probe.checkFolder(join(computer.userHome, 'Documents', 'link')).hostPath).toBe(taxes);
    expect(probe.checkFolder(computer.userHome).hostPath).toBe(computer.userHome);
  });

  it('refuses the whole computer, what holds the homes, and protected places, with a reason and a way on', () => {
    expect(refusal('/')).toMatchObject({ code: 'sensitive_place', detail: expect.stringContaining('the whole computer') });
    expect(refusal(dirname(computer.userHome))).toMatchObject({
      code: 'sensitive_place',
      detail: expect.stringContaining('home folders'),
    });
    expect(refusal(computer.base).code).toBe('sensitive_place');
    expect(refusal('~/.ssh').detail).toContain('keys and sign-ins');
    expect(refusal(computer.home).detail).toContain('own data');
    expect(refusal('/proc').code).toBe('sensitive_place');
    symlinkSync('.ssh', join(computer.userHome, 'innocent'));
    expect(refusal('~/innocent').code).toBe('sensitive_place');
  });

  it('refuses what is no folder, not there, or no path', () => {
    expect(refusal('~/Documents/letter.txt').code).toBe('not_a_folder');
    expect(refusal('~/Documents/letter.txt/x').code).toBe('not_a_folder');
    expect(refusal('~/nothing').code).toBe('no_such_file');
    expect(refusal('Documents').code).toBe('bad_path');
    expect(refusal('/tmp\0/x').code).toBe('bad_path');
  });

  it('says no_permission to a user who may not enter (run as nobody)', () => {
    for (let path = computer.userHome; path.startsWith(computer.base); path = dirname(path)) chmodSync(path, 0o755);
    mkdirSync(join(computer.userHome, 'closed', 'inner'), { recursive: true });
    chmodSync(join(computer.userHome, 'closed'), 0o700);
    chownSync(join(computer.userHome, 'closed'), 0, 0);
    const script = `import { checkFolder } from ${JSON.stringify(new URL('../../src/files/probe.ts', import.meta.url).href)};
      try { checkFolder(process.argv[1], '/nonexistent'); console.log('granted'); } catch (error) { console.log(error.code); }`;
    const asNobody = (path: string): string =>
      spawnSync(process.execPath, ['--input-type=module', '-e', script, path], {
        uid: 65534,
        gid: 65534,
        encoding: 'utf8',
      }).stdout.trim();
    expect(asNobody(join(computer.userHome, 'closed', 'inner'))).toBe('no_permission');
    expect(asNobody(join(computer.userHome, 'Documents'))).toBe('granted');
  });
});

describe('browseFolders', () => {
  it('lists folders by name as people count, without files, links and protected places', () => {
    const documents = probe.browseFolders(join(computer.userHome, 'Documents'));
    expect(documents.folders.map((f) => [f.name, f.hidden])).toEqual([
      ['.hidden', true],
      ['Fotos 9', false],
      ['Fotos 10', false],
      ['Taxes', false],
    ]);
    expect(documents).toMatchObject({ parent: computer.userHome, total: 4 });
    expect(documents).not.toHaveProperty('refused');
    expect(probe.browseFolders().folders.map((f) => f.name)).toEqual(['.config', '.local', 'Documents']);
  });

  it('goes through what cannot be granted, and says so; protected places it does not enter', () => {
    const top = probe.browseFolders('/');
    expect(top.refused).toContain('whole computer');
    expect(top).not.toHaveProperty('parent');
    expect(top.folders.map((f) => f.name)).not.toContain('proc');
    expect(() => probe.browseFolders('~/.ssh')).toThrow(expect.objectContaining({ code: 'sensitive_place' }));
  });
});
