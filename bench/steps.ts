// Step overhead: time from one model request to the next with a model that answers at once. Medians, and growth over a long task.
import { startEngineRig } from '../test/rig/engine-rig.ts';
import { call, manySteps, stepOf } from '../test/rig/scripts.ts';
import { startTemporal } from '../test/rig/temporal.ts';

const STEPS = Number(process.argv[2] ?? 1_020);
const EFFECTS = 60;

const at: Record<string, number[]> = { read: [], effect: [] };
const timed = (name: string, steps: number, reply: (step: number) => ReturnType<typeof call>) => {
  const script = manySteps(steps, (step) => ({ toolCalls: [reply(step)] }));
  return (request: Parameters<typeof script>[0]) => {
    at[name]![stepOf(request)] ??= performance.now();
    return script(request);
  };
};

const temporal = await startTemporal();
const rig = await startEngineRig({
  address: temporal.address,
  scripts: {
    read: timed('read', STEPS, (step) => call('list_files', { path: '/scratch', limit: step + 1 })),
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

const gaps = (times: readonly number[], from: number, to: number): number[] =>
  times
    .slice(from, to + 1)
    .map((time, i, all) => (i === 0 ? 0 : time - all[i - 1]!))
    .slice(1)
    .sort((a, b) => a - b);
const p = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;
const line = (name: string, sorted: readonly number[]): string =>
  `${name.padEnd(34)} p50 ${p(sorted, 0.5).toFixed(1).padStart(6)} ms   p90 ${p(sorted, 0.9).toFixed(1).padStart(6)} ms   (${sorted.length} steps)`;
const first = gaps(at['read']!, 0, 20);
const last = gaps(at['read']!, 1_000, 1_020);
console.log(line('read-only, steps 1-20', first));
console.log(line('read-only, steps 101-120', gaps(at['read']!, 100, 120)));
console.log(line('read-only, steps 1,001-1,020', last));
console.log(line('with an effect, steps 1-60', gaps(at['effect']!, 0, EFFECTS)));
console.log(`growth: steps 1,001-1,020 take ${(p(last, 0.5) / p(first, 0.5)).toFixed(2)} x steps 1-20 (goal: at most 1.2)`);
await rig.close();
await temporal.stop();
process.exit(0);
