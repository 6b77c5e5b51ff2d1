// Every probe in its long form: `npm run sandbox-probes`, with a name (or the beginning of one) only those. Ends with 1 when one did not hold, or when
// a control did not go through. With `--without-machine` those that commands try on a sandbox of processes.
import { parseArgs } from 'node:util';
import { saveResult } from '../../../bench/results.ts';
import { PROBES } from './all.ts';
import { judge } from './probe.ts';
import { createRig } from './rig.ts';
import { probeWithoutMachine } from './without-machine.ts';

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, 'without-machine': { type: 'boolean', default: false } },
  allowPositionals: true,
});
if (values['without-machine']) await probeWithoutMachine();
else await probeAll();

async function probeAll(): Promise<void> {
  const isLong = !values.quick;
  const chosen = PROBES.filter(
    ({ id, isLong: onlyLong }) =>
      (isLong || !onlyLong) && (positionals.length === 0 || positionals.some((name) => id.startsWith(name))),
  );
  const rig = createRig({ isLong });
  // Machines outlive whoever started them.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => void rig.close().finally(() => process.exit(1)));
  const rows: string[][] = [];
  const details: unknown[] = [];
  let failed = 0;
  try {
    for (const probe of chosen) {
      const began = performance.now();
      const verdict = await judge(probe, rig);
      const isGood = verdict.held && verdict.controlWentThrough;
      if (!isGood) failed += 1;
      const ms = Math.round(performance.now() - began);
      console.log(`${isGood ? 'ok  ' : 'FAIL'} ${probe.id} (${ms} ms)${isGood ? '' : `\n${JSON.stringify(verdict, null, 2)}`}`);
      const yes = (is: boolean): string => (is ? 'yes' : '**no**');
      rows.push([probe.group, probe.what, yes(verdict.held), `${yes(verdict.controlWentThrough)}: ${probe.without}`]);
      details.push({ id: probe.id, ms, ...verdict });
    }
  } finally {
    await rig.close();
  }
  const of = (column: number): number => rows.filter((row) => row[column]!.startsWith('yes')).length;
  const said = `${rows.length} probes: ${of(2)} held, ${of(3)} controls went through`;
  if (positionals.length === 0) {
    const file = saveResult({
      name: 'sandbox-probes',
      command: `npm run sandbox-probes${isLong ? '' : ' -- --quick'}`,
      table: { head: ['group', 'a guest, or a command as its root', 'held', 'control went through, without'], rows },
      notes: [`${said}.`],
      details,
    });
    console.log(`saved in ${file}`);
  }
  console.log(said);
  process.exitCode = failed === 0 ? 0 : 1;
}
