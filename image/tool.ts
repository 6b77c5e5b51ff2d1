// Programs that the build runs.
import { spawn } from 'node:child_process';

/** Each program, and the Debian package that brings it. */
export const TOOLS: Readonly<Record<string, string>> = {
  mmdebstrap: 'mmdebstrap',
  'mkfs.erofs': 'erofs-utils',
  go: 'golang-go',
  pip3: 'python3-pip',
  'apt-get': 'apt',
  'dpkg-deb': 'dpkg',
  depmod: 'kmod',
  'qemu-system-x86_64': 'qemu-system-x86',
};

export interface Run {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** @throws an Error with the last lines that the program said */
export function runTool(command: string, args: readonly string[], { cwd, env, signal }: Run): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal && { signal }),
    });
    const said: string[] = [];
    const hear = (chunk: Buffer): void => {
      said.push(...chunk.toString('utf8').split('\n'));
      said.splice(0, said.length - 30);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${String(code)}:\n${said.filter(Boolean).slice(-15).join('\n')}`));
    });
  });
}
