// `npm run image`: builds the sandbox image, or finds the one that this recipe has made before. Debian or Ubuntu, as root or not. With `--agent` only the
// guest's own program, which is all that a sandbox without a virtual machine takes.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AGENT_PARTS, BASE_PARTS, IMAGE_PARTS, kept } from '../src/sandbox/image/kept.ts';
import { imageFolders } from '../src/sandbox/image/recipe.ts';
import { cacheFolder } from '../src/paths.ts';
import { picture } from './picture.ts';
import { buildAgent } from './agent.ts';
import { buildBase } from './base.ts';
import { buildImage } from './build-image.ts';
import { TOOLS } from './tool.ts';

const began = performance.now();
const say = (line: string): void =>
  console.log(`${String(Math.round((performance.now() - began) / 1_000)).padStart(4)} s  ${line}`);

const places = imageFolders(cacheFolder(process.env));
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());

const isAgentOnly = process.argv.includes('--agent');
await agent();
if (!isAgentOnly) await image();

async function agent(): Promise<void> {
  if (await kept(places.agent, AGENT_PARTS)) return;
  insist(['go']);
  say('Building the guest’s agent');
  await buildAgent(places.agent, stop.signal);
  if (isAgentOnly) say(`Ready: ${places.agent}`);
}

async function image(): Promise<void> {
  if (await kept(places.image, IMAGE_PARTS)) say(`The image is there: ${places.image}`);
  else {
    insist(Object.keys(TOOLS));
    if (!(await kept(places.base, BASE_PARTS))) {
      say('Building the sandbox image: once, about four minutes');
      await buildBase(places.base, say, stop.signal);
    }
    const { parts } = await buildImage(places, say);
    say(`Ready: ${places.image}, ${Math.round((parts['root.erofs']?.bytes ?? 0) / 1e6)} MB`);
  }
  const taken = await picture(process.env);
  if (taken !== undefined) say(taken);
}

function insist(tools: readonly string[]): void {
  const missing = tools.filter((tool) => !isOnPath(tool));
  if (missing.length === 0) return;
  const packages = missing.map((tool) => TOOLS[tool]).join(' ');
  console.error(`These programs are missing: ${missing.join(', ')}. On Debian or Ubuntu: sudo apt-get install ${packages}`);
  process.exit(2);
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
