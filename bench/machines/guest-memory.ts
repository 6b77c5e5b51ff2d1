// Whether the host gets back what a command held in memory.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../src/sandbox/port.ts';
import type { AllSizes } from '../sizes.ts';
import type { BenchMachines } from './bench-machines.ts';
import type { Figure } from './figure.ts';

const HOLDS_S = 2;
/** Only a hang comes near. */
const ENDS_IN_MS = 300_000;
/** An answer that takes two minutes counts as none. */
const FOLLOWS_MS = 100_000;

export async function guestMemory(
  machines: BenchMachines,
  of: { sandbox: Sandbox; name: string },
  { heldMb, afterMs }: AllSizes['sandbox'],
): Promise<Figure[]> {
  const { sandbox, name } = of;
  const before = machines.memoryMb(name);
  await sandbox.start('hold', `python3 -c "${hold(heldMb)}"`, ENDS_IN_MS);
  const follow = (from: number) => sandbox.follow('hold', { from, waitMs: FOLLOWS_MS });
  const { bytes } = await follow(0);
  const during = machines.memoryMb(name);
  const { ended, code } = await follow(bytes.length);
  if (!ended || code !== 0) throw new Error(`holding memory ended with ${code}: ${bytes.toString()}`);
  await sleep(afterMs);
  const row = (when: string, mb: number): Figure => ({
    what: `memory ${when} a command that holds ${heldMb} MB, RSS MB`,
    samples: [mb],
  });
  return [row('before', before), row('during', during), row(`${afterMs / 1_000} s after`, machines.memoryMb(name))];
}

const hold = (mb: number): string => `import time
held = b'x' * ${mb}_000_000
print('held', flush=True)
time.sleep(${HOLDS_S})`;
