// Writes the tables of the docs from bench/results/: everything between `<!-- table:NAME -->` and `<!-- /table:NAME -->`, and the benches'
// ratios to docs/benchmarks.json. `npm run tables`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRatios, writeRatios } from './kept-ratios.ts';
import { withResults } from './ratios.ts';
import { loadResult, type Result } from './results.ts';
import { renderTables } from './render-tables.ts';

const docs = fileURLToPath(new URL('../docs', import.meta.url));
const written: Result[] = [];
for (const name of readdirSync(docs).filter((file) => file.endsWith('.md'))) {
  const file = join(docs, name);
  const before = readFileSync(file, 'utf8');
  const say = (table: string, result: Result | undefined): Result | undefined => {
    console.log(`${name}: ${table} ${result ? `of ${result.at}` : 'has no result here; left as it is'}`);
    if (result) written.push(result);
    return result;
  };
  const after = renderTables(before, (table) => say(table, loadResult(table)));
  if (after !== before) writeFileSync(file, after);
}
if (written.some(({ ratios }) => ratios)) writeRatios(withResults(readRatios(), written));
