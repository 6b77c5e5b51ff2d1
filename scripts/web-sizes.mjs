// A step of the web app's build: prints how much JavaScript the first page needs, and fails when that is more than the budget.
import { gzipSync } from 'node:zlib';

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** The entry loads `app` before anything is seen; what is loaded with a screen is not counted. */
export const firstPageBudget = (limitBytes) => ({
  name: 'first-page-budget',
  apply: 'build',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((part) => part.type === 'chunk');
    const needed = new Set();
    const need = (chunk) => {
      if (!chunk || needed.has(chunk)) return;
      needed.add(chunk);
      for (const file of chunk.imports) need(bundle[file]);
    };
    for (const chunk of chunks) if (chunk.isEntry || chunk.facadeModuleId?.endsWith('/src/web/app.tsx')) need(chunk);
    const bytes = [...needed].reduce((sum, chunk) => sum + gzipSync(chunk.code).length, 0);
    const rest = chunks.filter((chunk) => !needed.has(chunk)).reduce((sum, chunk) => sum + gzipSync(chunk.code).length, 0);
    const words = `first page: ${kilobytes(bytes)} of JavaScript (gzip; limit ${kilobytes(limitBytes)}), loaded when used: ${kilobytes(rest)}`;
    if (bytes > limitBytes) this.error(words);
    this.info(words);
  },
});
