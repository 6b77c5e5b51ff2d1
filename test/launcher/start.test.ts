// The whole launcher as a process, with a real Temporal server and small children.
// Long, because each way in which a start succeeds, is refused or ends is a case.
import { createServer } from 'node:net';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { identityOf, isSameProcess, type ProcessIdentity } from '../../src/process/process-identity.ts';
import { runLauncherCommand } from '../../src/launcher/product-commands.ts';
import { readRuntime } from '../../src/launcher/runtime.ts';
import { pathsOf } from '../../src/paths.ts';
import { memoryTerminal } from './memory-terminal.ts';
import { bare, type Home, launchFixture, makeHome, temporalCli, until } from './start-fixture.ts';

// Each test starts four processes; a busy machine takes its time.
jest.setTimeout(240_000);

let home: Home;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

const children = (): Record<string, ProcessIdentity> =>
  JSON.parse(readFileSync(pathsOf(home.path).childrenFile, 'utf8')) as Record<string, ProcessIdentity>;
const alive = (all: Record<string, ProcessIdentity>): string[] =>
  Object.keys(all).filter((name) => isSameProcess(all[name] as ProcessIdentity));

describe('cowork start', () => {
  it('prints a one-time link when everything is ready, and stops in order on SIGINT', async () => {
    const launched = await launchFixture(home);
    await launched.says('Durable Cowork is ready: http://127.0.0.1:');
    expect(launched.output()).toMatch(/\/open\?code=[\w-]{24}\n/);
    const all = children();
    expect(Object.keys(all).sort()).toEqual(['api', 'temporal', 'worker']);
    expect(alive(all)).toHaveLength(3);

    launched.process.kill('SIGINT');
    expect(await launched.ended).toBe(0);
    expect(alive(all)).toEqual([]);
    const order = home.traced().filter((line) => /stopping|exit/.test(line));
    expect(order).toEqual(['api stopping', 'worker stopping', 'worker exit 0']);
    expect(readRuntime(home.path)).toBeUndefined();
  });

  it('keeps everything to this user alone', async () => {
    const launched = await launchFixture(home);
    await launched.says('is ready');
    const modes = ['', 'files', 'logs', 'bin', 'run', 'temporal'].map((name) => statSync(join(home.path, name)).mode & 0o777);
    expect(modes).toEqual(modes.map(() => 0o700));
    for (const file of ['run/runtime.json', 'token', 'launcher.lock.db', 'run/children.json'])
      expect([file, statSync(join(home.path, file)).mode & 0o077]).toEqual([file, 0]);
    launched.process.kill('SIGTERM');
    await launched.ended;
  });

  it('has Temporal listen on 127.0.0.1 only, with histories kept for 90 days', async () => {
    const launched = await launchFixture(home);
    await launched.says('is ready');
    const { temporalAddress } = readRuntime(home.path) ?? { temporalAddress: '' };
    expect(temporalAddress).toMatch(/^127\.0\.0\.1:\d+$/);
    const pid = children()['temporal']?.pid ?? 0;
    expect(listening(pid).filter((address) => !address.startsWith('127.0.0.1:'))).toEqual([]);
    const cli = await temporalCli();
    const describeNamespace = (): string =>
      execFileSync(cli, ['operator', 'namespace', 'describe', '-n', 'default', '--address', temporalAddress], {
        encoding: 'utf8',
      });
    await until(() => /RetentionTtl\s+2160h/.test(describeNamespace()));
    launched.process.kill('SIGTERM');
    await launched.ended;
  });

  it('refuses a second start and says who runs', async () => {
    const first = await launchFixture(home);
    await first.says('is ready');
    const second = await launchFixture(home);
    expect(await second.ended).toBe(2);
    const { apiPort } = readRuntime(home.path) ?? {};
    expect(second.output().replace(/(today|yesterday) \d\d:\d\d/, 'WHEN')).toBe(
      `Already running for ${home.path}: process ${first.process.pid} since WHEN, at http://127.0.0.1:${apiPort}. ` +
        'Stop it with "cowork stop", or choose another folder with COWORK_HOME.\n',
    );
    expect(alive(children())).toHaveLength(3);
    first.process.kill('SIGTERM');
    expect(await first.ended).toBe(0);
  });

  it('starts a killed child again, whichever it is', async () => {
    const launched = await launchFixture(home);
    await launched.says('is ready');
    for (const name of ['worker', 'api', 'temporal']) {
      const before = children()[name]?.pid ?? 0;
      process.kill(before, 'SIGKILL');
      await until(() => (children()[name]?.pid ?? before) !== before);
    }
    expect(alive(children())).toHaveLength(3);
    launched.process.kill('SIGTERM');
    expect(await launched.ended).toBe(0);
  });

  it('stops when a child dies five times, saying which and why without the key it printed', async () => {
    const key = 'key-of-the-test-0123456789';
    const launched = await launchFixture(home, { FIXTURE_WORKER: 'dies', ANTHROPIC_API_KEY: key });
    expect(await launched.ended).toBe(1);
    const logs = pathsOf(home.path).logs;
    expect(launched.output()).toContain(
      `The worker ended 5 times before it was ready (exit code 3: cannot work with [removed]). Log: ${join(logs, 'worker.log')}`,
    );
    expect(home.traced().filter((line) => line.startsWith('worker start'))).toHaveLength(5);
    for (const name of readdirSync(logs)) expect(readFileSync(join(logs, name), 'utf8')).not.toContain(key);
  });

  it('forgives deaths before the first success', async () => {
    const launched = await launchFixture(home, { FIXTURE_WORKER: 'dies once' });
    await launched.says('is ready');
    launched.process.kill('SIGTERM');
    expect(await launched.ended).toBe(0);
  });

  it('exits 2 with the sentence of a child that needs a person', async () => {
    const launched = await launchFixture(home, { FIXTURE_WORKER: 'refuses' });
    expect(await launched.ended).toBe(2);
    expect(launched.output()).toBe('The data was written by a newer version; install it again.\n');
  });

  it('says what is missing when /readyz still says no', async () => {
    const launched = await launchFixture(home, { FIXTURE_READYZ: 'no' });
    await launched.says('No task could start yet: No model key is set.');
    launched.process.kill('SIGTERM');
    expect(await launched.ended).toBe(0);
  });

  it('leaves nothing running, whatever hangs, when it is told twice to stop', async () => {
    const launched = await launchFixture(home, { FIXTURE_WORKER: 'deaf' });
    await launched.says('is ready');
    const all = children();
    launched.process.kill('SIGINT');
    await until(() => home.traced().includes('worker stopping'));
    // Again and again: signals within the first second count as the same.
    const impatient = setInterval(() => launched.process.kill('SIGINT'), 200);
    expect(await launched.ended).toBe(0);
    clearInterval(impatient);
    expect(alive(all)).toEqual([]);
  });
});

