// Opens an address in this computer's own browser, where there is a screen.
import { spawn } from 'node:child_process';

/** Undefined where there is no screen to open anything on. Never fails: the address stands in the terminal too. */
export function browserOf(env: NodeJS.ProcessEnv): ((url: string) => void) | undefined {
  const opener = openerOn(process.platform, env);
  if (opener === undefined) return undefined;
  return (url) => {
    spawn(opener, [url], { detached: true, stdio: 'ignore', env })
      .once('error', () => undefined)
      .unref();
  };
}

function openerOn(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string | undefined {
  if (platform === 'darwin') return 'open';
  if (platform === 'win32') return 'explorer';
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? 'xdg-open' : undefined;
}
