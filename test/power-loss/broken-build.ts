// Preloaded (--import) into a check: makes it run the broken build that argv[3] names.
import { registerHooks } from 'node:module';
import { BROKEN_BUILDS } from './broken-builds.ts';

const { changes } = BROKEN_BUILDS.find(({ name }) => name === process.argv[3])!;
const left = new Set(changes);
process.on('exit', () => {
  if (left.size > 0) console.error(`not loaded: ${[...left].map(({ file }) => file).join(', ')}`);
});

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    for (const change of changes) {
      if (!url.endsWith(`/src/${change.file}`)) continue;
      const source = Buffer.from(loaded.source as Uint8Array).toString();
      if (source.split(change.from).length !== 2) throw new Error(`${change.file} does not hold exactly once: ${change.from}`);
      loaded.source = source.replace(change.from, () => change.to);
      left.delete(change);
    }
    return loaded;
  },
});
