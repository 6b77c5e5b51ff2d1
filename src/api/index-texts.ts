// Takes into the search what was not there when it was stored: what delivered files say, and tasks from before there was an index.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Output } from '../contract/task.ts';
import type { TaskStore } from '../store/port.ts';
import type { ApiFiles, ApiLog } from './deps.ts';

const EVERY_MS = 10_000;
/** A few at a time: people wait for other things. */
const TASKS = 20;
const OUTPUTS = 10;
/** The beginning of a file tells what it is about. */
const MOST_BYTES = 256 * 1024;

export function indexTexts(deps: {
  store: Pick<TaskStore, 'indexPending' | 'unindexedOutputs' | 'indexOutputText'>;
  files: Pick<ApiFiles, 'openOutput'>;
  log: ApiLog;
}): { close(): Promise<void> } {
  const stop = new AbortController();
  const running = run();
  return {
    async close() {
      stop.abort();
      await running;
    },
  };

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      const more = await once().catch((err: unknown) => {
        if (!stop.signal.aborted) deps.log.warn({ err }, 'the search could not take something in; it is tried again');
        return false;
      });
      await sleep(more ? 50 : EVERY_MS, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
    }
  }

  /** True while there is more. */
  async function once(): Promise<boolean> {
    const outputs = await deps.store.unindexedOutputs(OUTPUTS);
    for (const output of outputs) {
      if (stop.signal.aborted) return false;
      // One that was moved or removed since is not looked for again, nor one of which nothing can be kept.
      const text = await textOf(output).catch(() => '');
      await deps.store.indexOutputText(output, text).catch((err: unknown) => {
        deps.log.warn({ err, output: output.id }, 'a result could not be taken into the search');
        return deps.store.indexOutputText(output, '');
      });
    }
    return (await deps.store.indexPending(TASKS)) || outputs.length === OUTPUTS;
  }

  async function textOf(output: Output): Promise<string> {
    const { bytes, stream } = await deps.files.openOutput(output);
    return bytes === 0 ? '' : new Response(stream(0, Math.min(bytes, MOST_BYTES))).text();
  }
}
