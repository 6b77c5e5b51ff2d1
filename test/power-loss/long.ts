// Every power cut that differs from the others, and every broken build: `npm run power-loss`. `-- --seed N` repeats a run's choices,
// `-- --quick` tries a few of each. Ends with 1 when something was wrong, or a broken build went unseen.
import { parseArgs } from 'node:util';
import { saveResult } from '../../bench/results.ts';
import { BROKEN_BUILDS } from './broken-builds.ts';
import type { Orders, Report } from './check.ts';
import { obstacle, runCheck } from './run-check.ts';

const { values } = parseArgs({ options: { seed: { type: 'string' }, quick: { type: 'boolean', default: false } } });
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (obstacle !== undefined) {
  console.error(`Power cannot be lost here: ${obstacle}.`);
  process.exit(2);
}

const RUNS: readonly (readonly [string, Orders['workload'], { most?: number; again?: number }])[] = [
  ['change sets on two volumes', 'change-sets', { again: 60 }],
  ['the task store', 'task-store', { again: 20 }],
  ['uploads, spilled results, settings, token', 'own-files', { again: 10 }],
  ['the whole product, with Temporal', 'product', { most: 60 }],
];

let failed = 0;
const rows: (string | number)[][] = [];
for (const [name, workload, much] of RUNS) {
  const report = await runCheck({ workload, seed, ...(values.quick ? { most: 5, again: 1 } : much) });
  console.log(
    `${name}: ${report.cuts} power cuts and ${report.again} in recoveries, at ${report.syncs} fsyncs: ${report.wrong.length} wrong`,
  );
  for (const wrong of report.wrong) console.log(JSON.stringify(wrong, null, 2));
  failed += report.wrong.length;
  rows.push([name, report.syncs, report.cuts, report.again, report.wrong.length]);
}

const seen: string[] = [];
for (const { name, workload } of BROKEN_BUILDS) {
  const report = await runCheck({ workload, seed, kinds: ['nothing'], first: true }, name);
  const found =
    report.wrong.length > 0
      ? report
      : await runCheck({ workload, seed, first: true, ...(values.quick ? { most: 40 } : {}) }, name);
  console.log(`${name}: ${found.wrong.length > 0 ? `seen at cut ${cutOf(report, found)}` : 'NOT SEEN'}`);
  if (found.wrong.length > 0) seen.push(name);
  else failed++;
}

const file = saveResult({
  name: 'power-loss',
  command: `npm run power-loss -- --seed ${seed}${values.quick ? ' --quick' : ''}`,
  seed,
  table: { head: ['what loses power', 'fsyncs in it', 'power cuts', 'power cuts in recoveries', 'wrong afterwards'], rows },
  notes: [`${seen.length} of ${BROKEN_BUILDS.length} broken builds were seen: ${seen.join('; ')}.`],
});
console.log(`${failed === 0 ? 'nothing was lost' : `${failed} failures`}; saved in ${file}`);
process.exitCode = failed === 0 ? 0 : 1;

function cutOf(first: Report, found: Report): string {
  return first === found ? `${found.cuts}, with nothing kept by chance` : `${found.cuts}, by chance`;
}
