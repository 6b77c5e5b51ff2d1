// Root of a guest takes the agent's own end of the channel and says what it likes into it.
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FILES } from '../../../src/sandbox/qemu/command-line.ts';
import type { Place } from './place.ts';
import type { Probe, Tried } from './probe.ts';

const MARK = 'said by a guest';

/** A port takes one program at a time, so its descriptor is taken out of the agent: pidfd_open and pidfd_getfd. */
/** `forSeconds`: how long it tries where nobody takes them. */
const take = (bytes: string, { delay = 0, forSeconds = 5 } = {}): string => `cat > /tmp/take.py <<'PY'
import ctypes, os, sys, time
time.sleep(${delay})
call = ctypes.CDLL(None, use_errno=True).syscall
agent = call(434, 1, 0)
for fd in os.listdir('/proc/1/fd'):
  try: at = os.readlink('/proc/1/fd/' + fd)
  except OSError: continue
  if '/dev/vport' not in at: continue
  mine = call(438, agent, int(fd), 0)
  if mine < 0: print('no:', os.strerror(ctypes.get_errno())); continue
  n, all, end = 0, ${bytes}, time.time() + ${forSeconds}
  while n < len(all) and time.time() < end:
    try: n += os.write(mine, all[n:])
    except BlockingIOError: time.sleep(0.05)
  print('said', n)
PY
python3 /tmp/take.py`;
const GARBAGE = `b'cwf1' + b'\\xff' * 200 + os.urandom(100000) + b'cwf1' * 1000`;

async function spoil(place: Place): Promise<Tried> {
  const before = await place.run(take(GARBAGE)).catch(String);
  const after = await place.run('echo still here');
  const { boot } = place.sandbox;
  const same = (await place.driver.attach('t1'))?.boot === boot;
  return { through: after !== 'still here\n' || !same, said: `${before.trim().replaceAll('\n', ', ')}; then: ${after}` };
}

/** Nobody of ours listens: a socket without frames, and without any look at what comes. */
async function heardPlainly(place: Place): Promise<Tried> {
  await place.run(`(${take(`b'${MARK}'`, { delay: 6, forSeconds: 60 })}) >/dev/null 2>&1 &`);
  await place.driver.close();
  const socket = connect(join(place.machine, FILES.agent));
  let heard = '';
  socket.on('error', () => undefined);
  socket.on('data', (bytes: Buffer) => (heard += bytes.toString('latin1')));
  for (const end = Date.now() + 100_000; !heard.includes(MARK) && Date.now() < end;) await sleep(100);
  socket.destroy();
  place.sandbox = (await place.driver.attach('t1'))!;
  return { through: heard.includes(MARK), said: heard };
}

export const AGENT_PORT: readonly Probe[] = [
  {
    ...{ id: 'channel-port', group: 'channel', needs: 'machine' },
    what: 'takes the agent’s ends of both channels and sends 100 kB of nonsense, so that no later command runs',
    ...{ expected: /said \d{5,}.*still here/s, without: 'frames: a program that listens takes every byte' },
    attempt: async (rig) => spoil(await rig.walled()),
    control: async (rig) => heardPlainly(await rig.walled()),
  },
];
