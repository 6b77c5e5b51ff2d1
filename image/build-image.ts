// From the recipe to a folder with kernel, first file system, root and manifest.
import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { initramfs, modulesFolderOf } from './initramfs.ts';
import { type Kept, PARTS, sign } from './kept.ts';
import { HERE, MODULES, packages, PYTHON, SUITE } from './recipe.ts';
import { tryImage } from './trial.ts';

/** Programs that the build runs, and the Debian package that brings each. */
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

/** Nobody reads these in a sandbox. */
const LEFT_OUT = ['/usr/share/man/*', '/usr/share/info/*', '/usr/share/lintian/*', '/usr/share/locale/*', '/usr/share/groff/*'];
const WHEELS = ['2_36', '2_28', '2_17', '2_5'].map((version) => `--platform=manylinux_${version}_x86_64`);

/** `folder` is there with everything in it, or not at all. */
export async function buildImage(of: {
  recipe: string;
  folder: string;
  onProgress: (line: string) => void;
  signal?: AbortSignal;
}): Promise<Kept> {
  await mkdir(dirname(of.folder), { recursive: true, mode: 0o755 });
  const work = await mkdtemp(`${of.folder}-new-`);
  const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> =>
    runTool(command, args, {
      cwd: work,
      env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, ...env },
      ...(of.signal && { signal: of.signal }),
    });
  try {
    of.onProgress('Building the guest’s agent');
    const agent = join(work, 'agent');
    await run(
      'go',
      ['build', '-C', join(HERE, 'guest'), '-trimpath', '-buildvcs=false', '-ldflags=-s -w -buildid=', '-o', agent, '.'],
      {
        CGO_ENABLED: '0',
      },
    );

    of.onProgress('Fetching Python’s libraries');
    await run('pip3', [
      ...[
        'install',
        '--quiet',
        '--disable-pip-version-check',
        '--no-deps',
        '--no-compile',
        '--require-hashes',
        '--only-binary=:all:',
      ],
      ...[`--python-version=${PYTHON}`, '--implementation=cp', ...WHEELS, '--platform=manylinux2014_x86_64'],
      ...[`--target=${join(work, 'python')}`, '-r', join(HERE, 'wheels.txt')],
    ]);

    of.onProgress('Making the system from Debian’s packages');
    await run('mmdebstrap', [
      ...['--quiet', '--variant=minbase', '--format=null', '--components=main', '--aptopt=Apt::Install-Recommends "false"'],
      ...LEFT_OUT.map((path) => `--dpkgopt=path-exclude=${path}`),
      `--include=${packages().join(',')}`,
      `--customize-hook='${join(HERE, 'hooks', 'finish.sh')}' "$1" '${work}'`,
      ...[SUITE, '/dev/null'],
    ]);

    of.onProgress('Packing');
    const tree = join(work, 'kernel-tree');
    const [kernel] = (await readdir(join(tree, 'boot'))).filter((name) => name.startsWith('vmlinuz-'));
    await copyFile(join(tree, 'boot', kernel!), join(work, 'kernel'));
    const modulesFolder = modulesFolderOf(tree);
    await run('depmod', ['-b', tree, modulesFolder.slice(modulesFolder.lastIndexOf('/') + 1)]);
    await writeFile(join(work, 'initrd'), initramfs({ init: agent, modulesFolder, modules: MODULES }));

    const made = join(work, 'image');
    await mkdir(made);
    for (const part of PARTS) await rename(join(work, part), join(made, part));
    of.onProgress('Starting a machine from it and trying its tools');
    const { bootMs } = await tryImage(made);
    of.onProgress(`It answered ${(bootMs / 1_000).toFixed(1)} s after power-on, without hardware’s help`);
    const image = await sign(made, of.recipe);
    await rm(of.folder, { recursive: true, force: true });
    await rename(made, of.folder);
    return image;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** @throws an Error with the last lines that the program said */
function runTool(
  command: string,
  args: readonly string[],
  of: { cwd: string; env: NodeJS.ProcessEnv; signal?: AbortSignal },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...of, stdio: ['ignore', 'pipe', 'pipe'] });
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
