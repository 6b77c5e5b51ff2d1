// QEMU killed in the middle: whoever waits hears of it, and no folder has changed. The deaths of the worker, and of both, are in
// test/sandbox/vm/bash.test.ts and the crash sweep.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBenchDesk, TASK } from '../../../bench/bench-desk.ts';
import { textResult } from '../../../src/contract/tool-result.ts';
import { differences, treeFacts } from '../../../src/demo/tree-hash.ts';
import { isSameProcess, signal } from '../../../src/process/process-identity.ts';
import { readRecord } from '../../../src/sandbox/qemu/record.ts';
import type { Place } from './place.ts';
import type { Probe, Tried } from './probe.ts';
import type { Rig } from './rig.ts';

/** By its recorded identity, with the jail around it. */
function kill({ machine }: Place): void {
  for (const one of readRecord(machine)?.processes ?? []) signal(one, 'SIGKILL');
}
async function untilGone({ machine }: Place): Promise<void> {
  for (const one of readRecord(machine)?.processes ?? []) while (isSameProcess(one)) await sleep(10);
}

/** `SHARE` where the wall is away, else the folder that commands see. */
const half = (folder: string): string =>
  `cd ${folder} && mkdir half && for n in $(seq 1000); do echo $n > half/$n; [ $n = 20 ] && sleep 100; done`;
const SHARE = '/run/cowork/shares/share1';

/** Kills while `work` is under way, when its moment comes; how it ended, and what of it shows in the folder. */
async function killedIn(place: Place, work: () => Promise<unknown>, comes: () => Promise<unknown>): Promise<Tried> {
  await place.sandbox.sync();
  const before = await treeFacts(place.folder);
  const under = work().then(
    () => 'it ended well',
    (error: unknown) => String(error),
  );
  await comes();
  kill(place);
  const said = await under;
  await untilGone(place);
  const changed = differences(before, await treeFacts(place.folder));
  return { through: changed.length > 0 || said === 'it ended well', said: `${said}; ${changed.length} changes in the folder` };
}

/** It can be used again, with its disk. */
async function again(place: Place, tried: Tried): Promise<Tried> {
  await place.open();
  const next = await place.run('echo goes on');
  return { through: tried.through || next !== 'goes on\n', said: `${tried.said}; then: ${next.trim()}` };
}

async function layered(place: Place): Promise<void> {
  await place.share();
  await place.run(
    'mkdir /folders/Granted/made && cd /folders/Granted/made && seq 3000 | xargs touch; head -c 30M /dev/urandom > big; cd /',
  );
}
const scan = async (place: Place): Promise<number> => {
  const { lists } = await place.sandbox.settle();
  return (await place.sandbox.entries('/folders/Granted', lists['/folders/Granted'] ?? 0)).length;
};
const fetchBig = async (place: Place): Promise<number> => {
  let bytes = 0;
  for (let from = 0; from < 30 * 2 ** 20; from += 2 ** 19)
    bytes += (await place.sandbox.content('/folders/Granted', [{ path: 'made/big', from, size: 2 ** 19 }])).length;
  return bytes;
};
async function inLayer(
  rig: Rig,
  work: (place: Place) => Promise<number>,
  first: (place: Place) => Promise<unknown>,
): Promise<Tried> {
  const place = await rig.walled();
  await layered(place);
  await first(place);
  return again(
    place,
    await killedIn(
      place,
      () => work(place),
      () => sleep(20),
    ),
  );
}
async function unharmed(rig: Rig, work: (place: Place) => Promise<number>): Promise<Tried> {
  const place = await rig.walled();
  await layered(place);
  await scan(place);
  const got = await work(place);
  await place.share();
  return { through: got > 3_000, said: `${got}` };
}

