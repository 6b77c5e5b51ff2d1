// status, stop, open, logs, doctor, uninstall and start --detach, as the CLI calls them.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { startInBackground } from '../../src/launcher/background.ts';
import type { Finding } from '../../src/launcher/doctor.ts';
import { createLoginCodes } from '../../src/launcher/login-codes.ts';
import { identityOf, isSameProcess, type ProcessIdentity } from '../../src/process/process-identity.ts';
import { type LauncherCommand, runLauncherCommand } from '../../src/launcher/product-commands.ts';
import { readRuntime } from '../../src/launcher/runtime.ts';
import { pathsOf } from '../../src/paths.ts';
import { writeStarted } from '../../src/sandbox/started.ts';
import { memoryTerminal } from './memory-terminal.ts';
import { bare, type Home, makeHome, temporalCli } from './start-fixture.ts';

// Each test starts four processes; a busy machine takes its time.
jest.setTimeout(240_000);

let home: Home;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  home = makeHome();
  env = {
    ...bare(),
    HOME: home.path,
    XDG_CONFIG_HOME: join(home.path, '..', 'config'),
    XDG_CACHE_HOME: join(home.path, '..', 'cache'),
    COWORK_HOME: home.path,
    COWORK_PORT: '0',
    COWORK_TEMPORAL_CLI: await temporalCli(),
    FIXTURE_TRACE: home.trace,
  };
});
afterEach(async () => {
  await runLauncherCommand('stop', [], memoryTerminal(env));
  await home.remove();
});

interface Said {
  code: number;
  said: string;
}
const run = async (
  command: LauncherCommand,
  rest: string[] = [],
  answers: Parameters<typeof memoryTerminal>[1] = {},
): Promise<Said> => {
  const terminal = memoryTerminal(env, answers);
  return { code: await runLauncherCommand(command, rest, terminal), said: terminal.output() };
};
const startDetached = async (): Promise<Said> => {
  const terminal = memoryTerminal(env);
  const script = fileURLToPath(new URL('./fixtures/background.ts', import.meta.url));
  return { code: await startInBackground(readConfig(env), terminal, script), said: terminal.output() };
};

describe('a product that does not run', () => {
  it.each(['status', 'stop', 'open'] as const)('%s says so and exits 4', async (command) => {
    expect(await run(command)).toEqual({ code: 4, said: 'Durable Cowork is not running. Start it: cowork start --detach' });
  });

  it('is not thought to run because its last launcher left a runtime file', async () => {
    mkdirSync(join(home.path, 'run'), { recursive: true });
    const file = { pid: process.pid, startTime: 'long ago', startedAt: '', version: '', apiPort: 1, token: '' };
    writeFileSync(
      pathsOf(home.path).runtimeFile,
      JSON.stringify({ ...file, temporalAddress: '', namespace: '', socketPath: '' }),
    );
    expect((await run('status')).code).toBe(4);
    expect((await run('status', ['--json'])).said).toBe(JSON.stringify({ running: false, home: home.path }));
  });
});

describe('a product whose launcher was killed', () => {
  it.each(['stop', 'uninstall'] as const)('leaves sandboxes, which %s ends', async (command) => {
    const paths = pathsOf(home.path);
    const sandbox = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    sandbox.unref();
    const identity = identityOf(sandbox.pid!)!;
    mkdirSync(join(paths.machines, 'task'), { recursive: true });
    writeStarted(join(paths.machines, 'task'), { processes: [identity], startedAt: new Date().toISOString() });
    writeFileSync(paths.launcherLockDb, '');
    expect((await run(command, command === 'uninstall' ? ['--yes'] : [])).code).toBe(command === 'uninstall' ? 0 : 4);
    expect(isSameProcess(identity)).toBe(false);
  });
});

