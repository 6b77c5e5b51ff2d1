// What commands without a virtual machine could reach if a part of their jail were missing: descriptors of whoever built it, the agent's way to the
// host, their own layer's mounts. Beside `npm run sandbox-probes -- --without-machine`, which tries what machines are tried with.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { outsideOf, SECRET } from '../probes/furnish.ts';
import { openProcessPlace, type Place } from '../probes/place.ts';
import { processObstacle } from './obstacle.ts';

const why = await processObstacle();
const SHARE = '/run/cowork/shares/share1';
const nowhere = {
  of: async () => ({ ca: '', environment: {}, onStream: (stream: { destroy(): void }) => void stream.destroy() }),
};

(why === undefined ? describe : describe.skip)('a command without a virtual machine', () => {
  let place: Place;
  beforeAll(async () => {
    place = await openProcessPlace(nowhere);
  });
  afterAll(() => place.close());

  it('inherits no descriptor of whoever built the jail', async () => {
    const open = (await place.run('for fd in /proc/self/fd/*; do readlink $fd; done')).trim().split('\n');
    expect(open.filter((target) => !/^(\/dev\/null|\/task\/runs\/.*|pipe:.*|\/proc\/\d+\/fd)$/.test(target))).toEqual([]);
  });

  it('looks into neither the jail’s first process nor its agent, by which it would come to the host', async () => {
    expect(readdirSync(place.machine)).toContain('agent.sock');
    expect(await place.run('ls /run/cowork/host')).toBe('');
    const ours = 'for one in /proc/[0-9]*; do grep -qz ^/run/cowork/agent $one/cmdline && basename $one; done';
    const pids = (await place.run(ours)).trim().split('\n');
    expect(pids).toHaveLength(2);
    for (const pid of pids)
      expect(
        await place.run(`ls /proc/${pid}/root/ /proc/${pid}/cwd/; cat /proc/${pid}/mem; readlink /proc/${pid}/fd/*`),
      ).toMatch(/^(.*Permission denied\n){3}$/);
  });

  it('cannot make a share writable, in name spaces of its own either', async () => {
    const tries = [
      `mount -o remount,rw,bind ${SHARE}`,
      `umount -l ${SHARE}`,
      'umount -l /folders/Granted',
      `echo x > ${SHARE}/in.txt`,
    ];
    const all = tries.join('; ');
    await place.run(`(${all}); unshare --user --map-root-user --mount sh -c '${all}'`);
    expect(existsSync(join(place.folder, 'in.txt'))).toBe(false);
    // The control: in a mount that it made itself the same is allowed.
    const control = 'mount -t tmpfs -o ro none /tmp && mount -o remount,rw /tmp && echo x > /tmp/in.txt && cat /tmp/in.txt';
    expect(await place.run(`unshare --user --map-root-user --mount sh -c '${control}'`)).toBe('x\n');
  });

  it('does not come to this computer’s files by a link in the place of a folder that the jail shows', async () => {
    const outside = outsideOf(place.computer);
    for (const target of ['/', outside, '/nowhere']) {
      // Its own output goes with it.
      await place
        .run(`cd /; for one in home tmp shell runs upper; do mv /task/$one /task/old$RANDOM; ln -s ${target} /task/$one; done`)
        .catch(() => undefined);
      await place.driver.stop('t1');
      await place.open();
      const seen = await place.run(`cat /home/user/${outside} /home/user /tmp/${outside} /tmp; cat ${outside}; ls /home/user`);
      expect(seen).not.toContain(SECRET);
      expect(seen).toMatch(/Is a directory/);
    }
  });

  it('talks to no program of this computer through sockets and pipes in the folders', async () => {
    const heard: string[] = [];
    const server = createServer((socket) => void socket.on('data', (bytes) => heard.push(String(bytes))));
    await new Promise<void>((resolve) => server.listen(join(place.folder, 's.sock'), resolve));
    execFileSync('mkfifo', [join(place.folder, 'pipe')]);
    const pipe = openSync(join(place.folder, 'pipe'), constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      await place.share();
      const said = await place.run(`ls /run/cowork/shares; for at in ${SHARE} /folders/Granted; do
        python3 -c "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect('$at/s.sock'); s.send(b'by socket')"
        timeout 1 sh -c "echo by pipe > $at/pipe"
      done`);
      expect(said).toMatch(/No such file or directory[^]*(Connection refused|Operation not permitted)/);
      expect(readSync(pipe, Buffer.alloc(100))).toBe(0);
      expect(heard).toEqual([]);
      // The control: somebody who is in no jail is heard.
      execFileSync('python3', [
        '-c',
        `import socket; s = socket.socket(socket.AF_UNIX); s.connect('${place.folder}/s.sock'); s.send(b'x')`,
      ]);
      while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(heard).toEqual(['x']);
    } finally {
      closeSync(pipe);
      server.close();
    }
  });

  it('that kills everything it can ends its sandbox, and nothing was changed', async () => {
    const before = readFileSync(join(place.folder, 'a.txt'), 'utf8');
    await place.run('echo changed > /folders/Granted/a.txt; kill -9 -1; kill -9 1').catch(() => undefined);
    await place.driver.stop('t1');
    await place.open();
    expect(await place.run('cat /folders/Granted/a.txt')).toBe(before);
    expect(readFileSync(join(place.folder, 'a.txt'), 'utf8')).toBe(before);
  });
});
