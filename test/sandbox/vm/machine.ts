// Whether virtual machines can be tried here. Where they must be (TEST_MACHINE), what is in the way is a failure.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSandbox } from '../../../src/desktop-sandbox.ts';

/** Why none can be started, or undefined. */
export async function obstacle(): Promise<string | undefined> {
  const machines = mkdtempSync(join(tmpdir(), 'cowork-find-'));
  try {
    const found = await findSandbox({ machines }, process.env)();
    const why = found.kind === 'unavailable' ? found.why : undefined;
    if (why !== undefined && process.env['TEST_MACHINE']) throw new Error(`A virtual machine must be there: ${why}`);
    if (why !== undefined) console.log(`No virtual machine was tried: ${why}.`);
    return why;
  } finally {
    rmSync(machines, { recursive: true, force: true });
  }
}