describe('a product in the background', () => {
  it('starts, says where, and is stopped with all its children', async () => {
    const started = await startDetached();
    expect(started.code).toBe(0);
    expect(started.said).toMatch(/Durable Cowork is ready: http:\/\/127\.0\.0\.1:\d+\/open\?code=/);
    expect(started.said).toContain(join(home.path, 'logs', 'launcher.log'));
    // Nobody's Ctrl-C reaches it.
    expect(started.said).not.toContain('Ctrl-C');
    const runtime = readRuntime(home.path);
    const all = Object.values(
      JSON.parse(readFileSync(pathsOf(home.path).childrenFile, 'utf8')) as Record<string, ProcessIdentity>,
    );

    const status = await run('status', ['--json']);
    expect(status.code).toBe(0);
    expect(JSON.parse(status.said)).toMatchObject({ running: true, pid: runtime?.pid, ready: true });
    expect((await run('status')).said).toMatch(/ since (today|yesterday) \d\d:\d\d \([^]*Ready: a task could start now\./);
    expect((await run('status')).said).toContain(`Programs that call it find the token in ${pathsOf(home.path).tokenFile}.`);

    const opened = await run('open');
    const code = new URL(opened.said).searchParams.get('code') ?? '';
    expect(await createLoginCodes(pathsOf(home.path).loginCodes).redeem(code)).toBe(true);

    const again = await startDetached();
    expect(again).toEqual({ code: 2, said: expect.stringMatching(/^Already running for .+: process \d+ since /) as unknown });

    expect((await run('uninstall', ['--yes'])).said).toBe('It is running. Stop it first: cowork stop');
    expect(await run('stop')).toEqual({ code: 0, said: 'Stopped. Tasks go on from here at the next start.' });
    expect(all.map(isSameProcess)).toEqual([false, false, false]);
    expect((await run('status')).code).toBe(4);
  });

  it('that is refused says why here and exits with that code', async () => {
    env['FIXTURE_WORKER'] = 'refuses';
    expect(await startDetached()).toEqual({ code: 2, said: 'The data was written by a newer version; install it again.' });
  });
});

describe('cowork logs', () => {
  it('says so when there are none', async () => {
    rmSync(join(home.path, 'logs'), { recursive: true });
    expect((await run('logs')).said).toContain('nothing was started in this home yet');
  });

  const write = (name: string, lines: object[]): void => {
    mkdirSync(join(home.path, 'logs'), { recursive: true });
    writeFileSync(join(home.path, 'logs', name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  };
  beforeEach(() => {
    write('worker.log', [
      { level: 30, time: '2026-01-01T10:00:01Z', process: 'worker', pid: 1, taskId: 't1', msg: 'second' },
      { level: 50, time: '2026-01-01T10:00:03Z', process: 'worker', pid: 1, msg: 'fourth' },
    ]);
    write('temporal.log', [{ level: 'WARN', time: '2026-01-01T10:00:02Z', msg: 'third' }]);
    write('api.log', [{ level: 30, time: '2026-01-01T10:00:00Z', process: 'api', pid: 2, msg: 'first' }]);
  });

  it('are one line each, of all processes in the order of time', async () => {
    expect((await run('logs')).said.split('\n')).toEqual([
      '2026-01-01T10:00:00Z info  api      first',
      '2026-01-01T10:00:01Z info  worker   second taskId=t1',
      '2026-01-01T10:00:02Z WARN  temporal third',
      '2026-01-01T10:00:03Z error worker   fourth',
    ]);
  });

  it('may be those of one process, and the last few', async () => {
    expect((await run('logs', ['worker', '-n', '1'])).said).toBe('2026-01-01T10:00:03Z error worker   fourth');
    expect((await run('logs', ['oven'])).code).toBe(2);
  });
});

describe('cowork doctor', () => {
  const findings = async (): Promise<Record<string, Finding>> => {
    const { said } = await run('doctor', ['--json']);
    return Object.fromEntries((JSON.parse(said) as { findings: Finding[] }).findings.map((finding) => [finding.name, finding]));
  };

  it('says of each thing whether it is right, or the command that mends it', async () => {
    const found = await findings();
    expect(Object.keys(found).sort()).toEqual(
      ['node', 'home', 'disk', 'temporal', 'port', 'model key', 'running', 'service', 'sandbox'].sort(),
    );
    for (const finding of Object.values(found)) {
      if (finding.state === 'wrong') expect(finding.mend).toBeDefined();
    }
    expect(found).toMatchObject({
      node: { state: 'ok' },
      temporal: { state: 'ok' },
      'model key': { state: 'wrong' },
      sandbox: { state: 'note' },
    });
    expect((await run('doctor')).code).toBe(1);
    env['ANTHROPIC_API_KEY'] = 'a-key-0123456789';
    expect((await run('doctor')).code).toBe(0);
    expect((await run('doctor')).said).not.toContain('a-key-0123456789');
  });

  it('finds what is broken', async () => {
    env['COWORK_TEMPORAL_CLI'] = '/bin/true';
    mkdirSync(home.path, { recursive: true });
    writeFileSync(pathsOf(home.path).tasksDb, 'not a database'.repeat(1000));
    expect(await findings()).toMatchObject({
      home: { state: 'wrong', text: expect.stringContaining('tasks.db') as unknown },
      temporal: { state: 'wrong', mend: 'unset COWORK_TEMPORAL_CLI' },
    });
  });
});

describe('cowork uninstall', () => {
  const plant = (): string[] => {
    const files = [
      join(home.path, 'tasks.db'),
      join(home.path, '..', 'cache', 'durable-cowork', 'x'),
      join(home.path, '..', 'delivered.md'),
    ];
    for (const file of files) {
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, '');
    }
    return files;
  };

  it('names what it deletes and deletes nothing without a yes', async () => {
    const files = plant();
    for (const answers of [{}, { interactive: true, confirm: false }]) {
      const { code, said } = await run('uninstall', [], answers);
      expect(code).toBe(2);
      expect(said).toContain(`${home.path}: all tasks`);
      expect(said).toContain('No change waits to be undone.');
      expect(said).toContain('Nothing was deleted.');
    }
    expect(files.map((file) => existsSync(file))).toEqual([true, true, true]);
  });

  it('deletes its own things and nothing else; what all homes share stays for the others', async () => {
    const files = plant();
    const { code, said } = await run('uninstall', [], { interactive: true, confirm: true });
    expect(code).toBe(0);
    expect(files.map((file) => existsSync(file))).toEqual([false, true, true]);
    expect(said).toContain('Left, because the home in the usual place may need it');
    expect(existsSync(home.path)).toBe(false);
    expect((await run('uninstall')).said).toBe('There is nothing to delete.');
  });

  it('deletes what all homes share with the one in the usual place', async () => {
    const [, shared] = plant();
    env['XDG_DATA_HOME'] = join(home.path, '..', 'data');
    delete env['COWORK_HOME'];
    const usual = join(env['XDG_DATA_HOME'], 'durable-cowork');
    mkdirSync(usual, { recursive: true });
    expect((await run('uninstall', ['--yes'])).said).toContain(`${usual}: all tasks`);
    expect([existsSync(usual), existsSync(shared!)]).toEqual([false, false]);
  });
});

describe('a word or option that a command does not know', () => {
  it.each([
    ['stop', ['now']],
    ['stop', ['--detach']],
    ['start', ['--colour']],
    ['logs', ['worker', 'api']],
    ['logs', ['-n', 'many']],
    ['logs', ['-n', '-5']],
    ['version', ['x']],
  ] as const)('%s %j is refused', async (command, rest) => {
    const { code, said } = await run(command, [...rest]);
    expect(code).toBe(2);
    expect(said).toMatch(new RegExp(`^cowork ${command}: `));
    expect(said).not.toContain('positional argument');
  });
});
