// What commands try and do not get, as root of their own machine. Each attempt beside a control in which it goes through.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findSandbox } from '../../../src/desktop-sandbox.ts';
import { differences, treeFacts } from '../../../src/demo/tree-hash.ts';
import type { Sandbox, SandboxDriver } from '../../../src/sandbox/port.ts';
import { commandLine, type Machine } from '../../../src/sandbox/qemu/command-line.ts';
import { createQemuDriver } from '../../../src/sandbox/qemu/driver.ts';
import { obstacle } from './machine.ts';

const why = await obstacle();
const TEST_MS = 180_000;
const base = mkdtempSync(join(tmpdir(), 'cowork-probes-'));
const SECRET = 'sk-ant-secret-of-the-host';

interface Place {
  readonly folder: string;
  readonly driver: SandboxDriver;
  readonly sandbox: Sandbox;
  /** What the command printed; it may fail. */
  run(command: string): Promise<string>;
}

/** Without its walls: shares that can be written, and a network card. */
const withoutWalls = (machine: Machine): string[] => [
  ...commandLine(machine).flatMap((word, n, all) =>
    all[n - 1] === '-nic' ? 'user,model=virtio-net-pci' : word.startsWith('local,') ? word.replace(',readonly=on', '') : word,
  ),
];

async function openPlace(name: string, line?: (machine: Machine) => string[]): Promise<Place> {
  const machines = join(base, name, 'machines');
  const folder = join(base, name, 'granted');
  for (const path of [machines, folder]) mkdirSync(path, { recursive: true });
  writeFileSync(join(base, name, 'outside.txt'), SECRET);
  furnish(folder);
  const driver = createQemuDriver({
    ...{ home: machines, memoryMb: 768, diskBytes: 2 ** 28, timeZone: 'UTC', guestUser: { uid: 0, gid: 0 } },
    find: findSandbox({ machines }, process.env),
    ...(line && { commandLine: line }),
  });
  const sandbox = await driver.open('probe', AbortSignal.timeout(TEST_MS));
  const { dev, ino } = lstatSync(folder, { bigint: true });
  await sandbox.share([
    {
      ...{ at: '/folders/granted', dev: String(dev), ino: String(ino), sub: '', readOnly: false },
      open() {
        const fd = openSync(folder, 'r');
        return { fd, close: () => closeSync(fd) };
      },
    },
  ]);
  let runs = 0;
  return {
    ...{ folder, driver, sandbox },
    async run(command) {
      const id = `${name}${(runs += 1)}`;
      await sandbox.start(id, command, 60_000);
      for (let output = ''; ;) {
        const said = await sandbox.follow(id, { from: Buffer.byteLength(output), waitMs: 1_000 });
        output += said.bytes.toString('utf8');
        if (said.ended) return output;
      }
    },
  };
}

let walled: Place;
let open: Place;
let listener: Server;
let port: number;

