// What all benches share: sizes from the command line, the figures printed and saved, and an end whatever may still be open.
import { join } from 'node:path';
import { rounded } from './quantile.ts';
import { RESULTS, saveResult, type Table } from './results.ts';
import { asked, type AllSizes, type BenchName } from './sizes.ts';

export interface Measured {
  readonly table: Table;
  /** Sentences below the table. */
  readonly notes?: readonly string[];
  /** What the regression check compares: times over times of the same run, smaller is better. */
  readonly ratios: Readonly<Record<string, number>>;
  readonly details?: unknown;
  /** True when something was drawn by the seed. */
  readonly seeded?: boolean;
}

/** Runs a bench as this process's only work. Only a full one is saved where the docs' tables are made from. */
export async function bench<N extends BenchName>(
  name: N,
  measure: (sizes: AllSizes[N], seed: number) => Promise<Measured>,
): Promise<never> {
  const { sizes, full, seed, results } = asked(name, process.argv.slice(2));
  const { seeded, ratios, ...found } = await measure(sizes, seed);
  const lost = Object.entries(ratios).filter(([, ratio]) => !Number.isFinite(ratio));
  if (lost.length > 0) throw new Error(`no figure for ${lost.map(([ratio]) => ratio).join(', ')}`);
  const file = saveResult(
    {
      name: `bench-${name}`,
      command: `npm run bench -- ${name}`,
      ...(seeded ? { seed } : {}),
      sizes: { ...sizes },
      ratios: Object.fromEntries(Object.entries(ratios).map(([ratio, value]) => [ratio, rounded(value)])),
      ...found,
    },
    results ?? (full ? RESULTS : join(RESULTS, 'trials')),
  );
  console.log(`${printed(found.table)}\n${(found.notes ?? []).map((note) => `- ${note}\n`).join('')}saved: ${file}`);
  process.exit(0);
}

function printed({ head, rows }: Table): string {
  const lines = [head, ...rows].map((cells) =>
    cells.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell)),
  );
  const widths = head.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? '').length)));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
