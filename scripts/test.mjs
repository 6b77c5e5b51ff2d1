// Runs the tests and ends with one line: N passed, N failed. Arguments go to jest.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
// All tests: those of the sandbox need its image, which is built once and kept outside of the checkout.
if (process.argv.length === 2) {
  const image = ['--disable-warning=ExperimentalWarning', join(root, 'image', 'build.ts')];
  if (spawnSync(process.execPath, image, { cwd: root, stdio: 'inherit' }).status !== 0)
    console.log('There is no sandbox image: what needs one is left out.');
}

const folder = mkdtempSync(join(tmpdir(), 'cowork-test-'));
const counts = join(folder, 'counts.json');
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const reporters = ['--reporters=default', `--reporters=${join(root, 'scripts', 'count-reporter.cjs')}`];
// The reporters come last: jest takes every plain word after them for another one.
const jest = [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...process.argv.slice(2), ...reporters];

const { status } = spawnSync(process.execPath, [...flags, ...jest], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, TEST_COUNTS: counts },
});
const { passed, failed } = read(counts);
rmSync(folder, { recursive: true });
// A run that ended in any other way than by counting has failed at least once.
console.log(`${passed} passed, ${status === 0 ? failed : Math.max(failed, 1)} failed`);
process.exitCode = status === 0 && failed === 0 ? 0 : 1;

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
}
