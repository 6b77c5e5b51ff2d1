// The packed package installs in an empty folder and globally, with another Node first on PATH, and runs from there.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporalCli } from '../launcher/start-fixture.ts';
import { type Packed, packPackage, strangersEnv } from './packed.ts';

const run = promisify(execFile);
const MINUTES = 60_000;
const own = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
  dependencies: { node: string };
};

let packed: Packed;
beforeAll(async () => {
  packed = await packPackage();
}, 5 * MINUTES);
afterAll(() => packed.remove());

interface Said {
  code: number;
  stdout: string;
}
async function cowork(command: string, args: string[], cwd: string): Promise<Said> {
  const env = { ...strangersEnv(dirname(packed.tarball)), COWORK_TEMPORAL_CLI: await temporalCli() };
  return run(command, args, { cwd, env }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    ({ code, stdout }: Said) => ({ code, stdout }),
  );
}

/** A whole job: asked, applied, undone, every claim checked on the disk. */
const aDemoThatHolds = { code: 0, stdout: expect.stringContaining('after undo the folder is what it was') };

describe('the packed package', () => {
  it('contains what runs and nothing else', () => {
    const places = new Set(packed.files.map((file) => file.split('/')[0]));
    const allowed = ['bin', 'dist', 'docs', 'image', 'package.json', 'README.md', 'LICENSE', 'CHANGELOG.md'];
    expect([...places].filter((place) => !allowed.includes(place ?? ''))).toEqual([]);
    for (const file of [
      'bin/cowork.js',
      'dist/cli/main.js',
      'dist/worker.js',
      'dist/api/main.js',
      'dist/workflow-bundle.js',
      'dist/web/index.html',
      'dist/web/sw.js',
      'dist/web/licenses.md',
      'LICENSE',
    ])
      expect(packed.files).toContain(file);
    // image/ is the recipe of the sandbox image, as it is: a hash over it names the image.
    const own = packed.files.filter((file) => !file.startsWith('image/'));
    expect(own.filter((file) => file.endsWith('.ts') || file.includes('test'))).toEqual([]);
    expect(packed.bytes).toBeLessThan(3_000_000);
  });

  it(
    'installs in an empty folder and runs on its own Node',
    async () => {
      const folder = await packed.installHere();
      expect((await cowork('npx', ['cowork', '--version'], folder)).stdout.trim()).toBe(own.version);
      const { stdout } = await cowork('npx', ['cowork', 'doctor', '--json'], folder);
      const { findings } = JSON.parse(stdout) as { findings: { name: string; text: string }[] };
      expect(findings.find((finding) => finding.name === 'node')?.text).toContain(`Node ${own.dependencies.node} (${folder}`);
    },
    10 * MINUTES,
  );

  it(
    'installs globally and runs on its own Node',
    async () => {
      const command = await packed.installGlobally();
      expect((await cowork(command, ['--version'], '/')).stdout.trim()).toBe(own.version);
      expect(await cowork(command, ['demo'], '/')).toEqual(aDemoThatHolds);
    },
    10 * MINUTES,
  );
});