describe('a Temporal database that its own server cannot use', () => {
  it('ends the start with the one command that mends it', async () => {
    const first = await launchFixture(home);
    await first.says('is ready');
    first.process.kill('SIGTERM');
    await first.ended;
    const database = new DatabaseSync(pathsOf(home.path).temporalDb);
    database.exec('drop table namespaces; create table namespaces (x); insert into namespaces values (1)');
    database.close();
    const broken = await launchFixture(home);
    expect(await broken.ended).toBe(1);
    expect(broken.output()).toMatch(
      /The temporal ended 5 times before it was ready .* cowork doctor --rebuild-engine, then cowork start/,
    );
    await runLauncherCommand('doctor', ['--rebuild-engine'], memoryTerminal({ ...bare(), COWORK_HOME: home.path }));
    const mended = await launchFixture(home);
    await mended.says('is ready');
    mended.process.kill('SIGTERM');
    expect(await mended.ended).toBe(0);
  });
});

describe('after kill -9 of the launcher', () => {
  it('worker and api end by themselves; the next start ends Temporal and whoever hangs, and runs', async () => {
    const first = await launchFixture(home);
    await first.says('is ready');
    const before = children();
    // Who hangs cannot see that its launcher died; Temporal would by its next line of output.
    for (const name of ['worker', 'temporal'] as const) process.kill(before[name]?.pid ?? 0, 'SIGSTOP');
    first.process.kill('SIGKILL');
    await first.ended;
    await until(() => !alive(before).includes('api'));
    expect(alive(before)).toEqual(expect.arrayContaining(['temporal', 'worker']));

    const second = await launchFixture(home);
    await second.says('is ready');
    expect(alive(before)).toEqual([]);
    expect(alive(children())).toHaveLength(3);
    second.process.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  });

  it('never ends a stranger that has the number of an old child', async () => {
    const self = identityOf(process.pid);
    mkdirSync(join(home.path, 'run'), { recursive: true });
    writeFileSync(
      pathsOf(home.path).childrenFile,
      JSON.stringify({ worker: { pid: process.pid, startTime: `${self?.startTime}0` } }),
    );
    const launched = await launchFixture(home);
    await launched.says('is ready');
    launched.process.kill('SIGTERM');
    expect(await launched.ended).toBe(0);
  });
});

