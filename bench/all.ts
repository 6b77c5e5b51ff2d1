// All benches one after the other, each in a process of its own so that they share no heap. `npm run bench [-- NAME…] [-- --quick]`.
//
// In full on two quiet cores about 45 minutes, short ones first: start 3, tokens 1, events 1, hydrate 1, tree 4, change-sets 6,
// throughput 4, steps 25 (10,020 steps that read 8, with an effect 11, plain Temporal 5). `--quick` needs about two minutes, shows that each
// works and leaves the docs alone. After a full run: `npm run tables`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readRatios } from './kept-ratios.ts';
import { regressions } from './ratios.ts';
import { loadResult } from './results.ts';
import type { BenchName } from './sizes.ts';

const ORDER: readonly BenchName[] = [
  'start',
  'tokens',
  'events',
  'hydrate',
  'tree',
  'change-sets',
  'throughput',
  'sandbox',
  'steps',
];

const words = process.argv.slice(2);
const options = words.filter((word) => word.startsWith('--'));
const wanted = words.filter((word) => !word.startsWith('--'));
const unknown = wanted.filter((word) => !ORDER.some((name) => name === word));
if (unknown.length > 0) {
  console.error(`There is no bench called ${unknown.join(', ')}; there are ${ORDER.join(', ')}.`);
  process.exit(2);
}
const names = ORDER.filter((name) => wanted.length === 0 || wanted.includes(name));
const done: BenchName[] = [];
for (const name of names) {
  const began = performance.now();
  console.log(`\n== ${name}`);
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const { status } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', file, ...options], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status === 0) done.push(name);
  console.log(`${status === 0 ? 'done' : 'FAILED'} after ${((performance.now() - began) / 60_000).toFixed(1)} min`);
}
if (done.length < names.length) process.exitCode = 1;
// With sizes or a seed of one's own there is nothing to compare with.
if (options.length === 0) {
  const results = done.flatMap((name) => loadResult(`bench-${name}`) ?? []);
  for (const warning of regressions(readRatios(), results)) console.warn(`WARNING ${warning}`);
}
