// Taking all of something: processes, memory, disk, files, processors. The machine's own limits end it, and the host goes on.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { isCoworkError } from '../../../src/contract/errors.ts';
import { interpret } from '../../../src/sandbox/overlay/interpret.ts';
import { FILES } from '../../../src/sandbox/qemu/command-line.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Place } from './place.ts';
import type { Probe, Tried } from './probe.ts';
import { inWords, isHeldUp, whileWatched } from './responsive.ts';
import type { Rig } from './rig.ts';

const MOST_PROCESSES = 2_000;
const LIMIT = '/sys/fs/cgroup/runs/pids.max';
const NOW = '/sys/fs/cgroup/runs/pids.current';
/**
 * Perl's process is small: the limit is reached in seconds. The parent says how far it came, lifts the limit, and says again how far; all others wait to
 * be ended. Only when they are gone does the next command find room: thousands take a while.
 */
const FORKS = `setsid -w perl -e '$| = 1;
sub more { while ($n < ${MOST_PROCESSES + 200}) { defined($p = fork) or last; $p or (sleep 100, exit); $n++ } print "$n processes\\n" }
more(); open F, ">${LIMIT}"; print F "max"; close F; more(); kill 9, -getpgrp' 2>&1
for n in $(seq 300); do read -r left < ${NOW}; [ $left -lt 100 ] && break; sleep 0.2; done; echo ${MOST_PROCESSES} > ${LIMIT}`;
const forked = new WeakMap<Place, Promise<Tried>>();
function fork(place: Place): Promise<Tried> {
  const known = forked.get(place) ?? taking(place, FORKS, (said) => processes(said, 0) > MOST_PROCESSES);
  forked.set(place, known);
  return known;
}
/** With the limit, and without. */
const processes = (said: string, n: number): number => Number([...said.matchAll(/^(\d+) processes/gm)][n]?.[1] ?? Number.NaN);

/** More than the smaller of the two machines has, less than the larger. */
const MEMORY_MB = 1_200;
const HOG = `python3 -c "x = b'x' * (${MEMORY_MB} * 2**20); print('held', len(x) >> 20)" 2>&1; echo ended with $?`;
/** Grown bit by bit it is not refused at once: the machine gets slower until the kernel, or the command's time, ends it. */
const GROW = `python3 -c "
held = []
for n in range(${MEMORY_MB}): held.append(bytearray(b'x' * 2**20))
print('held', len(held))"; echo ended with $?`;
const GROWS_MS = 60_000;
const DISK_MB = 320;
/** Said when there is room again: what a command says is on that disk too. */
const FILL = `said=$(head -c ${DISK_MB}M /dev/zero 2>&1 >/task/full); size=$(stat -c %s /task/full); rm /task/full; echo "$said $size"`;
const NO_LIMITS = 'echo max > /sys/fs/cgroup/runs/memory.max';

/** What the command said, whether the host went on meanwhile, and whether the next command runs. */
async function taking(place: Place, command: string, isTaken: (said: string) => boolean, timeoutMs = 120_000): Promise<Tried> {
  const { result, strain } = await whileWatched(place, () => place.run(command, timeoutMs));
  const next = await place.run('echo goes on');
  const said = `${result.trim()}; ${inWords(strain)}; then: ${next.trim()}`;
  return { through: isTaken(result) || isHeldUp(strain) || next !== 'goes on\n', said };
}
/** The same where it is taken: only that counts. */
async function taken(place: Place, command: string, isTaken: (said: string) => boolean): Promise<Tried> {
  await place.run(NO_LIMITS);
  const said = await place.run(command);
  return { through: isTaken(said), said };
}
const allMemory = (said: string): boolean => said.includes(`held ${MEMORY_MB}`);
const allDisk = (said: string): boolean => said.includes(String(DISK_MB * 2 ** 20));

const standing = new WeakMap<Rig, Promise<Tried>>();
/** The meter itself: a host that waits in place, as long as the guest would need, is seen to stand still. Once is enough. */
function heldUp(rig: Rig): Promise<Tried> {
  const known = standing.get(rig) ?? standStill(rig);
  standing.set(rig, known);
  return known;
}
async function standStill(rig: Rig): Promise<Tried> {
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  const { strain } = await whileWatched(await rig.walled(), async (passed) => {
    await sleep(50);
    for (const end = passed() + 3_000; passed() < end;) Atomics.wait(nothing, 0, 0, 50);
    await sleep(50);
  });
  return { through: isHeldUp(strain), said: inWords(strain) };
}
const IN_PLACE = 'asking without waiting: a host that waits in place';

const SPIN = (seconds: number): string =>
  `for n in 1 2 3 4; do timeout ${seconds} sh -c 'while :; do :; done' & done; wait; echo spun`;
