// Step overhead: from the moment the model begins to answer to the next request's arrival, with a model and tools that take no time.
// Medians, and growth over a long task. What the scripted server needs to check a request is not counted.
import { startEngineRig } from '../test/rig/engine-rig.ts';
import { call, manySteps, stepOf } from '../test/rig/scripts.ts';
import { startTemporal } from '../test/rig/temporal.ts';
import { quantile } from './quantile.ts';

const STEPS = Number(process.argv[2] ?? 1_020);
const EFFECTS = 60;

/** When each step's answer began, by script. */
const answered: Record<string, number[]> = { read: [], effect: [] };
const timed = (name: string, steps: number, reply: (step: number) => ReturnType<typeof call>) => {
  const script = manySteps(steps, (step) => ({ toolCalls: [reply(step)] }));
  return (request: Parameters<typeof script>[0]) => {
    answered[name]![stepOf(request)] = Date.now();
    return script(request);
  };
};

const temporal = await startTemporal();
const rig = await startEngineRig({
  address: temporal.address,
  scripts: {
    read: timed('read', STEPS, (step) => call('list_files', { path: '/scratch', limit: (step % 1_000) + 1 })),
    effect: timed('effect', EFFECTS, (step) =>
      call('write_file', { path: `/folders/bench/file-${step}.txt`, content: `step ${step}` }),
    ),
  },
});

const run = async (script: string, extra: object = {}): Promise<void> => {
  const { id } = await rig.create({ script, ...extra });
  for (;;) {
    const task = await rig.store.task(id);
    if (task?.status === 'completed') return;
    if (task?.status === 'paused' || task?.status === 'failed') throw new Error(`${script}: ${JSON.stringify(task.waitingFor)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
await run('read');
await run('effect', { mode: 'act', folders: [{ path: rig.folder('bench'), access: 'write' }] });

/** Overheads of the steps from..to-1, sorted, in milliseconds. */
function overheads(script: string, from: number, to: number): number[] {
  const arrivals = rig.model
    .requests()
    .filter((request) => request.script === script)
    .map((request) => request.at);
  return Array.from({ length: to - from }, (_, i) => (arrivals[from + i + 1] ?? NaN) - (answered[script]![from + i] ?? NaN))
    .filter((ms) => !Number.isNaN(ms))
    .sort((a, b) => a - b);
}
const line = (name: string, sorted: readonly number[]): string =>
  `${name.padEnd(34)} p50 ${String(quantile(sorted, 0.5)).padStart(4)} ms   p90 ${String(quantile(sorted, 0.9)).padStart(4)} ms   (${sorted.length} steps)`;
const first = overheads('read', 0, 20);
const last = overheads('read', 1_000, 1_020);
console.log(`${line('read-only, steps 1-20', first)}   goal 40`);
console.log(line('read-only, steps 101-120', overheads('read', 100, 120)));
console.log(line('read-only, steps 1,001-1,020', last));
console.log(`${line('with an effect, steps 1-60', overheads('effect', 0, EFFECTS))}   goal 60`);
console.log(
  `growth: steps 1,001-1,020 take ${(quantile(last, 0.5) / quantile(first, 0.5)).toFixed(2)} x steps 1-20 (goal: at most 1.2)`,
);
await rig.close();
await temporal.stop();
process.exit(0);
