// Homes that cannot be used: one line with a way out, exit 2.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { prepareHome } from '../../src/launcher/prepare-home.ts';
import { pathsOf } from '../../src/paths.ts';
import { bare, watch } from './start-fixture.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-home-'));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function startAsNobody(home: string): Promise<{ code: number | string; said: string }> {
  const script = fileURLToPath(new URL('./fixtures/as-nobody.ts', import.meta.url));
  const launched = watch(
    spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
      env: { ...bare(), COWORK_HOME: home, COWORK_TEMPORAL_CLI: '/bin/true' },
    }),
  );
  return { code: await launched.ended, said: launched.output() };
}

describe('a home', () => {
  it('in a folder of somebody else is refused', async () => {
    const home = join(folder, 'theirs', 'home');
    mkdirSync(join(folder, 'theirs'), { mode: 0o755 });
    if (process.getuid?.() !== 0) chmodSync(join(folder, 'theirs'), 0o555);
    expect(await startAsNobody(home)).toEqual({
      code: 2,
      said: `${home} cannot be written. Set COWORK_HOME to a folder that you may write.\n`,
    });
    expect(existsSync(home)).toBe(false);
  });

  it('that is not there yet is made, as the control of the test above', async () => {
    mkdirSync(join(folder, 'open'));
    chmodSync(join(folder, 'open'), 0o777);
    const { said } = await startAsNobody(join(folder, 'open', 'home'));
    expect(said).toContain('is not the Temporal CLI');
    expect(existsSync(join(folder, 'open', 'home', 'run'))).toBe(true);
  });
});

const mayMount = ((): boolean => {
  const place = mkdtempSync(join(tmpdir(), 'cowork-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true });
  }
})();

(mayMount ? describe : describe.skip)('a home on a disk of its own', () => {
  let disk: string;
  const mount = (options: string): void => {
    disk = join(folder, 'disk');
    mkdirSync(disk, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]);
  };
  afterEach(() => void execFileSync('umount', [disk]));
  const refusal = (): unknown => {
    try {
      prepareHome(pathsOf(join(disk, 'home')));
      return undefined;
    } catch (error) {
      return error;
    }
  };

  it('that is too small is refused before it fills up', () => {
    mount('size=8m');
    expect(refusal()).toMatchObject({
      code: 'disk_full',
      detail: expect.stringMatching(/^Only [78] MB are free where .+home is; at least 64 MB are needed/) as unknown,
    });
  });

  it('that is full is refused', () => {
    mount('size=1m');
    try {
      writeFileSync(join(disk, 'filler'), Buffer.alloc(2_000_000));
    } catch {
      // Full is what it should be.
    }
    expect(refusal()).toMatchObject({
      code: 'disk_full',
      detail: expect.stringContaining('is full. Free some space') as unknown,
    });
  });

  it('that cannot be written is refused', () => {
    mount('size=1m');
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    expect(refusal()).toMatchObject({ code: 'read_only', detail: expect.stringContaining('mounted read-only') as unknown });
  });

  it('with room enough is taken, as the control', () => {
    mount('size=100m');
    expect(refusal()).toBeUndefined();
  });
});
