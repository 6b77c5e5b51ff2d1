// What every driver of sandboxes keeps, whatever is behind it: the shell that lives on, its end, folders that come and go, another worker.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { closeSync, lstatSync, mkdirSync, mkdtempSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox, SandboxDriver, SharedFolder } from '../../../src/sandbox/port.ts';
import { readStarted, Started } from '../../../src/sandbox/started.ts';
import { isSameProcess } from '../../../src/process/process-identity.ts';

export interface DriverCase {
  readonly name: string;
  /** Why it cannot be tried here, or undefined. */
  readonly why: string | undefined;
  /** `home`: folder with a folder for each sandbox. */
  create(home: string): SandboxDriver;
}

const TEST_MS = 300_000;

export function driverContract(of: DriverCase): void {
  const base = mkdtempSync(join(tmpdir(), 'cowork-driver-'));
  const machines = join(base, 'machines');
  const newDriver = (): SandboxDriver => of.create(machines);

  let driver = newDriver();
  let sandbox: Sandbox;
  let runs = 0;

  function folder(name: string): string {
    const path = join(base, name);
    mkdirSync(path);
    writeFileSync(join(path, `${name}.txt`), name);
    return path;
  }

  function shared(path: string, at: string, more: Partial<SharedFolder> = {}): SharedFolder {
    const { dev, ino } = lstatSync(path, { bigint: true });
    return {
      ...{ at, dev: String(dev), ino: String(ino), sub: '', readOnly: false },
      open() {
        const fd = openSync(path, 'r');
        return { fd, close: () => closeSync(fd) };
      },
      ...more,
    };
  }

  async function run(command: string, timeoutMs = 60_000): Promise<{ output: string; code: number; late: boolean; ms: number }> {
    const id = `run${(runs += 1)}`;
    await sandbox.start(id, command, timeoutMs);
    let output = '';
    for (;;) {
      const said = await sandbox.follow(id, { from: Buffer.byteLength(output), waitMs: 1_000 });
      output += said.bytes.toString('utf8');
      if (said.ended) return { output, code: said.code, late: said.late, ms: said.ms };
    }
  }

  (of.why === undefined ? describe : describe.skip)(`a task’s sandbox: ${of.name}`, () => {
    beforeAll(async () => {
      mkdirSync(machines);
      sandbox = await driver.open('task', AbortSignal.timeout(TEST_MS));
      await sandbox.share([]);
    }, TEST_MS);
    afterAll(async () => {
      await driver.destroy('task');
      expect(readdirSync(machines)).not.toContain('task');
      rmSync(base, { recursive: true });
    }, TEST_MS);

    it('keeps folder and variables from command to command, also after an exit', async () => {
      expect(await run('cd /tmp && mkdir -p deep && cd deep && export WORD="two words" && echo "é 写"')).toMatchObject({
        output: 'é 写\n',
        code: 0,
      });
      expect((await run('pwd; echo "$WORD"')).output).toBe('/tmp/deep\ntwo words\n');
      expect(await run('echo before; exit 7; echo after')).toMatchObject({ output: 'before\n', code: 7 });
      expect((await run('pwd; echo "$WORD"')).output).toBe('/tmp/deep\ntwo words\n');
      expect(await run('cat <<EOF | tr a-z A-Z\nlines\nEOF\nfalse')).toMatchObject({ output: 'LINES\n', code: 1 });
    });

    it('runs commands as the user, without network, with the host’s clock and zone', async () => {
      const before = Date.now();
      const { output } = await run(
        'id -u; date +%s%3N; date +%Z; tail -n +3 /proc/net/dev | grep -o "[a-z0-9]*:"; cat /proc/net/route | tail -n +2; id -G',
      );
      const [uid, ms, zone, net, ...rest] = output.trim().split('\n');
      expect(uid).not.toBe('0');
      // Set when the sandbox began, to the moment of a call that takes a while.
      expect(Number(ms)).toBeGreaterThan(before - 30_000);
      expect(Number(ms)).toBeLessThan(Date.now() + 30_000);
      expect(zone).toMatch(/^CES?T$/);
      expect(net).toBe('lo:');
      expect(rest).toEqual([uid]);
    });

    it('ends a command whose time is over, with all that it has started', async () => {
      // The shell lives on: it and all that it starts are deaf before the time begins.
      await run('trap "" TERM');
      const { late, code } = await run('(sleep 300) & sleep 300', 500);
      expect({ late, code }).toEqual({ late: true, code: 137 });
      // Those that are dead and not yet collected count no more.
      expect((await run('ps -eo stat,comm | grep -c "^[^Z].*sleep"; pwd')).output).toBe('0\n/tmp/deep\n');
    });

    it('does the next command whole after one that ended by itself when its time was over, and lets commands hear signals', async () => {
      expect(await run("trap 'echo bye' TERM; sleep 100 & wait", 1_000)).toMatchObject({ late: true });
      expect((await run("trap - TERM; trap 'echo heard' INT; kill -INT $$; trap - INT; echo after")).output).toBe(
        'heard\nafter\n',
      );
    });

    it('ends a command when it is told to, long before its time is over', async () => {
      await sandbox.start('stopped', 'sleep 300', 60_000);
      await sandbox.stop('stopped');
      for (;;) {
        const { ended, late } = await sandbox.follow('stopped', { from: 0, waitMs: 1_000 });
        expect(late).toBe(false);
        if (ended) break;
      }
    });

    it('shows a folder that is given while it runs, lets go of one that is taken away, and takes no change of either', async () => {
      const [one, two] = [folder('one'), folder('two, with: odd=name')];
      await sandbox.share([shared(one, '/folders/one')]);
      expect((await run('cat /folders/one/one.txt; echo new > /folders/one/new; ls /folders')).output).toBe('oneone\n');
      await sandbox.share([shared(one, '/folders/one'), shared(two, '/folders/two, with: odd=name', { readOnly: true })]);
      const both = await run('ls /folders /folders/*; touch "/folders/two, with: odd=name/x"');
      expect(both.output).toContain('Read-only file system');
      expect(both.output).toContain('two, with: odd=name.txt');
      // The layer was renewed: what the command before made was a proposal.
      expect(both.output).not.toContain('new');
      await sandbox.share([shared(one, '/folders/one')]);
      expect((await run('ls /folders')).output).toBe('one\n');
      expect(readdirSync(one)).toEqual(['one.txt']);
    });

    it('notices that a folder was replaced, and shows the new one', async () => {
      const path = folder('replaced');
      await sandbox.share([shared(path, '/folders/replaced')]);
      expect((await run('ls /folders/replaced')).output).toBe('replaced.txt\n');
      renameSync(path, `${path}-old`);
      mkdirSync(path);
      writeFileSync(join(path, 'fresh.txt'), '');
      await sandbox.share([shared(path, '/folders/replaced')]);
      expect((await run('ls /folders/replaced')).output).toBe('fresh.txt\n');
    });

    it('tells what was changed and what still held a folder; nothing moves until the next command', async () => {
      const path = folder('held');
      await sandbox.share([shared(path, '/folders/held')]);
      await run(
        'cd /folders/held; echo x > made; (exec -a holder sleep 300) & cd /tmp; (exec -a ticker sh -c "while sleep 0.1; do date >> /tmp/ticks; done") & until pgrep -f "^holder 300" && [ -s /tmp/ticks ]; do sleep 0.1; done',
      );
      const { ended, lists } = await sandbox.settle();
      expect(ended).toEqual(['sleep']);
      expect(await sandbox.entries('/folders/held', lists['/folders/held']!)).toMatchObject([
        { path: 'made', type: 'file', size: 2 },
      ]);
      expect((await sandbox.content('/folders/held', [{ path: 'made', from: 0, size: 2 }])).toString()).toBe('x\n');
      // With other folders than before it may be another sandbox.
      await sandbox.share([shared(path, '/folders/held')]);
      expect(Number((await run('pgrep -c -f ticker')).output)).toBeGreaterThan(0);
      await run('pkill -f ticker');
    });

    it('stops what hides behind a dead first thread, or cannot be stopped, and goes on', async () => {
      const path = folder('hidden');
      await sandbox.share([shared(path, '/folders/hidden')]);
      await run(`python3 - <<'PY' &
import ctypes, threading, time
def write():
    with open('/folders/hidden/out', 'wb', buffering=0) as f:
        while True:
            f.write(b'x'); time.sleep(0.01)
threading.Thread(target=write).start()
time.sleep(0.3)
ctypes.CDLL(None).pthread_exit(None)
PY
(exec -a waiting perl -e 'syscall(58) or sleep 300' >/dev/null 2>&1) & until [ -s /folders/hidden/out ]; do sleep 0.1; done; sleep 1`);
      const { lists } = await sandbox.settle();
      const [{ size } = { size: -1 }] = await sandbox.entries('/folders/hidden', lists['/folders/hidden']!);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const [piece] = [await sandbox.content('/folders/hidden', [{ path: 'out', from: 0, size }])];
      expect(piece.length).toBe(size);
      await expect(sandbox.content('/folders/hidden', [{ path: 'out', from: 0, size: size + 1 }])).rejects.toThrow(/shorter/);
      await sandbox.share([shared(path, '/folders/hidden')]);
      expect((await run('ls /folders/hidden')).output).toBe('hidden.txt\n');
    });

    it('is found again by another worker, with its command; the output is whole', async () => {
      const { boot } = sandbox;
      await sandbox.start('across', 'for i in $(seq 1 40); do echo "line $i"; sleep 0.05; done', 60_000);
      await sandbox.follow('across', { from: 0, waitMs: 1_000 });
      await driver.close();
      driver = newDriver();
      sandbox = (await driver.attach('task'))!;
      expect(sandbox.boot).toBe(boot);
      let output = '';
      for (let over = false; !over;) {
        const said = await sandbox.follow('across', { from: Buffer.byteLength(output), waitMs: 1_000 });
        output += said.bytes.toString('utf8');
        over = said.ended;
      }
      expect(output.trim().split('\n')).toEqual(Array.from({ length: 40 }, (_, n) => `line ${n + 1}`));
      // The same id again is the same run.
      await sandbox.start('across', 'echo twice', 1_000);
      expect((await sandbox.follow('across', { from: 0, waitMs: 0 })).bytes.toString()).toBe(output);
    });

    it(
      'leaves no process behind when it is stopped, and goes on from its disk when it is started again',
      async () => {
        const { processes } = readStarted(join(machines, 'task'), Started)!;
        await run('cd /tmp/deep; export LAST=kept');
        await driver.stop('task');
        expect(processes.filter(isSameProcess)).toEqual([]);
        expect(await driver.attach('task')).toBeUndefined();
        sandbox = await driver.open('task', AbortSignal.timeout(TEST_MS));
        await sandbox.share([]);
        expect((await run('pwd; echo $LAST')).output).toBe('/tmp/deep\nkept\n');
      },
      TEST_MS,
    );
  });
}
