// A crash point stops nobody in a normal start; with an order in its file, the process that comes to it stands still, once.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NO_CRASH } from '../src/contract/crash-points.ts';
import { crashPoints } from '../src/crash-stop.ts';
import { type CrashControl, createCrashControl } from './crash-sweep/crash-control.ts';

const MODULE = fileURLToPath(new URL('../src/crash-stop.ts', import.meta.url));
let control: CrashControl;
let child: ChildProcess | undefined;
beforeEach(() => void (control = createCrashControl()));
afterEach(() => {
  child?.kill('SIGKILL');
  control.remove();
});

const said = (): string => readFileSync(`${control.file}.said`, 'utf8');

/** A process that passes these points one after the other and writes down what it has passed. Resolves when it has ended. */
function passing(...points: string[]): Promise<unknown> {
  const program = `import { appendFileSync } from 'node:fs';
    import { crashPoints } from ${JSON.stringify(MODULE)};
    const crash = crashPoints(${JSON.stringify(control.file)});
    for (const point of ${JSON.stringify(points)}) {
      crash(point);
      appendFileSync(${JSON.stringify(`${control.file}.said`)}, point + ' ');
    }`;
  const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program];
  child = spawn(process.execPath, flags, { stdio: ['ignore', 'ignore', 'inherit'] });
  return once(child, 'close');
}

it('is the function that does nothing when the environment names no file', () => {
  expect(crashPoints(undefined)).toBe(NO_CRASH);
});

it('stops the process at the nth passing, before anything follows, and only once', async () => {
  control.order({ point: 'changes-op', nth: 2 });
  const ended = passing('changes-op', 'changes-linked', 'changes-op', 'changes-op', 'changes-receipt');
  const standing = await control.standing(20_000);
  expect(standing).toBeDefined();
  expect(said()).toBe('changes-op changes-linked ');
  expect(existsSync(control.file)).toBe(false);
  standing?.goOn();
  await ended;
  expect(said()).toBe('changes-op changes-linked changes-op changes-op changes-receipt ');
});

it('passes by when the order is for another point, or was taken back', async () => {
  control.order({ point: 'changes-linked', nth: 1 });
  await passing('changes-op', 'changes-receipt');
  expect(control.takeBack()).toBe(true);
  expect(control.takeBack()).toBe(false);
  await passing('changes-linked');
  expect(said()).toBe('changes-op changes-receipt changes-linked ');
});