describe('a Temporal server of somebody else', () => {
  it('is used instead of an own one', async () => {
    const other = makeHome();
    const lender = await launchFixture(other);
    await lender.says('is ready');
    const { temporalAddress = '' } = readRuntime(other.path) ?? {};
    const launched = await launchFixture(home, { TEMPORAL_ADDRESS: temporalAddress });
    await launched.says('is ready');
    expect(Object.keys(children()).sort()).toEqual(['api', 'worker']);
    expect(readRuntime(home.path)?.temporalAddress).toBe(temporalAddress);
    for (const { process: started, ended } of [launched, lender]) {
      started.kill('SIGTERM');
      expect(await ended).toBe(0);
    }
    await other.remove();
  });
});

describe('ports', () => {
  it('an explicit port that is taken is refused, naming who has it', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const launched = await launchFixture(home, { COWORK_PORT: String(port) });
    expect(await launched.ended).toBe(2);
    expect(launched.output()).toMatch(
      // The program, not the thread that happens to hold the port.
      new RegExp(`^Port ${port} is taken by node \\(pid ${process.pid}\\)\\. Choose another with COWORK_PORT, or unset it`),
    );
    server.close();
  });

  it('are the same again after a restart', async () => {
    const first = await launchFixture(home);
    await first.says('is ready');
    const before = readRuntime(home.path)?.temporalAddress;
    first.process.kill('SIGTERM');
    await first.ended;
    const second = await launchFixture(home);
    await second.says('is ready');
    expect(readRuntime(home.path)?.temporalAddress).toBe(before);
    second.process.kill('SIGTERM');
    await second.ended;
  });
});

describe('a start that cannot work says one line and exits 2', () => {
  const refusal = async (env: NodeJS.ProcessEnv): Promise<string> => {
    const launched = await launchFixture(home, env);
    expect(await launched.ended).toBe(2);
    expect(launched.output().trimEnd().split('\n')).toHaveLength(1);
    return launched.output();
  };

  it('for an unknown or bad setting', async () => {
    expect(await refusal({ COWORK_PROT: '1' })).toMatch(/^COWORK_PROT: no such setting\. There are COWORK_HOME, COWORK_PORT/);
    expect(await refusal({ COWORK_PORT: 'seven' })).toMatch(/^COWORK_PORT must be a port number/);
  });

  it('for a home that is a file', async () => {
    writeFileSync(home.path, '');
    expect(await refusal({})).toBe(`${home.path} is not a folder. Set COWORK_HOME to a folder that you may write.\n`);
  });

  it.each(['tasks.db', 'desktop.db', 'temporal/temporal.db'])('for a damaged %s', async (name) => {
    mkdirSync(join(home.path, 'temporal'), { recursive: true });
    writeFileSync(join(home.path, name), 'this is not a database, whatever its name says'.repeat(100));
    const line = await refusal({});
    expect(line).toContain(join(home.path, name));
    expect(line).toMatch(/move it away|cowork doctor --rebuild-engine/);
    expect(existsSync(pathsOf(home.path).childrenFile)).toBe(false);
  });

  it('for a Temporal server that is not there', async () => {
    expect(await refusal({ TEMPORAL_ADDRESS: '127.0.0.1:1' })).toBe(
      'TEMPORAL_ADDRESS: nothing answers at 127.0.0.1:1. Unset it to use the embedded server.\n',
    );
  });

  it('for a Temporal CLI that is not one', async () => {
    expect(await refusal({ COWORK_TEMPORAL_CLI: '/bin/true' })).toMatch(
      /^COWORK_TEMPORAL_CLI: \/bin\/true is not the Temporal CLI/,
    );
  });
});

/** Local addresses that a process listens on, from /proc. */
function listening(pid: number): string[] {
  const inodes = readdirSync(`/proc/${pid}/fd`).map((fd) => readlink(`/proc/${pid}/fd/${fd}`));
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((row) => row[3] === '0A' && inodes.includes(`socket:[${row[9]}]`))
      .map((row) => (table === 'tcp' ? dotted(row[1] ?? '') : (row[1] ?? ''))),
  );
}

const readlink = (path: string): string => {
  try {
    return execFileSync('readlink', [path], { encoding: 'utf8', env: bare() }).trim();
  } catch {
    return '';
  }
};
const dotted = (hex: string): string => {
  const [address = '', port = ''] = hex.split(':');
  return `${(address.match(/../g) ?? [])
    .reverse()
    .map((part) => parseInt(part, 16))
    .join('.')}:${parseInt(port, 16)}`;
};
