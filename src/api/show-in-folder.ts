// Shows a file in this machine's own file manager. Nothing is opened or run: only the folder is shown.
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { CoworkError } from '../contract/errors.ts';

export type ShowInFolder = (file: string) => Promise<void>;

/** Undefined where nobody sits at a screen that this process could show something on. */
export function showInFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): ShowInFolder | undefined {
  const command = commandOf(env, platform);
  if (!command) return undefined;
  return (file) =>
    new Promise((resolve, reject) => {
      const [program, ...args] = command(file);
      // Words of an argument list, never of a shell.
      const child = spawn(program, args, { env: desktopEnvironment(env), detached: true, stdio: 'ignore' });
      child.once('spawn', () => {
        child.unref();
        resolve();
      });
      child.once('error', (cause) =>
        reject(
          new CoworkError('no_such_file', `${program} could not be started to show the folder. It is ${dirname(file)}`, {
            cause,
          }),
        ),
      );
    });
}

/** What a program of the desktop needs; keys and tokens of ours are nothing of its business. */
export const desktopEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) =>
      /^(PATH|HOME|USER|LANG|LC_.*|TZ|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|XDG_.*|DBUS_.*|SystemRoot)$/.test(name),
    ),
  );

function commandOf(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): ((file: string) => [string, ...string[]]) | undefined {
  if (platform === 'darwin') return (file) => ['open', '-R', file];
  if (platform === 'win32') return (file) => ['explorer', `/select,${file}`];
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? (file) => ['xdg-open', dirname(file)] : undefined;
}
