// Runs a module in a worker thread that can be ended at any moment: nothing in it can hold up or bring down this process.
import { Worker } from 'node:worker_threads';
import { CoworkError } from '../../contract/errors.ts';

/** A search or a document that needs more would need the whole machine. */
const MEMORY_MB = 512;

/**
 * The module's place from the importing file's URL. It lies beside it with the same ending: .ts in the repository, .js in the package.
 */
export const besides = (importer: string, name: string): URL =>
  new URL(`./${name}${importer.slice(importer.lastIndexOf('.'))}`, importer);

/**
 * Starts `module` with `data` as workerData and hands each of its messages to `onMessage`, until it answers true, the worker ends,
 * the time is over ('time'), or `signal` aborts (then its reason is thrown). The worker is gone when this returns.
 * @throws CoworkError internal when the worker fails by itself, with `failure` as text
 */
export async function inWorker(of: {
  module: URL;
  data: unknown;
  timeLimitMs: number;
  signal?: AbortSignal | undefined;
  onMessage: (message: unknown) => boolean | void;
  failure: string;
}): Promise<'done' | 'time'> {
  of.signal?.throwIfAborted();
  const worker = new Worker(of.module, {
    workerData: of.data,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: {},
    // Kept away from our own output: libraries print warnings about documents.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  let abort: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<'done' | 'time'>((resolve, reject) => {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the signal's own reason, whatever it is
      abort = () => reject(of.signal?.reason);
      of.signal?.addEventListener('abort', abort);
      timer = setTimeout(() => resolve('time'), of.timeLimitMs);
      worker.on('message', (message) => (of.onMessage(message) === true ? resolve('done') : undefined));
      worker.on('error', (cause) => reject(new CoworkError('internal', of.failure, { cause })));
      worker.on('exit', () => resolve('done'));
    });
  } finally {
    clearTimeout(timer);
    if (abort) of.signal?.removeEventListener('abort', abort);
    await worker.terminate();
  }
}
