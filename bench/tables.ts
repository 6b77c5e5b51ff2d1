// Writes the tables of the docs from bench/results/: everything between `<!-- table:NAME -->` and `<!-- /table:NAME -->`. `npm run tables`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadResult, type Result } from './results.ts';
import { renderTables } from './render-tables.ts';

const docs = fileURLToPath(new URL('../docs', import.meta.url));
for (const name of readdirSync(docs).filter((file) => file.endsWith('.md'))) {
  const file = join(docs, name);
  const before = readFileSync(file, 'utf8');
  const say = (table: string, result: Result | undefined): Result | undefined => {
    console.log(`${name}: ${table} ${result ? `of ${result.at}` : 'has no result here; left as it is'}`);
    return result;
  };
  const after = renderTables(before, (table) => say(table, loadResult(table)));
  if (after !== before) writeFileSync(file, after);
}