(why === undefined ? describe : describe.skip)('root of the guest', () => {
  beforeAll(async () => {
    listener = createServer((socket) => socket.end(SECRET)).listen(0, '127.0.0.1');
    await new Promise((resolve) => listener.once('listening', resolve));
    port = (listener.address() as { port: number }).port;
    walled = await openPlace('walled');
    open = await openPlace('open', withoutWalls);
  }, TEST_MS);
  afterAll(async () => {
    for (const place of [walled, open]) await place?.driver.destroy('probe');
    listener.close();
    rmSync(base, { recursive: true });
  }, TEST_MS);

  const SHARE = '/run/cowork/shares/share1';
  const onShare = (act: string): string => `mount -o remount,rw ${SHARE} 2>&1; cd ${SHARE} && ${act}`;

  it.each([
    ['creates a file', 'echo x > new.txt'],
    ['writes into a file', 'echo x >> a.txt'],
    ['empties a file', 'truncate -s 0 a.txt'],
    ['deletes a file', 'rm -f a.txt'],
    ['renames a file', 'mv a.txt b.txt'],
    ['makes a folder', 'mkdir made'],
    ['makes a link', 'ln -s /etc/passwd planted'],
    ['makes a hard link', 'ln a.txt hard.txt'],
    ['changes a mode', 'chmod 777 a.txt'],
    ['changes a date', 'touch -d 2001-01-01 a.txt'],
    ['sets an attribute', "python3 -c \"import os; os.setxattr('a.txt', 'user.x', b'1')\""],
  ])(
    '%s in a share that it has mounted anew for writing: nothing happens; without the wall it does',
    async (_, act) => {
      const [there, here] = [await treeFacts(walled.folder), await treeFacts(open.folder)];
      expect(await walled.run(onShare(act))).toContain('Read-only file system');
      expect(differences(there, await treeFacts(walled.folder))).toEqual([]);

      expect(await open.run(onShare(act))).toBe('');
      // Attributes are no part of a tree's facts.
      if (!act.includes('setxattr')) expect(differences(here, await treeFacts(open.folder))).not.toEqual([]);
      furnish(open.folder);
    },
    TEST_MS,
  );

  it('follows links in a share into its own machine only', async () => {
    expect(await walled.run('cat /folders/granted/evil "/folders/granted/evil up" 2>&1')).not.toContain(SECRET);
    // The control: the host itself follows them.
    expect(readFileSync(join(walled.folder, 'evil'), 'utf8')).toBe(SECRET);
  });

  it('has no network card; without the wall there is one on the bus', async () => {
    const cards = 'grep -l 0x0200 /sys/bus/pci/devices/*/class | wc -l';
    expect((await walled.run(cards)).trim()).toBe('0');
    expect((await open.run(cards)).trim()).toBe('1');
    expect((await walled.run('ls /sys/class/net')).trim()).toBe('lo');
  });

  it('reaches neither this computer nor anything else', async () => {
    const targets = ['127.0.0.1', '10.0.2.2', '169.254.169.254', '1.1.1.1', '[::1]', '[fe80::1]'];
    const tries = targets.map((host) => `curl -sS -m 2 --noproxy "*" http://${host}:${port}/ 2>&1`).join('; ');
    expect(await walled.run(tries)).not.toContain(SECRET);
    expect(await walled.run('getent hosts localhost.example. deb.debian.org; echo done')).toBe('done\n');
    // The control: from this computer it is reached.
    const reached = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', (bytes) => resolve(bytes.toString('utf8')));
      socket.once('error', (error) => resolve(String(error)));
    });
    expect(reached).toBe(SECRET);
  });

  it('finds no key, token or path of this computer in environment, command lines or disk', async () => {
    const output = await walled.run(
      'env; cat /proc/cmdline; cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr "\\0" "\\n"; cat /proc/mounts',
    );
    for (const word of [base, process.env['HOME'] ?? '/root/', 'sk-ant-', 'COWORK_', 'ANTHROPIC'])
      expect({ word, found: word.length > 5 && output.includes(word) }).toEqual({ word, found: false });
    // The control: the same look finds what is there.
    expect(await walled.run('WORD=sk-ant-planted env')).toContain('sk-ant-planted');
  });

  it('cannot write on the disk that it was started from', async () => {
    expect(await walled.run('dd if=/dev/zero of=/dev/vda bs=4096 count=1 conv=fsync 2>&1')).toMatch(
      /Read-only|not permitted|Operation/,
    );
    // The control: its own disk takes it, where nothing of ours lies.
    expect(await walled.run('dd if=/dev/zero of=/task/probe bs=4096 count=1 conv=fsync 2>&1')).toContain('copied');
  });

  it('may say what it likes into the channel: the next command runs all the same', async () => {
    await walled
      .run(
        'head -c 300000 /dev/urandom > /dev/vport0p1 2>/dev/null; printf "cwf1\\377\\377\\377\\377\\377\\377\\377\\377\\377" > /dev/vport0p1; true',
      )
      .catch(() => undefined);
    expect(await walled.run('echo still here')).toBe('still here\n');
  });

  // Perl's process is small: the limit is reached in seconds. The parent says how far it came; all others wait to be ended.
  const FORKS =
    'perl -e \'$| = 1; while ($n < 3000) { defined($p = fork) or last; $p or (sleep 100, exit); $n++ } print "$n\\n"; kill 9, -getpgrp\'';

  it('starts no more processes than a machine bears', async () => {
    expect(Number.parseInt(await walled.run(`setsid -w ${FORKS}; true`), 10)).toBeLessThan(2_000);
    expect(await walled.run('echo after processes')).toBe('after processes\n');
  }, 60_000);

  it('takes no more memory than there is', async () => {
    expect(await walled.run(`python3 -c "x = b'x' * (2 * 2**30)" 2>&1; echo $?`)).toMatch(/MemoryError|137/);
    expect(await walled.run('echo after memory')).toBe('after memory\n');
  }, 60_000);

  it('fills its own disk and no other', async () => {
    const fill =
      'head -c 4G /dev/zero > /task/full 2>/dev/null; used=$(df --output=pcent /task | tail -1); rm /task/full; echo $used';
    expect(await walled.run(fill)).toBe('100%\n');
    expect(await walled.run('echo after disk')).toBe('after disk\n');
  }, 60_000);
});

/** The folder itself stays: the share has hold of it. */
function furnish(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'a.txt'), 'alpha');
  symlinkSync(join(dirname(folder), 'outside.txt'), join(folder, 'evil'));
  symlinkSync('../outside.txt', join(folder, 'evil up'));
}
