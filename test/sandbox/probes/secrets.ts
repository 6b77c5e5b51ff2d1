// Looking for keys, tokens and paths of this computer in everything that a guest can read. These come first: later probes say such words themselves.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { FILES } from '../../../src/sandbox/qemu/command-line.ts';
import { createBatch } from './batch.ts';
import { SECRET } from './furnish.ts';
import type { Place } from './place.ts';
import type { Probe, Tried } from './probe.ts';

/** None of these finds itself in the command that looks for it. */
const WORDS = 's[k]-ant-|cowork-file[s]-|share/durable-cowor[k]|ANTHROPI[C]_|COWOR[K]_HOME|BEGIN [A-Z ]*PRIVAT[E] KEY';
const look = `grep -aohE '${WORDS}' | sort | uniq -c`;

interface Look {
  readonly what: string;
  readonly command: string;
  /** Where the machine without walls needs more than it was started with. */
  readonly plant?: (place: Place) => string;
  readonly without: string;
}
const KNOWN = 'nothing kept back: it was started with them';
const PLANTED = 'nothing kept back: they were put there';

const LOOKS: Readonly<Record<string, Look>> = {
  env: { what: 'its environment', command: 'env', without: KNOWN },
  environs: { what: 'the environments of all its processes', command: 'cat /proc/[0-9]*/environ 2>/dev/null', without: KNOWN },
  kernel: { what: 'the command line of its kernel', command: 'cat /proc/cmdline', without: KNOWN },
  cmdlines: {
    what: 'the command lines of all its processes',
    command: 'cat /proc/[0-9]*/cmdline 2>/dev/null',
    plant: () => `(exec -a ${SECRET} sleep 300) >/dev/null 2>&1 &`,
    without: PLANTED,
  },
  dmesg: { what: 'the log of its kernel', command: 'dmesg', without: KNOWN },
  firmware: {
    what: 'the tables of its firmware',
    command: 'cat /sys/class/dmi/id/* /sys/firmware/dmi/tables/DMI /sys/firmware/acpi/tables/* 2>/dev/null',
    without: KNOWN,
  },
  mounts: {
    what: 'its mounts and the tags of its shares',
    command: 'cat /proc/mounts /proc/self/mountinfo /sys/bus/virtio/drivers/9pnet_virtio/virtio*/mount_tag',
    plant: ({ folder }) => `mkdir -p /tmp/planted && mount -t tmpfs ${folder} /tmp/planted`,
    without: PLANTED,
  },
  authority: {
    what: 'the files of whom its programs trust: no key of the authority',
    command:
      'find /run/cowork /etc/ssl /task -xdev -type f -not -path "/run/cowork/shares/*" -not -path "/task/runs/*" -exec cat {} +',
    without: KNOWN,
  },
};

const looks = createBatch(Object.fromEntries(Object.entries(LOOKS).map(([id, { command }]) => [id, `(${command}) | ${look}`])));
const planted = new WeakSet<Place>();

async function found(place: Place, id: string, isPlanted: boolean): Promise<Tried> {
  if (isPlanted && !planted.has(place)) {
    planted.add(place);
    for (const { plant } of Object.values(LOOKS)) if (plant) await place.run(plant(place));
  }
  const said = await looks(place, id);
  return { through: said !== '', said: said === '' ? 'nothing' : said };
}

/** Read from outside, which is quicker: what a guest can find on its disk is what is there. */
async function onDisk(place: Place, plants: boolean): Promise<Tried> {
  await place.run(plants ? `echo ${SECRET} > /task/planted; sync` : 'sync');
  const words = [SECRET, place.computer.base];
  const found = new Set<string>();
  let last = '';
  for await (const chunk of createReadStream(join(place.machine, FILES.disk), { highWaterMark: 2 ** 22 })) {
    const bytes = last + (chunk as Buffer).toString('latin1');
    for (const word of words) if (bytes.includes(word)) found.add(word);
    last = bytes.slice(-256);
  }
  return { through: found.size > 0, said: [...found].join(' ') || 'nothing' };
}

const inPapers = Object.entries(LOOKS).map(([id, { what, without }]): Probe => ({
  ...({ id: `secret-${id}`, group: 'secrets', needs: 'machine', what: `looks for keys and host paths in ${what}` } as const),
  ...{ expected: /^nothing$/, without },
  attempt: async (rig) => found(await rig.walled(), id, false),
  control: async (rig) => found(await rig.open(), id, true),
}));

export const SECRETS: readonly Probe[] = [
  ...inPapers,
  {
    ...{
      id: 'secret-disk',
      group: 'secrets',
      needs: 'machine',
      what: 'looks for keys and host paths in every byte of its own disk',
    },
    ...{ expected: /^nothing$/, without: PLANTED },
    attempt: async (rig) => onDisk(await rig.walled(), false),
    control: async (rig) => onDisk(await rig.open(), true),
  },
];
