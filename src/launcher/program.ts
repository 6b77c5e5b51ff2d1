// How one of our own modules is run as a process of its own: as source in the repository, compiled in the package.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds bin/ and package.json. */
const packageFolder = (): string => fileURLToPath(new URL('../..', import.meta.url));

/** True in a checkout, false below node_modules. */
export const isCheckout = (): boolean => fileURLToPath(import.meta.url).endsWith('.ts');

/** Absolute path of a module of ours, named without its ending and relative to src/ or dist/: `worker`, `api/main`. */
export function programFile(name: string): string {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  return join(root, `${name}${isCheckout() ? '.ts' : '.js'}`);
}

/** The command's entry: what a service or a background start runs with the present Node. */
export const commandFile = (): string => join(packageFolder(), 'bin', 'cowork.js');

/** node:sqlite and type stripping announce themselves as experimental on every start; nobody can act on that. */
export const NODE_FLAGS: readonly string[] = ['--disable-warning=ExperimentalWarning'];
