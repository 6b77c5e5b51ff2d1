// A process that is a disk: mounts itself at argv[2], says that argv[3] MB are free, and serves until its parent is gone.
import { spawnSync } from 'node:child_process';
import { openSync, read, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { createCalls } from './fuse-calls.ts';
import { answerTo, MAX_WRITE, requestOf } from './fuse-words.ts';
import { createRecorder } from './recorder.ts';

const at = process.argv[2]!;
const fuse = openSync('/dev/fuse', 'r+');
const options = `fd=3,rootmode=40000,user_id=${process.getuid!()},group_id=${process.getgid!()},default_permissions`;
const mounted = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'lossy-disk', at], {
  stdio: ['ignore', 'ignore', 'inherit', fuse],
});
if (mounted.status !== 0) process.exit(1);
// Nothing gentler ends it: a thread waits in the kernel for the next request.
process.stdin.resume().on('end', () => process.kill(process.pid, 'SIGKILL'));
console.log('mounted');

const calls = createCalls(createRecorder(), { freeMb: Number(process.argv[3]) });
const buffer = Buffer.alloc(MAX_WRITE + 64 * 1024);
const readFuse = promisify(read);
for (;;) {
  const { bytesRead } = await readFuse(fuse, buffer, 0, buffer.length, null).catch((error: NodeJS.ErrnoException) => {
    // Unmounted.
    if (error.code === 'ENODEV') process.exit(0);
    if (error.code === 'ENOENT' || error.code === 'EINTR') return { bytesRead: 0 };
    throw error;
  });
  if (bytesRead === 0) continue;
  const request = requestOf(buffer.subarray(0, bytesRead));
  const result = calls(request);
  if (result === undefined) continue;
  try {
    writeSync(fuse, answerTo(request, result));
  } catch (error) {
    // The caller was interrupted and waits no more.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
