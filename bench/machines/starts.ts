// From the order to a machine until its first command has answered, and what the machine holds in memory afterwards.
import { setTimeout as sleep } from 'node:timers/promises';
import { runIn } from '../../test/sandbox/vm/machine.ts';
import type { AllSizes } from '../sizes.ts';
import { type BenchMachines, FOLDER, share, type Start } from './bench-machines.ts';
import type { Figure } from './figure.ts';

interface Started {
  readonly ms: number;
  readonly idleMb: number;
}
const IDLE_MS = 1_000;

/** Each start is of a machine with an empty disk. */
export async function starts(machines: BenchMachines, sizes: AllSizes['sandbox']): Promise<Figure[]> {
  const started = async (from: Start, hasFolders: boolean, count: number): Promise<Started[]> => {
    const all: Started[] = [];
    for (let n = 0; n < count; n += 1) all.push(await startOnce(machines, { from, hasFolders, name: `start${n}` }));
    return all;
  };
  const powerOn = await started('power-on', false, sizes.powerOns);
  const bare = await started('picture', false, sizes.starts);
  const whole = await started('picture', true, sizes.starts);
  const ms = (all: readonly Started[]): number[] => all.map((one) => one.ms);
  const idleMb = (all: readonly Started[]): number[] => all.map((one) => one.idleMb);
  return [
    { what: `${FROM_POWER_ON}, ms`, samples: ms(powerOn), goal: 9_000 },
    { what: `${FROM_PICTURE}, ms`, samples: ms(bare), goal: 700 },
    { what: `${WITH_FOLDERS}, ms`, samples: ms(whole), goal: 1_200 },
    { what: 'memory idle after the first command, from power-on, RSS MB', samples: idleMb(powerOn), goal: 350 },
    { what: 'memory idle after the first command, from the picture, RSS MB', samples: idleMb([...bare, ...whole]), goal: 350 },
  ];
}
export const FROM_POWER_ON = 'power-on to the first answer';
export const FROM_PICTURE = 'picture to the first answer';
export const WITH_FOLDERS = 'picture to the first answer with folders';

async function startOnce(machines: BenchMachines, of: { from: Start; hasFolders: boolean; name: string }): Promise<Started> {
  const began = performance.now();
  const sandbox = await machines.start(of.name, of.from);
  if (of.hasFolders) await share(machines, sandbox);
  const { code } = await runIn(sandbox, of.hasFolders ? `[ -e ${FOLDER}/a.txt ]` : 'true');
  const ms = performance.now() - began;
  if (code !== 0) throw new Error(`the first command ended with ${code}`);
  await sleep(IDLE_MS);
  const idleMb = machines.memoryMb(of.name);
  await machines.end(of.name);
  return { ms, idleMb };
}
