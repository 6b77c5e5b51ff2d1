// Virtual machines: how soon they are there, what commands in them cost, what they hold in memory, and how they share two processors.
import { type BenchMachines, openBenchMachines } from './machines/bench-machines.ts';
import { ANSWER, commands, SHOWN_ANEW } from './machines/commands.ts';
import type { Figure } from './machines/figure.ts';
import { guestMemory } from './machines/guest-memory.ts';
import { BESIDE, neighbours } from './machines/neighbours.ts';
import { ALL, renames, SCRIPT } from './machines/renames.ts';
import { FROM_PICTURE, FROM_POWER_ON, starts, WITH_FOLDERS } from './machines/starts.ts';
import { streams } from './machines/streams.ts';
import { bench } from './harness.ts';
import { median, spread } from './quantile.ts';
import type { AllSizes } from './sizes.ts';

await bench('sandbox', async (sizes) => {
  await using machines = await openBenchMachines();
  const figures = [
    ...(await starts(machines, sizes)),
    ...(await inOneMachine(machines, sizes)),
    ...(await renames(sizes.renames)),
  ];
  const of = (what: string): number => median(figures.find((figure) => figure.what.includes(`${what}, `))?.samples ?? []);
  return {
    table: {
      head: [`what (accelerator: ${machines.accelerator})`, 'p50', 'p90', 'samples', 'goal at p50'],
      rows: figures.map(({ what, samples, goal }) => [
        what,
        ...spread(samples, 0.5, 0.9),
        goal === undefined ? '' : `≤ ${goal.toLocaleString('en-US')}`,
      ]),
    },
    notes: [
      'Goals are for two processors without their help (tcg). A start is of a machine with an empty disk; what can run here has been found out before.',
      'Memory is of QEMU, as resident (RSS). Every machine that was ended left no process.',
      `All ${sizes.streams} streams (${sizes.streamBytes / 1e6} MB each) and all ${sizes.requests.toLocaleString('en-US')} requests came whole; server and proxy are this one process, the program in the guest is one curl.`,
      'Renames go the way of the tool bash: its commands, its change set; nobody is asked.',
    ],
    ratios: {
      'first answer, picture / power-on': of(FROM_PICTURE) / of(FROM_POWER_ON),
      'first answer from the picture, with folders / without': of(WITH_FOLDERS) / of(FROM_PICTURE),
      'folders shown anew / true': of(SHOWN_ANEW) / of(ANSWER),
      'true, beside a machine at work / alone': of(BESIDE) / of(ANSWER),
      'renames, all / script': of(ALL) / of(SCRIPT),
    },
  };
});

async function inOneMachine(machines: BenchMachines, sizes: AllSizes['sandbox']): Promise<Figure[]> {
  const name = 'one';
  const sandbox = await machines.start(name, 'picture');
  return [
    ...(await commands(machines, sandbox, sizes)),
    ...(await guestMemory(machines, { sandbox, name }, sizes)),
    ...(await streams(machines, sandbox, sizes)),
    ...(await neighbours(machines, sandbox, sizes)),
  ];
}
