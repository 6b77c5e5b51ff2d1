// Builds dist/: the sources as JavaScript and the workflows as one bundle. `npm run build`; `npm pack` runs it by itself.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

rmSync(dist, { recursive: true, force: true });
// Translation only: `npm run check` is what judges the types.
execFileSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json'), '--noCheck'], { stdio: 'inherit' });
const { bundleWorkflows } = await import(join(root, 'src', 'launcher', 'workflow-bundle.ts'));
execFileSync(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build'], { cwd: root, stdio: 'inherit' });
writeFileSync(join(dist, 'workflow-bundle.js'), await bundleWorkflows(join(root, 'src', 'workflows', 'index.ts')));
