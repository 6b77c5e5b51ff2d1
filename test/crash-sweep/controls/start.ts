// `cowork start` with processes that are broken on purpose.
import { fileURLToPath } from 'node:url';
import { startCommand } from '../../../src/launcher/start.ts';

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
process.exitCode = await startCommand({ programs: { worker: beside('./worker.ts'), api: beside('./api.ts') } });
