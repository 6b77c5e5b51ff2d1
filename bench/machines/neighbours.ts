// One machine beside another that computes with all that it has, and what this process notices of it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../src/sandbox/port.ts';
import type { AllSizes } from '../sizes.ts';
import type { BenchMachines } from './bench-machines.ts';
import { answersOf } from './commands.ts';
import type { Figure } from './figure.ts';

/** Both processors of the machine, until it is stopped. */
const COMPUTE = 'for n in 1 2; do python3 -c "while True: pass" & done; wait';
const COMPUTES_IN_MS = 120_000;
/** The programs have begun. */
const BEGINS_MS = 3_000;
const TIMER_MS = 10;
export const BESIDE = '`true` beside a machine at full load';

export async function neighbours(machines: BenchMachines, sandbox: Sandbox, sizes: AllSizes['sandbox']): Promise<Figure[]> {
  const alone = await latenesses(sizes.commands);
  const other = await machines.start('other', 'picture');
  await other.start('compute', COMPUTE, COMPUTES_IN_MS);
  await sleep(BEGINS_MS);
  const [answers, beside] = await Promise.all([answersOf(sandbox, sizes.commands), latenesses(sizes.commands)]);
  const { ended } = await other.follow('compute', { from: 0, waitMs: 0 });
  if (ended) throw new Error('the other machine did not compute to the end');
  await other.stop('compute');
  await machines.end('other');
  return [
    { what: `${BESIDE}, ms`, samples: answers },
    { what: `a timer of ${TIMER_MS} ms in the host’s process is late, machine idle, ms`, samples: alone },
    { what: `a timer of ${TIMER_MS} ms in the host’s process is late, two machines at work, ms`, samples: beside },
  ];
}

async function latenesses(count: number): Promise<number[]> {
  const late: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const due = performance.now() + TIMER_MS;
    await sleep(TIMER_MS);
    late.push(performance.now() - due);
  }
  return late;
}
