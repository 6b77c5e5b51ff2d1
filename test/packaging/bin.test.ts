// The command's entry runs the program on the pinned Node, whatever Node it was started with.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { watch } from '../launcher/start-fixture.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PINNED = join(ROOT, 'node_modules', 'node', 'bin', 'node');
/** Whatever other Node this machine has; where there is none, the pinned one under another name. */
const OTHER = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .find((file) => isProgram(file));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-bin-'));
  cpSync(join(ROOT, 'bin'), join(folder, 'bin'), { recursive: true });
  mkdirSync(join(folder, 'dist', 'cli'), { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  main(`console.log(JSON.stringify({ node: process.version, argv: process.argv.slice(2) })); process.exitCode = 7;`);
});
afterEach(() => rmSync(folder, { recursive: true }));

const main = (code: string): void => writeFileSync(join(folder, 'dist', 'cli', 'main.js'), code);
const pin = (): void => symlinkSync(join(ROOT, 'node_modules', 'node'), join(folder, 'node_modules', 'node'));
const start = (node: string, ...args: string[]): ChildProcess =>
  spawn(node, [...args, join(folder, 'bin', 'cowork.js'), 'a', 'b c']);
const run = async (node: string, ...args: string[]): Promise<{ code: number | string; said: string }> => {
  const launched = watch(start(node, ...args));
  return { code: await launched.ended, said: launched.output().trim() };
};
const pinnedVersion = execFileSync(PINNED, ['--version'], { encoding: 'utf8' }).trim();

describe('the entry', () => {
  it('runs the program on the pinned Node, with the arguments and the exit code', async () => {
    pin();
    for (const node of [OTHER ?? PINNED, PINNED]) {
      const { code, said } = await run(node);
      expect(code).toBe(7);
      expect(JSON.parse(said)).toEqual({ node: pinnedVersion, argv: ['a', 'b c'] });
    }
  });

  it('passes signals on, and ends as the program ended', async () => {
    pin();
    main(
      `process.on('SIGTERM', () => { console.log('told'); process.exit(5); }); console.log('up'); setInterval(() => {}, 1000);`,
    );
    const launched = watch(start(OTHER ?? PINNED));
    await launched.says('up');
    launched.process.kill('SIGTERM');
    expect(await launched.ended).toBe(5);
    expect(launched.output()).toContain('told');
  });

  it('ends by the same signal as the program', async () => {
    pin();
    main(`process.kill(process.pid, 'SIGKILL');`);
    expect((await run(OTHER ?? PINNED)).code).toBe('SIGKILL');
  });

  it('runs on a Node that is new enough where the pinned one is missing', async () => {
    const { code, said } = await run(PINNED);
    expect(code).toBe(7);
    expect(JSON.parse(said)).toEqual({ node: pinnedVersion, argv: ['a', 'b c'] });
  });

  it('says one clear line on an old Node where the pinned one is missing', async () => {
    for (const version of ['12.22.0', '20.19.0', '22.17.1']) {
      const pretend = join(folder, 'pretend.cjs');
      writeFileSync(
        pretend,
        `Object.defineProperty(process, 'versions', { value: Object.assign({}, process.versions, { node: '${version}' }) });`,
      );
      expect(await run(PINNED, '-r', pretend)).toEqual({
        code: 2,
        said: `Durable Cowork needs Node 22.18 or newer; this is ${version} and its own Node is missing. Install that with: npm rebuild node --foreground-scripts`,
      });
    }
  });

  it('does without the pinned Node where that cannot be run', async () => {
    mkdirSync(join(folder, 'node_modules', 'node', 'bin'), { recursive: true });
    writeFileSync(join(folder, 'node_modules', 'node', 'package.json'), '{}');
    writeFileSync(join(folder, 'node_modules', 'node', 'bin', 'node'), 'for another system', { mode: 0o644 });
    expect((await run(PINNED)).code).toBe(7);
  });
});

function isProgram(file: string): boolean {
  try {
    return realpathSync(file) !== realpathSync(PINNED) && execFileSync(file, ['--version']).length > 0;
  } catch {
    return false;
  }
}
