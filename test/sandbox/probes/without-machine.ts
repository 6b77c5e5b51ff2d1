// `npm run sandbox-probes -- --without-machine`: the same probes on a sandbox of processes, to say which of them do not hold there.
import { saveResult } from '../../../bench/results.ts';
import { PROBES } from './all.ts';
import type { Group, Probe } from './probe.ts';
import { createRig, type Rig } from './rig.ts';

/** Trying these would take the computer that they are tried on. */
const NEVER: Readonly<Partial<Record<Group, string>>> = {
  resources: '**no**; not tried: nothing but a number of processes is limited',
};
/** What they ask is only there in a machine, or they take one apart. */
const NOT_ASKED: readonly Group[] = ['life cycle', 'channel'];

/** Commands are nobody's root there, and have no disk of their own. */
const NEED_MACHINE = ['secret-disk', 'ro-drive', 'object-device', 'object-drive'];

/** What a machine holds back a jail may not even have. */
const NOT_THERE = /No such file or directory|must be superuser/;
/** How often a word was found. */
const FOUND = /^ +\d+ /m;

export async function probeWithoutMachine(): Promise<void> {
  const rig = createRig({ isLong: false, withoutMachine: true });
  const details: unknown[] = [];
  const rows: string[][] = [];
  try {
    for (const probe of PROBES.filter(({ needs, group }) => needs === 'machine' && !NOT_ASKED.includes(group))) {
      const { held, said } = await look(probe, rig);
      console.log(`${probe.id}: ${held} (${said.slice(0, 300)})`);
      rows.push([probe.group, probe.what, held]);
      details.push({ id: probe.id, held, said });
    }
  } finally {
    await rig.close();
  }
  const held = rows.filter(([, , verdict]) => verdict === 'yes').length;
  const file = saveResult({
    name: 'sandbox-probes-without-machine',
    command: 'npm run sandbox-probes -- --without-machine',
    table: { head: ['group', 'a command', 'held'], rows },
    notes: [`${rows.length} probes: ${held} held.`],
    details,
  });
  console.log(`saved in ${file}`);
}

async function look(probe: Probe, rig: Rig): Promise<{ held: string; said: string }> {
  const never = NEVER[probe.group];
  if (never !== undefined) return { held: never, said: '' };
  if (NEED_MACHINE.includes(probe.id)) return { held: 'not asked: there is none without a machine', said: '' };
  try {
    const { through, said } = await probe.attempt(rig);
    // What it may not even read says so, and is no find.
    if (probe.group === 'secrets' && !FOUND.test(said)) return { held: 'yes', said };
    if (through) return { held: '**no**', said };
    return { held: probe.expected.test(said) || NOT_THERE.test(said) ? 'yes' : 'yes, for another reason', said };
  } catch (error) {
    return { held: '**not found out**', said: String(error) };
  }
}
