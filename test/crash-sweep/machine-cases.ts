// The cases of the form with machines: a task that only runs commands, whose machine dies at every moment that such a task passes.
import { randomFrom, shuffled } from '../rig/random.ts';
import type { Case, MachineAge } from './case.ts';
import type { Victim } from './instance.ts';
import { isOfCommand } from './quick.ts';
import type { Template } from './recording.ts';

/** Its guest sleeps, wakes, and is ready. */
const AGES: readonly MachineAge[] = [0, 150, 500, 1_200, 3_000].map((machineAgeMs) => ({ machineAgeMs }));
/** With the machine, what also goes in the worker matters here. */
const OF_BOTH = /^(command|changes|tool|approval|undo)-/;

export function machineCases(templates: readonly Template[], seed: number): Case[] {
  const of = (victims: readonly Victim[], which: readonly Pick<Case, 'workload' | 'at'>[]): Case[] =>
    which.flatMap((one) => victims.map((victim) => ({ ...one, victim })));
  const firsts = templates.filter(({ at }) => at.nth === 1);
  const hops = templates.filter(({ at, workload }) => at.nth > 1 && at.point === 'changes-op' && workload === 'changes unasked');
  const atStart = AGES.map((at) => ({ workload: 'changes unasked' as const, at }));
  return shuffled(
    [
      ...of(['machine'], [...firsts, ...hops]),
      ...of(
        ['machine and worker'],
        firsts.filter(({ at }) => OF_BOTH.test(at.point)),
      ),
      // Who runs or follows a command dies, and its machine goes on.
      ...of(
        ['worker', 'all'],
        firsts.filter(({ at }) => isOfCommand(at.point)),
      ),
      ...of(['machine', 'machine and worker', 'worker'], atStart),
    ],
    randomFrom(seed),
  );
}
