// Logs: bounded, private, without secrets.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openLog } from '../src/log.ts';
import { LOG_LIMITS, openRolledFile } from '../src/rolled-file.ts';
import { createScrubber } from '../src/scrub.ts';
import { makeDisk, mayMount, removeDisk } from './rig/disks.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a rolled file', () => {
  it('keeps the newest lines in a bounded number of bounded files', () => {
    const file = openRolledFile(folder, 'x', { bytes: 1_000, old: 2 });
    for (let n = 0; n < 500; n += 1) file.write(`line ${n}\n`);
    file.close();
    expect(readdirSync(folder).sort()).toEqual(['x.1.log', 'x.2.log', 'x.log']);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(1_000);
    const text = ['x.2.log', 'x.1.log', 'x.log'].map((name) => readFileSync(join(folder, name), 'utf8')).join('');
    const numbers = text
      .trim()
      .split('\n')
      .map((line) => Number(line.slice(5)));
    expect(numbers.at(-1)).toBe(499);
    expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i));
  });

  it('goes on where the process before ended', () => {
    for (const word of ['one', 'two']) {
      const file = openRolledFile(folder, 'x');
      file.write(`${word}\n`);
      file.close();
    }
    expect(readFileSync(join(folder, 'x.log'), 'utf8')).toBe('one\ntwo\n');
  });

  it('stays below 100 MB for all four processes together', () => {
    expect(4 * (LOG_LIMITS.old + 1) * LOG_LIMITS.bytes).toBeLessThanOrEqual(100_000_000);
  });

  (mayMount ? it : it.skip)('has a hole and no half line where the disk was full', () => {
    const disk = makeDisk(join(folder, 'disk'), '64k');
    try {
      const ballast = join(disk.path, 'ballast');
      writeFileSync(ballast, 'x'.repeat(32_000));
      const file = openRolledFile(disk.path, 'x');
      const write = (n: number): void => file.write(`{"line":${n},"text":"${'x'.repeat(90)}"}\n`);
      for (let n = 0; n < 1_000; n += 1) write(n);
      rmSync(ballast);
      write(1_000);
      file.close();
      const lines = readFileSync(join(disk.path, 'x.log'), 'utf8').trim().split('\n');
      const numbers = lines.map((line) => (JSON.parse(line) as { line: number }).line);
      expect(numbers.at(-1)).toBe(1_000);
      expect(numbers.length).toBeLessThan(1_000);
    } finally {
      removeDisk(disk);
    }
  });

  it('does not throw when its folder is taken away', () => {
    const file = openRolledFile(folder, 'x', { bytes: 10, old: 1 });
    rmSync(folder, { recursive: true });
    expect(() => file.write('0123456789\n')).not.toThrow();
    expect(() => file.write('0123456789\n')).not.toThrow();
  });
});

describe('a log', () => {
  it('contains no known secret, wherever it stands, and no key or token of a known shape', () => {
    const shaped = ['sk', 'ant', 'x'.repeat(24)].join('-');
    const scrubber = createScrubber();
    scrubber.add('pa"ss\\word-0123');
    const log = openLog({ folder, process: 'api', scrubber });
    log.info({ url: 'http://x/?k=pa"ss\\word-0123', deep: { list: ['pa"ss\\word-0123'] } }, 'said pa"ss\\word-0123');
    log.warn({ err: new Error(`401 for ${shaped}`) }, 'failed');
    log.info({ headers: { authorization: 'Basic abc' }, token: 'short' }, 'Authorization: Bearer abcdefgh12345');
    const text = readFileSync(join(folder, 'api.log'), 'utf8');
    for (const secret of ['word-0123', shaped, 'Basic abc', 'short', 'abcdefgh12345']) expect(text).not.toContain(secret);
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map((line) => line['process'])).toEqual(['api', 'api', 'api']);
    expect(lines[0]?.['msg']).toBe('said [removed]');
  });

  it('can be read by this user alone', () => {
    openLog({ folder, process: 'api', scrubber: createScrubber() }).info('x');
    expect(statSync(join(folder, 'api.log')).mode & 0o777).toBe(0o600);
  });
});

describe('a scrubber', () => {
  it('leaves short values alone, which would hit innocent words', () => {
    const scrubber = createScrubber();
    scrubber.add('dev');
    scrubber.add(undefined);
    expect(scrubber.scrub('development')).toBe('development');
  });
});
