// Whether bubblewrap is here and may do its work.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Availability } from './port.ts';

const run = promisify(execFile);

/** Debian's switch, and Ubuntu's. */
const MEND = 'sudo sysctl kernel.unprivileged_userns_clone=1, on Ubuntu kernel.apparmor_restrict_unprivileged_userns=0';

type Obstacle = Extract<Availability, { kind: 'unavailable' }>;

export async function whyNoJail(): Promise<Obstacle | undefined> {
  if (!isOnPath('bwrap'))
    return { kind: 'unavailable', why: 'bubblewrap is not installed', mend: 'sudo apt-get install bubblewrap' };
  try {
    await run('bwrap', ['--unshare-all', '--unshare-user', '--ro-bind', '/', '/', 'true']);
    return undefined;
  } catch (error) {
    const said = Error.isError(error) ? (error.message.split('\n').filter(Boolean).at(-1) ?? '') : '';
    const why = `bubblewrap may not make namespaces here (${said})`;
    return { kind: 'unavailable', why, mend: MEND };
  }
}

export const isOnPath = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));
