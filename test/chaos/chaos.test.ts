// The quick form of the soak: 50 tasks while processes die, sleep and run out of room. A failing seed is repeated with CHAOS_SEED.
import { expect, it } from '@jest/globals';
import { saveResult } from '../../bench/results.ts';
import { FORMS } from './forms.ts';
import { findingOf } from './report.ts';
import { soak } from './soak.ts';

const SEED = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);
/** It takes less than a minute on two idle cores; a hang is found by the soak itself. */
const LIMIT_MS = 900_000;

it(
  'loses nothing, does nothing twice and keeps every answer',
  async () => {
    const lines: string[] = [];
    const report = await soak({ ...FORMS.quick, seed: SEED, log: (line) => lines.push(line) });
    const finding = findingOf(report, { name: 'chaos-quick', command: 'npm run chaos -- --quick', seed: SEED });
    saveResult(finding);
    console.log([`chaos: seed ${SEED}`, ...finding.table.rows.map((row) => row.join(': ')), ...(finding.notes ?? [])].join('\n'));
    expect({ seed: SEED, wrong: report.wrong, ...(report.wrong.length > 0 ? { lines } : {}) }).toEqual({ seed: SEED, wrong: [] });
    expect(report.verdicts).toHaveLength(FORMS.quick.tasks);
  },
  LIMIT_MS,
);
