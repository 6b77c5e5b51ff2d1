// Two threads of a guest that may write in a shared folder swap a file for a link to a file of this computer while the host reads it: the reader
// of the file tools by itself, without the wall that keeps a guest from doing so.
import { readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { isCoworkError } from '../../../src/contract/errors.ts';
import { openFile } from '../../../src/files/open-file.ts';
import { openParent, type TaskPlaces } from '../../../src/files/places.ts';
import { outsideOf, SECRET } from './furnish.ts';
import type { Place } from './place.ts';
import type { Probe, Tried } from './probe.ts';
import type { Rig } from './rig.ts';

const READS = { quick: 1_000, long: 100_000 };
/** The naive reader is caught within this time, or the control proves nothing. */
const CAUGHT_IN_MS = 120_000;
const SHARE = '/run/cowork/shares/share1';

const swapping = (
  place: Place,
): string => `mount -o remount,rw ${SHARE} 2>/dev/null; cd ${SHARE} && rm -f l.tmp f.tmp && timeout 300 python3 -c "
import os, threading
def link():
  while 1:
    os.symlink('${outsideOf(place.computer)}', 'l.tmp'); os.rename('l.tmp', 'swapped')
def file():
  while 1:
    with open('f.tmp', 'w') as f: f.write('of the user')
    os.rename('f.tmp', 'swapped')
for one in (link, file): threading.Thread(target=one).start()
" >/dev/null 2>&1 & `;

/** A million tries are nothing when nobody swaps: `swaps` says that they were met in both forms. */
async function race(rig: Rig, read: (places: TaskPlaces, hostPath: string) => string, untilCaught: boolean): Promise<Tried> {
  const place = await rig.open();
  await place.run(swapping(place));
  const places = await place.computer.places.ofTask('t1');
  const hostPath = join(place.folder, 'swapped');
  const seen = { files: 0, links: 0, secrets: 0 };
  const reads = rig.isLong ? READS.long : READS.quick;
  let n = 0;
  for (const end = Date.now() + CAUGHT_IN_MS; ; n += 1) {
    const isEnough = untilCaught ? seen.secrets > 0 : n >= reads && seen.files > 0 && seen.links > 0;
    if (isEnough || (Date.now() > end && n >= reads)) break;
    // Slowly enough in the quick form for the guest to swap in between.
    if (n % (rig.isLong ? 50 : 5) === 0) await (rig.isLong ? turn() : sleep(2));
    try {
      const said = read(places, hostPath);
      if (said.includes(SECRET)) seen.secrets += 1;
      else seen.files += 1;
    } catch (error) {
      if (isCoworkError(error) && error.code === 'special_file') seen.links += 1;
    }
  }
  await place.run('pkill -f "def link" ; sleep 0.2; true');
  return {
    through: seen.secrets > 0,
    said: `${n} reads: ${seen.files} times the file, ${seen.links} times a link and refused, ${seen.secrets} times the secret`,
  };
}

function strictly(places: TaskPlaces): string {
  const place = places.resolve('/folders/Granted/swapped');
  const { folder, name } = openParent(place);
  try {
    const file = openFile(folder, name, place.modelPath);
    try {
      const bytes = Buffer.alloc(64);
      return bytes.toString('utf8', 0, readSync(file.fd, bytes, 0, bytes.length, 0));
    } finally {
      file.close();
    }
  } finally {
    folder.close();
  }
}

export const RACE: readonly Probe[] = [
  {
    ...{ id: 'race-swap', group: 'files', needs: 'machine' },
    what: 'swaps a file for a link that leads out, in two threads, while the host reads it (the share’s wall taken away)',
    ...{
      expected: /[1-9]\d* times the file, [1-9]\d* times a link/,
      without: 'opening without following links: a plain read of the path',
    },
    attempt: (rig) => race(rig, strictly, false),
    control: (rig) => race(rig, (_, hostPath) => readFileSync(hostPath, 'utf8'), true),
  },
];