const TALK = (seconds: number): string => `timeout ${seconds} yes "a line of no use" | head -c 20000000; echo; echo said`;
async function busy(place: Place, command: string): Promise<Tried> {
  const { result, strain } = await whileWatched(place, () => place.run(command));
  return { through: isHeldUp(strain), said: `${result.trim().slice(-20)}; ${inWords(strain)}` };
}

/** A machine has no room for more inodes than its disk is made with, so the long form ends with a full disk. */
async function manyFiles(rig: Rig): Promise<Tried> {
  const place = await rig.walled();
  await place.share();
  const count = rig.isLong ? 1_000_000 : 10_000;
  const make = `mkdir /folders/Granted/many && cd /folders/Granted/many && python3 -c "
n = 0
try:
  for n in range(${count}): open(str(n), 'w').close()
except OSError as error: print(error)
print(n + 1, 'files')"; cd /`;
  const { result, strain } = await whileWatched(place, async () => {
    const said = await place.run(make, 540_000);
    const { lists } = await place.sandbox.settle();
    try {
      const entries = await place.sandbox.entries('/folders/Granted', lists['/folders/Granted'] ?? 0);
      const { kind } = await place.withFolders(async ({ lower }) => interpret(entries, lower));
      return `${said.trim()}; ${entries.length} listed, ${kind}`;
    } catch (error) {
      if (!isCoworkError(error)) throw error;
      return `${said.trim()}; ${error.code}`;
    }
  });
  const next = await sharedAgain(place);
  return { through: isHeldUp(strain) || next !== 'shared again', said: `${result}; ${inWords(strain)}; ${next}` };
}

/** The next command needs its folders at once; later probes can wait for them. */
async function sharedAgain(place: Place): Promise<string> {
  let wrong: string | undefined;
  for (const end = Date.now() + 180_000; ; await sleep(2_000))
    try {
      await place.share();
      return wrong === undefined ? 'shared again' : `not shared at once: ${wrong}`;
    } catch (error) {
      if (Date.now() > end) throw error;
      wrong ??= String(error);
    }
}

export const RESOURCES: readonly Probe[] = [
  {
    ...{ id: 'resource-processes', group: 'resources', needs: 'machine', what: 'starts processes without end' },
    ...{ expected: /^\d+ processes.*goes on/s, without: 'the limit of its control group' },
    attempt: async (rig) => fork(await rig.walled()),
    async control(rig) {
      const { said } = await fork(await rig.walled());
      return { through: processes(said, 1) > MOST_PROCESSES, said };
    },
  },
  {
    ...{
      id: 'resource-memory',
      group: 'resources',
      needs: 'machine',
      what: `takes ${MEMORY_MB} MB of memory where there are 768`,
    },
    ...{ expected: /(MemoryError|ended with (137|1)\b).*goes on/s, without: 'the size of the machine: twice as large' },
    attempt: async (rig) => taking(await rig.walled(), HOG, allMemory),
    control: async (rig) => taken(await rig.open(), HOG, allMemory),
  },
  {
    ...{ id: 'resource-memory-growing', group: 'resources', needs: 'machine', isLong: true },
    what: `takes ${MEMORY_MB} MB of memory where there are 768, megabyte by megabyte`,
    ...{ expected: /goes on/, without: 'the size of the machine: twice as large' },
    attempt: async (rig) => taking(await rig.walled(), GROW, allMemory, GROWS_MS),
    control: async (rig) => taken(await rig.open(), GROW, allMemory),
  },
  {
    ...{ id: 'resource-disk', group: 'resources', needs: 'machine', what: `writes ${DISK_MB} MB on a disk of 256` },
    ...{ expected: /No space left.*goes on/s, without: 'the size of the disk: four times as large' },
    async attempt(rig) {
      const place = await rig.walled();
      const tried = await taking(place, FILL, allDisk);
      const { size, blocks } = statSync(join(place.machine, FILES.disk));
      return { through: tried.through || blocks * 512 > size + 2 ** 20, said: tried.said };
    },
    control: async (rig) => taken(await rig.open(), FILL, allDisk),
  },
  {
    ...{ id: 'resource-processors', group: 'resources', needs: 'machine', what: 'keeps all processors busy' },
    ...{ expected: /^spun; the host stood still/, without: IN_PLACE },
    attempt: async (rig) => busy(await rig.walled(), SPIN(rig.isLong ? 10 : 3)),
    control: heldUp,
  },
  {
    ...{ id: 'resource-output', group: 'resources', needs: 'machine', what: 'says 20 MB of lines' },
    ...{ expected: /said; the host stood still/, without: IN_PLACE },
    attempt: async (rig) => busy(await rig.walled(), TALK(rig.isLong ? 20 : 3)),
    control: heldUp,
  },
  {
    ...{
      id: 'resource-files',
      group: 'resources',
      needs: 'machine',
      what: 'makes files in a folder, a million or as many as its disk takes',
    },
    ...{ expected: /files; .*(listed|too_large).*stood still/s, without: IN_PLACE },
    attempt: manyFiles,
    control: heldUp,
  },
];
