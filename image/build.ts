// `npm run image`: builds the sandbox image, or finds the one that this recipe has made before. Debian or Ubuntu, as root or not.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { buildImage, TOOLS } from './build-image.ts';
import { folderOf, kept } from './kept.ts';
import { recipeHash } from './recipe.ts';

const began = performance.now();
const say = (line: string): void =>
  console.log(`${String(Math.round((performance.now() - began) / 1_000)).padStart(4)} s  ${line}`);

const recipe = recipeHash();
const folder = folderOf(recipe, process.env);
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());

if (await kept(folder)) say(`The image is there: ${folder}`);
else {
  const missing = Object.keys(TOOLS).filter((tool) => !isOnPath(tool));
  if (missing.length > 0) {
    console.error(
      `These programs are missing: ${missing.join(', ')}. On Debian or Ubuntu: sudo apt-get install ${missing.map((tool) => TOOLS[tool]).join(' ')}`,
    );
    process.exit(2);
  }
  say('Building the sandbox image: once, about four minutes');
  const { parts } = await buildImage({ recipe, folder, onProgress: say, signal: stop.signal });
  say(`Ready: ${folder}, ${Math.round(parts['root.erofs'].bytes / 1e6)} MB`);
}

function isOnPath(program: string): boolean {
  return [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((part) => {
    try {
      accessSync(join(part, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
