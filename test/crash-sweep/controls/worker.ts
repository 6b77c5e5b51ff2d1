// The real worker with one part in the place of another, by the control's name.
import { runWorker } from '../../../src/worker.ts';
import { byUpdate } from './by-update.ts';
import { forgetful } from './forgetful.ts';
import { brokenBy } from './names.ts';

switch (brokenBy(process.env)) {
  case 'lock off':
    // A lock of its own for each process is none.
    await runWorker({ paths: (paths) => ({ ...paths, lockDb: `${paths.lockDb}.${process.pid}` }) });
    break;
  case 'receipts not looked at':
    await runWorker({ deps: forgetful });
    break;
  case 'decisions only by Update':
    await runWorker({ serving: byUpdate });
    break;
  case undefined:
    await runWorker();
}
