// The base: a system of Debian's packages and Python's libraries as one read-only file, its kernel, and the kernel's modules.
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BASE_PARTS, sign } from '../src/sandbox/image/kept.ts';
import { RECIPE_FOLDER } from '../src/sandbox/image/recipe.ts';
import { modulesArchive, modulesFolderOf } from './initramfs.ts';
import { runTool } from './tool.ts';

/** Debian's name of the release; its packages' exact versions stand in the image's own manifest. */
const SUITE = 'bookworm';
/** The Python that this release has, for which the wheels were chosen. */
const PYTHON = '3.11';
/** Nobody reads these in a sandbox. */
const LEFT_OUT = ['/usr/share/man/*', '/usr/share/info/*', '/usr/share/lintian/*', '/usr/share/locale/*', '/usr/share/groff/*'];
const WHEELS = ['2_36', '2_28', '2_17', '2_5'].map((version) => `--platform=manylinux_${version}_x86_64`);

/** `folder` is there with everything in it, or not at all. */
export async function buildBase(folder: string, onProgress: (line: string) => void, signal?: AbortSignal): Promise<void> {
  await mkdir(dirname(folder), { recursive: true, mode: 0o755 });
  const work = await mkdtemp(`${folder}-new-`);
  const run = (command: string, args: readonly string[]): Promise<void> =>
    runTool(command, args, { cwd: work, ...(signal && { signal }) });
  try {
    onProgress('Fetching Python’s libraries');
    const choice = ['--no-deps', '--no-compile', '--require-hashes', '--only-binary=:all:', '--implementation=cp'];
    await run('pip3', [
      ...['install', '--quiet', '--disable-pip-version-check', ...choice, `--python-version=${PYTHON}`],
      ...[
        ...WHEELS,
        '--platform=manylinux2014_x86_64',
        `--target=${join(work, 'python')}`,
        '-r',
        join(RECIPE_FOLDER, 'wheels.txt'),
      ],
    ]);

    onProgress('Making the system from Debian’s packages');
    await run('mmdebstrap', [
      ...['--quiet', '--variant=minbase', '--format=null', '--components=main', '--aptopt=Apt::Install-Recommends "false"'],
      ...LEFT_OUT.map((path) => `--dpkgopt=path-exclude=${path}`),
      `--include=${linesOf('packages.txt').join(',')}`,
      `--customize-hook='${join(RECIPE_FOLDER, 'hooks', 'finish.sh')}' "$1" '${work}'`,
      ...[SUITE, '/dev/null'],
    ]);

    onProgress('Packing');
    const tree = join(work, 'kernel-tree');
    const [kernel] = (await readdir(join(tree, 'boot'))).filter((name) => name.startsWith('vmlinuz-'));
    await copyFile(join(tree, 'boot', kernel!), join(work, 'kernel'));
    const modulesFolder = modulesFolderOf(tree);
    await run('depmod', ['-b', tree, modulesFolder.slice(modulesFolder.lastIndexOf('/') + 1)]);
    await writeFile(join(work, 'modules.cpio'), modulesArchive(modulesFolder, linesOf('modules.txt')));

    const made = join(work, 'made');
    await mkdir(made);
    for (const part of BASE_PARTS) await rename(join(work, part), join(made, part));
    await sign(made, folder, BASE_PARTS);
    await rm(folder, { recursive: true, force: true });
    await rename(made, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Lines that begin with # are for the reader. */
const linesOf = (file: string): string[] =>
  readFileSync(join(RECIPE_FOLDER, file), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
