// Imports as another process, which kills itself after the given number of tasks: argument 1 is the base, 2 that number.
import { join } from 'node:path';
import { importArchive } from '../../src/archive/import-archive.ts';
import { pathsOf } from '../../src/paths.ts';
import { placesOf } from './desk.ts';

const [, , base = '', after = ''] = process.argv;
const paths = pathsOf(join(base, 'to'));
let left = Number(after);
await importArchive({
  ...{ file: join(base, 'archive.tar.gz'), tasksDb: paths.tasksDb, room: paths.imports, places: placesOf(paths) },
  now: () => new Date(),
  onTask() {
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  },
});
