// Supervision of one child, with real processes.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createChildRecord } from '../../src/launcher/child-record.ts';
import { nodeChild } from '../../src/launcher/node-child.ts';
import { type ChildSpec, PACE, supervise, type Supervised } from '../../src/launcher/supervise.ts';
import { until } from './start-fixture.ts';

const QUICK = { ...PACE, firstWaitMs: 1, mostWaitMs: 20 };
let folder: string;
let supervised: Supervised | undefined;
let births: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-supervise-'));
  births = 0;
});
afterEach(async () => {
  await supervised?.stop('now');
  rmSync(folder, { recursive: true, force: true });
});

/** A child that runs a few lines of JavaScript. */
function script(code: string, graceMs = 5_000): ChildSpec {
  const lines: string[] = [];
  const spec = nodeChild({
    name: 'worker',
    file: '',
    env: process.env,
    graceMs,
    logFile: '/logs/worker.log',
    onLine: (l) => lines.push(l),
  });
  return {
    ...spec,
    spawn() {
      births += 1;
      return spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true });
    },
  };
}
const READY = `process.send({ type: 'ready' }); setInterval(() => {}, 1000);`;
const recorded = (): Record<string, { pid: number }> =>
  JSON.parse(readFileSync(join(folder, 'children.json'), 'utf8')) as Record<string, { pid: number }>;
const start = (spec: ChildSpec, pace = QUICK): Supervised =>
  (supervised = supervise(spec, {
    log: pino({ enabled: false }),
    record: createChildRecord(join(folder, 'children.json')),
    tail: () => 'the last line',
    pace,
  }));

describe('a supervised child', () => {
  it('is ready when it says so, and recorded while it lives', async () => {
    const child = start(script(READY));
    await child.ready;
    const pid = recorded()['worker']?.pid;
    expect(pid).toBeGreaterThan(0);
    await child.stop();
    expect(recorded()).toEqual({});
    expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
  });

  it('is started again when it is killed at work, more often than it may fail to start', async () => {
    const spec = script(READY);
    let ready = 0;
    const child = start({ ...spec, untilReady: (...args) => spec.untilReady(...args).then(() => void (ready += 1)) });
    await child.ready;
    for (let n = 1; n <= QUICK.deathsAllowed + 2; n += 1) {
      await until(() => ready === n);
      process.kill(recorded()['worker']?.pid ?? 0, 'SIGKILL');
    }
    await until(() => ready === QUICK.deathsAllowed + 3);
    expect(births).toBe(QUICK.deathsAllowed + 3);
  });

  it('is given up after five deaths before it was ever ready, saying which, why and where the log is', async () => {
    const child = start(script('process.exit(3)'));
    const reason = await child.givenUp;
    expect(births).toBe(5);
    expect(reason.detail).toBe(
      'The worker ended 5 times before it was ready (exit code 3: the last line). Log: /logs/worker.log',
    );
    await expect(child.ready).rejects.toBe(reason);
  });

  it('is given up at once when it says that a person has to do something', async () => {
    const child = start(
      script(`process.send({ type: 'refused', code: 'database_newer', detail: 'Newer.' }); setInterval(() => {}, 1000);`),
    );
    const reason = await child.givenUp;
    expect(births).toBe(1);
    expect(reason).toMatchObject({ code: 'database_newer', detail: 'Newer.' });
  });

  it('is killed and counted when it stays silent', async () => {
    const child = start(script('setInterval(() => {}, 1000)'), { ...QUICK, readyWithinMs: 300, deathsAllowed: 2 });
    expect((await child.givenUp).detail).toContain('ended 2 times before it was ready (signal SIGKILL');
  });

  it('is given up when its program cannot be started at all', async () => {
    const spec = { ...script(READY), spawn: () => spawn(join(folder, 'nothing'), { stdio: ['ignore', 'pipe', 'pipe'] }) };
    expect((await start(spec).givenUp).detail).toContain('ENOENT');
  });

  it('is asked to stop first, and killed when it does not listen', async () => {
    const polite = start(script(`process.on('SIGTERM', () => { console.error('bye'); process.exit(0); }); ${READY}`));
    await polite.ready;
    await polite.stop();

    const deaf = start(script(`process.on('SIGTERM', () => {}); ${READY}`, 300));
    await deaf.ready;
    const pid = recorded()['worker']?.pid ?? 0;
    await deaf.stop();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(births).toBe(2);
  });

  it('waits between restarts, longer each time, never more than the limit', async () => {
    const times: number[] = [];
    const spec = script('process.exit(1)');
    const child = start(
      { ...spec, spawn: () => (times.push(performance.now()), spec.spawn()) },
      { ...QUICK, firstWaitMs: 150, mostWaitMs: 300, deathsAllowed: 4 },
    );
    await child.givenUp;
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    // At least the wait that was due; how much longer a busy machine takes is its own matter.
    expect(gaps.map((gap, i) => gap >= [150, 300, 300][i]!)).toEqual([true, true, true]);
  });
});
