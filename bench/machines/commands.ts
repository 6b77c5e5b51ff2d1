// What a command costs in a machine that is there: an answer of the shell, folders shown anew, content that is fetched.
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import type { Sandbox } from '../../src/sandbox/port.ts';
import { fetchContent } from '../../src/sandbox/fetch-content.ts';
import { interpret } from '../../src/sandbox/overlay/interpret.ts';
import { runIn } from '../../test/sandbox/vm/machine.ts';
import type { AllSizes } from '../sizes.ts';
import { type BenchMachines, FOLDER, share } from './bench-machines.ts';
import { type Figure, timesOf } from './figure.ts';

/** What a shell that has just begun does more slowly. */
const WARM_UP = 5;
const FILE_BYTES = 20_000;
export const ANSWER = '`true` in the shell that lives on';
export const SHOWN_ANEW = 'folders shown anew, unchanged';

/** In the machine of this name, which is left to the caller. */
export async function commands(machines: BenchMachines, sandbox: Sandbox, sizes: AllSizes['sandbox']): Promise<Figure[]> {
  await share(machines, sandbox);
  const answers = await answersOf(sandbox, sizes.commands);
  const shown = await machines.withFolders((all) => {
    const folders = all.map(({ shared }) => shared);
    return timesOf(sizes.shares, () => sandbox.share(folders));
  });
  const fetched: number[] = [];
  for (let n = 0; n < sizes.fetches; n += 1) fetched.push(await fetchOnce(machines, sandbox, sizes.files));
  const files = sizes.files.toLocaleString('en-US');
  return [
    { what: `${ANSWER}, ms`, samples: answers, goal: 5 },
    { what: `${SHOWN_ANEW}, ms`, samples: shown, goal: 60 },
    { what: `${files} new files of ${FILE_BYTES / 1_000} kB fetched, ms`, samples: fetched, goal: 600 },
  ];
}

export async function answersOf(sandbox: Sandbox, count: number): Promise<number[]> {
  await timesOf(WARM_UP, () => runIn(sandbox, 'true'));
  return timesOf(count, () => runIn(sandbox, 'true'));
}

/** From the stopped command to its files here. */
async function fetchOnce(machines: BenchMachines, sandbox: Sandbox, files: number): Promise<number> {
  await share(machines, sandbox);
  await runIn(sandbox, `cd ${FOLDER} && python3 -c "${makeFiles(files)}"`);
  const { lists } = await sandbox.settle();
  const into = join(machines.incoming, 'fetched');
  return machines.withFolders(async (all) => {
    const { lower } = all.find(({ shared }) => shared.at === FOLDER)!;
    const began = performance.now();
    const found = interpret(await sandbox.entries(FOLDER, lists[FOLDER] ?? 0), lower);
    if (found.kind === 'refused') throw new Error(JSON.stringify(found.refusals));
    const contents = await fetchContent(sandbox, {
      at: FOLDER,
      doings: found.doings,
      into,
      signal: new AbortController().signal,
    });
    const ms = performance.now() - began;
    const bytes = [...contents.values()].reduce((sum, one) => sum + one.bytes, 0);
    if (bytes !== files * FILE_BYTES) throw new Error(`${bytes} bytes came of ${files} files`);
    await rm(into, { recursive: true });
    // Everything stands still since it was settled.
    await sandbox.share(all.map(({ shared }) => shared));
    return ms;
  });
}

const makeFiles = (files: number): string =>
  `import os\nfor n in range(${files}): open(f'made {n}.bin', 'wb').write(os.urandom(${FILE_BYTES}))`;
