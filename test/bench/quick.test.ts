// Every bench works: its quick form ends by itself with a whole table and finite ratios. What the figures are is no test's matter.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { loadResult } from '../../bench/results.ts';

/** Seconds on a quiet machine, minutes beside others; only a hang comes near. */
const LIMIT_MS = 600_000;

let results: string;
beforeAll(() => {
  results = mkdtempSync(join(tmpdir(), 'cowork-quick-'));
});
afterAll(() => rmSync(results, { recursive: true }));

/** Rows that a table has at least. Without `sandbox`, whose machines take minutes here. */
const ROWS = { start: 8, tokens: 12, events: 4, hydrate: 4, tree: 6, 'change-sets': 4, throughput: 6, steps: 12 };

/** Each starts the product anew, so half of them are drawn. ALL_BENCHES=1 takes all. */
const seed = Number(process.env['COWORK_SEED'] ?? Date.now() % 1e6);
const drawn = Object.entries(ROWS).filter((_, at) => process.env['ALL_BENCHES'] || (at + seed) % 2 === 0);

describe(`npm run bench -- --quick (seed ${seed})`, () => {
  it.each(drawn)(
    '%s',
    async (name, rows) => {
      const all = fileURLToPath(new URL('../../bench/all.ts', import.meta.url));
      const args = ['--disable-warning=ExperimentalWarning', all, name, '--quick', `--results=${results}`];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
      const [out, err, code] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        new Promise((resolve) => child.once('exit', resolve)),
      ]);
      if (code !== 0) throw new Error(`${name} ended with ${String(code)}:\n${out}\n${err}`);
      const result = loadResult(`bench-${name}`, results);
      expect(result?.table.rows.length).toBeGreaterThanOrEqual(rows);
      for (const cells of result?.table.rows ?? []) {
        expect(cells).toHaveLength(result!.table.head.length);
        expect(cells).not.toContain(null);
      }
      expect(Object.keys(result?.ratios ?? {})).not.toHaveLength(0);
    },
    LIMIT_MS,
  );
});