/** A change set is applied on the host: whoever made it is not asked again. `whole`: how many of the files moved. */
async function applying(rig: Rig): Promise<Tried> {
  const place = await rig.walled();
  await using desk = await openBenchDesk();
  const folder = desk.folder('work');
  mkdirSync(join(folder, 'to'));
  const names = Array.from({ length: 500 }, (_, n) => `f${n}`);
  for (const name of names) writeFileSync(join(folder, name), name);
  const before = await treeFacts(folder);
  const { name: at } = await desk.grants.grant(TASK, { hostPath: folder, access: 'full' });
  const draft = names.map((name) => ({
    op: 'move' as const,
    from: `/folders/${at}/${name}`,
    to: `/folders/${at}/to/${name}`,
    replace: false,
  }));
  const frozen = await desk.changeSets.freeze({ taskId: TASK, step: 1, index: 0 }, 'bash', draft);
  if (frozen.kind !== 'frozen') throw new Error(frozen.kind);
  const applied = desk.changeSets.apply(frozen.set.id, { receipt: () => textResult('command', 'done') });
  kill(place);
  const { kind } = await applied;
  const whole = names.every((name) => readFileSync(join(folder, 'to', name), 'utf8') === name);
  await desk.changeSets.undo({ requestId: 'undo', taskId: TASK, force: false, redo: false });
  const left = differences(before, await treeFacts(folder)).length;
  await untilGone(place);
  const isGood = kind === 'applied' && whole && left === 0;
  return again(place, { through: !isGood, said: `${kind}, ${whole ? 'whole' : 'in part'}, ${left} differences after undo` });
}

export const LIFE_CYCLE: readonly Probe[] = [
  {
    ...{
      id: 'life-command',
      group: 'life cycle',
      needs: 'machine',
      what: 'dies in the middle of a command that has changed 20 of 1,000 files',
    },
    ...{ expected: /0 changes in the folder/, without: 'the layer: the command writes into the share itself' },
    async attempt(rig) {
      const place = await rig.walled();
      await place.share();
      const tried = await killedIn(
        place,
        () => place.run(half('/folders/Granted')),
        () => sleep(4_000),
      );
      return rig.isLong ? again(place, tried) : tried;
    },
    async control(rig) {
      const place = await rig.open();
      await place.run(`mount -o remount,rw ${SHARE}`);
      const made = join(place.folder, 'half', '20');
      return killedIn(
        place,
        () => place.run(half(SHARE)),
        async () => {
          while (!existsSync(made)) await sleep(50);
        },
      );
    },
  },
  {
    ...{ id: 'life-scan', group: 'life cycle', needs: 'machine', isLong: true, what: 'dies while its layer is looked through' },
    ...{ expected: /0 changes in the folder; then: goes on/, without: 'dying' },
    attempt: (rig) => inLayer(rig, scan, async () => undefined),
    control: (rig) => unharmed(rig, scan),
  },
  {
    ...{
      id: 'life-content',
      group: 'life cycle',
      needs: 'machine',
      isLong: true,
      what: 'dies while content is fetched out of it',
    },
    ...{ expected: /0 changes in the folder; then: goes on/, without: 'dying' },
    attempt: (rig) => inLayer(rig, fetchBig, scan),
    control: (rig) => unharmed(rig, fetchBig),
  },
  {
    ...{
      id: 'life-apply',
      group: 'life cycle',
      needs: 'machine',
      isLong: true,
      what: 'dies while what it made is carried out: all of it is, and undo takes it back',
    },
    ...{
      expected: /^applied, whole, 0 differences after undo; then: goes on/,
      without: 'the journal: a plain loop that ends half-way',
    },
    attempt: applying,
    control: async () => loopCut(),
  },
];

/** A loop in a process of its own, killed after some of its moves. */
async function loopCut(): Promise<Tried> {
  await using desk = await openBenchDesk();
  const folder = desk.folder('work');
  const script = `mkdir to; for n in $(seq 500); do echo $n > f$n; done; for n in $(seq 500); do mv f$n to/; [ $n = 250 ] && kill -9 $$; done`;
  spawnSync('sh', ['-c', script], { cwd: folder });
  const moved = readdirSync(join(folder, 'to')).length;
  return { through: moved > 0 && moved < 500, said: `${moved} of 500 moved` };
}
