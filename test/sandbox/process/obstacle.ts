// Whether commands can be tried as processes here. Where they must be (TEST_MACHINE), what is in the way is a failure.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProcessSandbox } from '../../../src/desktop-sandbox.ts';

/** Why they cannot, or undefined. */
export async function processObstacle(): Promise<string | undefined> {
  const jails = mkdtempSync(join(tmpdir(), 'cowork-find-'));
  const found = await findProcessSandbox({ jails }, process.env)();
  rmSync(jails, { recursive: true, force: true });
  const why = found.kind === 'unavailable' ? found.why : undefined;
  if (why !== undefined && process.env['TEST_MACHINE']) throw new Error(`Commands must run as processes: ${why}`);
  if (why !== undefined) console.log(`No command was tried as a process: ${why}.`);
  return why;
}
