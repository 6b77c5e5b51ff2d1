// Debian's Chromium, its build without windows where there is one: that needs a third less time. As root it refuses its own sandbox, so there
// it runs as nobody.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const PROGRAM = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((file) => existsSync(file));
const NOBODY = 65534;

/** Where there is none, tests of the page are left out; CI installs it. */
export const hasChromium = (): boolean => PROGRAM !== undefined;

export interface OwnBrowser {
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function startChromium(): Promise<OwnBrowser> {
  if (PROGRAM === undefined) throw new Error('There is no Chromium here: apt-get install chromium-headless-shell.');
  const folder = mkdtempSync(join(tmpdir(), 'cowork-chromium-'));
  const asRoot = process.getuid?.() === 0;
  try {
    const browser = await chromium.launch({
      executablePath: asRoot ? asNobody(PROGRAM, folder) : PROGRAM,
      chromiumSandbox: true,
      args: ['--disable-dev-shm-usage'],
      env: { ...process.env, HOME: '/nonexistent', XDG_CONFIG_HOME: '/tmp', XDG_CACHE_HOME: '/tmp' },
    });
    return {
      browser,
      async close() {
        await browser.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** A program in Chromium's place: gives the profile that was made for it to nobody, and becomes Chromium as nobody. */
function asNobody(program: string, folder: string): string {
  const file = join(folder, 'chromium');
  const script = `#!/bin/sh
for word in "$@"; do
  case "$word" in --user-data-dir=*) chown -R ${NOBODY}:${NOBODY} "\${word#*=}" ;; esac
done
cd /
exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups ${program} "$@"
`;
  writeFileSync(file, script, { mode: 0o755 });
  return file;
}
