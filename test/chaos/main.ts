// `npm run chaos`: 1,000 tasks; `-- --quick`: 50, as in the tests; `-- --seed N`: the same tasks, faults and mishaps again.
// `-- --tasks N` for another number, `-- --keep` leaves home and folders for looking.
import { parseArgs } from 'node:util';
import { saveResult } from '../../bench/results.ts';
import { FORMS } from './forms.ts';
import { findingOf } from './report.ts';
import { soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    seed: { type: 'string' },
    tasks: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const form = values.quick ? 'quick' : 'long';
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const began = performance.now();
const log = (line: string): void =>
  console.log(`${String(Math.round((performance.now() - began) / 1_000)).padStart(5)} s  ${line}`);

log(`chaos, ${form} form: seed ${seed}`);
const size = values.tasks === undefined ? {} : { tasks: Number(values.tasks) };
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
const report = await soak({ ...FORMS[form], ...size, seed, keep: values.keep, signal: stop.signal, log }).catch(
  (error: unknown) => {
    log(String(error));
    process.exit(1);
  },
);
const name = values.quick ? 'chaos-quick' : 'chaos';
const finding = findingOf(report, { name, command: `npm run chaos${values.quick ? ' -- --quick' : ''}`, seed });
for (const [what, found] of finding.table.rows) console.log(`${what}: ${found}`);
for (const line of report.wrong) console.log(`WRONG  ${line}`);
console.log(`${saveResult(finding)}; again with --seed ${seed}`);
process.exit(report.wrong.length === 0 ? 0 : 1);
