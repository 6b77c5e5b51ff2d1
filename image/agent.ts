// The guest's own program, built from image/guest.
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AGENT_PARTS, sign } from '../src/sandbox/image/kept.ts';
import { RECIPE_FOLDER } from '../src/sandbox/image/recipe.ts';
import { runTool } from './tool.ts';

/** `place` is there with it, or not at all. */
export async function buildAgent(place: string, signal?: AbortSignal): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  const work = await mkdtemp(`${place}-new-`);
  try {
    const flags = ['-trimpath', '-buildvcs=false', '-ldflags=-s -w -buildid='];
    await runTool('go', ['build', '-C', join(RECIPE_FOLDER, 'guest'), ...flags, '-o', join(work, 'agent'), '.'], {
      cwd: work,
      env: { CGO_ENABLED: '0' },
      ...(signal && { signal }),
    });
    await sign(work, place, AGENT_PARTS);
    await rm(place, { recursive: true, force: true });
    await rename(work, place);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
