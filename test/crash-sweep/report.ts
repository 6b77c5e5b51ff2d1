// What a sweep found, as JSON for the docs' tables: per point and victim, and per kind of work.
import { saveResult } from '../../bench/results.ts';
import { type Outcome } from './case.ts';
export function saveSweep(of: { outcomes: readonly Outcome[]; seed: number; seconds: number }): string {
  return saveResult({
    name: 'crash-sweep',
    command: `npm run crash-sweep -- --seed ${of.seed}`,
    seed: of.seed,
    table: { head: [], rows: [] },
    details: of.outcomes,
  });
}
