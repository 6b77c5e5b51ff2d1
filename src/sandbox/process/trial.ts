// Whether a jail works here: one is built, with a layer over a folder, and a command run in it. What a kernel or its rules forbid shows only then.
import { closeSync, lstatSync, mkdirSync, mkdtempSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { isCoworkError } from '../../contract/errors.ts';
import type { SandboxDriver } from '../port.ts';
import { removeSandbox } from '../started.ts';

const PATIENCE_MS = 10_000;
/** No task's: they have no dot. */
const NAME = '.trial-';

/** `create`: a driver with this home. Why it does not work, or undefined. */
export async function tryJail(home: string, create: (home: string) => SandboxDriver): Promise<string | undefined> {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const base = mkdtempSync(join(home, NAME));
  const driver = create(base);
  try {
    const sandbox = await driver.open('trial', AbortSignal.timeout(PATIENCE_MS));
    const shown = join(base, 'shown');
    mkdirSync(shown);
    const { dev, ino } = lstatSync(shown, { bigint: true });
    const open = (): { fd: number; close(): void } => {
      const fd = openSync(shown, 'r');
      return { fd, close: () => closeSync(fd) };
    };
    await sandbox.share([{ at: '/folders/shown', dev: String(dev), ino: String(ino), sub: '', readOnly: false, open }]);
    await sandbox.start('trial', 'echo > /folders/shown/file', PATIENCE_MS);
    const { ended, code } = await sandbox.follow('trial', { from: 0, waitMs: PATIENCE_MS });
    if (!ended || code !== 0) return 'a command in a jail does not work';
    return (await sandbox.settle()).lists['/folders/shown'] ? undefined : 'a layer over a folder takes no file';
  } catch (error) {
    return isCoworkError(error) ? error.detail : String(error);
  } finally {
    await driver.destroy('trial');
    removeSandbox(base);
  }
}
