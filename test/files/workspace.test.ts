// The task's own places: spilled results and uploads, each whole or not at all.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from '../../src/files/port.ts';
import { createWorkspace } from '../../src/files/workspace.ts';
import { type Computer, makeComputer } from './computer.ts';

let computer: Computer;
let workspace: Workspace;
const task = (...parts: string[]): string => join(computer.home, 'files', 'tasks', 't1', ...parts);

beforeEach(() => {
  computer = makeComputer();
  const uploads = join(computer.home, 'files', 'uploads');
  mkdirSync(uploads, { recursive: true });
  writeFileSync(join(uploads, 'u1'), 'one');
  writeFileSync(join(uploads, 'u2'), 'two!');
  workspace = createWorkspace({ home: computer.home, places: computer.places, uploadFile: (id) => join(uploads, id) });
});
afterEach(() => computer.remove());

describe('spill', () => {
  it('keeps the text under the call’s key, readable at the path it says', async () => {
    const path = await workspace.spill({ taskId: 't1', step: 3, index: 1 }, 'long ü');
    expect(path).toBe('/scratch/spill/step-3-1.txt');
    expect(await computer.reader.read('t1', { path, offset: 0, limit: 10 })).toMatchObject({ kind: 'text', text: 'long ü' });
    await workspace.spill({ taskId: 't1', step: 3, index: 1 }, 'again');
    expect(readdirSync(task('scratch', 'spill'))).toEqual(['step-3-1.txt']);
    expect(statSync(task('scratch', 'spill', 'step-3-1.txt')).mode & 0o777).toBe(0o600);
  });
});

describe('attach', () => {
  it('shows an upload by its name, once however often it is asked, and a second of that name beside it', async () => {
    await workspace.attach('t1', { id: 'u1', name: 'list.csv' });
    await workspace.attach('t1', { id: 'u1', name: 'list.csv' });
    await workspace.attach('t1', { id: 'u2', name: 'list.csv' });
    await workspace.attach('t1', { id: 'u2', name: 'list.csv' });
    expect(readdirSync(task('uploads'))).toEqual(['list-2.csv', 'list.csv']);
    expect(readFileSync(task('uploads', 'list.csv'), 'utf8')).toBe('one');
    expect(await computer.reader.read('t1', { path: '/uploads/list-2.csv', offset: 0, limit: 10 })).toMatchObject({
      text: 'two!',
    });
  });

  it('takes only the last part of a name, and refuses one that is none', async () => {
    await workspace.attach('t1', { id: 'u1', name: '../../../escape.txt' });
    await workspace.attach('t1', { id: 'u1', name: 'C:\\Users\\me\\windows.txt' });
    expect(readdirSync(task('uploads'))).toEqual(['escape.txt', 'windows.txt']);
    await expect(workspace.attach('t1', { id: 'u1', name: '..' })).rejects.toMatchObject({ code: 'bad_path' });
    await expect(workspace.attach('t1', { id: 'u9', name: 'x' })).rejects.toMatchObject({ code: 'no_such_file' });
    expect(readdirSync(task('uploads'))).toEqual(['escape.txt', 'windows.txt']);
  });
});
