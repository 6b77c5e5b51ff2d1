// Archives for a page: one at a time, one of each, stopped when nobody wants them, gone with their hour and with the product.
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { createExports, type Exports, type ExportsOf } from '../../src/api/exports.ts';
import { CoworkError } from '../../src/contract/errors.ts';

const ALL = { all: true } as const;
const HOUR_MS = 3_600_000;

let folder: string;
let exports: Exports;
/** Ends the write that is under way. */
let finish: (() => void) | undefined;
let fails: Error | undefined;
const logged: string[] = [];

const write: ExportsOf['write'] = (_, { file, signal }) =>
  new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new CoworkError('internal', 'ended')));
    finish = () => {
      if (fails) return reject(fails);
      writeFileSync(file, 'an archive');
      const tasks = [{ id: 't1', missing: [{ what: 'a.pdf', why: 'it is gone' }] }];
      resolve({ name: 'all.tar.gz', bytes: 10, tasks, schedules: [], threads: [] });
    };
  });
const opened = (): Exports => createExports({ folder, write, log: { error: (_, text) => void logged.push(text) } });
/** Until a write waits for its end, without a clock. */
async function writing(): Promise<void> {
  while (!finish) await turn();
}
async function finished(): Promise<void> {
  await writing();
  finish?.();
  finish = undefined;
  while (exports.list().some(({ state }) => state === 'making') && !finish) await turn();
}
const states = (): string[] => exports.list().map(({ state }) => state);
const files = (): string[] => (existsSync(folder) ? readdirSync(folder) : []);

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  folder = join(mkdtempSync(join(tmpdir(), 'cowork-exports-')), 'exports');
  mkdirSync(folder);
  writeFileSync(join(folder, 'of an earlier process'), 'x');
  [finish, fails] = [undefined, undefined];
  exports = opened();
});
afterEach(async () => {
  await exports.close();
  jest.useRealTimers();
  rmSync(join(folder, '..'), { recursive: true });
});

it('are made one at a time, and what is being made is meant when it is asked for again', async () => {
  const { id } = exports.begin(ALL);
  expect(exports.begin(ALL).id).toBe(id);
  exports.begin({ task: 't1' });
  await writing();
  expect(files()).toEqual([]);
  await finished();
  expect(states()).toEqual(['ready', 'making']);
  await finished();
  expect(exports.list()[0]).toMatchObject({
    id,
    name: 'all.tar.gz',
    missing: [{ taskId: 't1', what: 'a.pdf', why: 'it is gone' }],
  });
  expect(await new Response(exports.open(id).stream()).text()).toBe('an archive');
});

it('are there for an hour, and the newest of the same alone', async () => {
  const { id: first } = exports.begin(ALL);
  await finished();
  const { id } = exports.begin(ALL);
  await finished();
  while (files().length > 1) await turn();
  expect(files()).toEqual([`${id}.tar.gz`]);
  expect(() => exports.open(first)).toThrow('Make it again');
  jest.advanceTimersByTime(HOUR_MS - 1);
  expect(states()).toEqual(['ready']);
  jest.advanceTimersByTime(1);
  expect(states()).toEqual([]);
  while (files().length > 0) await turn();
});

it('end when they are not wanted any more, and leave nothing', async () => {
  const { id } = exports.begin(ALL);
  await writing();
  finish = undefined;
  await exports.remove(id);
  expect(states()).toEqual([]);
  exports.begin({ task: 't1' });
  await finished();
  expect(states()).toEqual(['ready']);
  await exports.close();
  expect(existsSync(folder)).toBe(false);
});

it.each([
  [new CoworkError('disk_full', 'The disk is full.'), { code: 'disk_full', detail: 'The disk is full.' }, []],
  [new Error('of another kind'), { code: 'internal' }, ['an export failed']],
])('that fail say why, and the next one is made', async (error, said, log) => {
  logged.length = 0;
  fails = error;
  exports.begin(ALL);
  await finished();
  expect(exports.list()).toMatchObject([{ state: 'failed', error: said }]);
  expect(logged).toEqual(log);
  fails = undefined;
  exports.begin(ALL);
  await finished();
  while (exports.list().length > 1) await turn();
  expect(states()).toEqual(['ready']);
});
