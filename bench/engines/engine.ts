// What carries a null task: steps of one answer of the model, which takes no time, and one tool that does next to nothing.
import type { NewTask } from '../../src/client/client.ts';
import type { ScriptedCall } from '../../src/demo/model-server/port.ts';
import { call } from '../../test/rig/scripts.ts';
import { nowMs } from '../../src/demo/model-server/clock.ts';
import type { Played, TimedModel } from '../timed-model.ts';

/** Disposing ends its processes. */
export interface Engine extends AsyncDisposable {
  readonly name: string;
  /** Runs the task of this script to its end. */
  run(played: Played, more?: Partial<NewTask>): Promise<void>;
}

/** Reads an empty folder. `n` makes the call another one than those before: a repeated one is stopped by the loop guard. */
export const nullCall = (n: number): ScriptedCall => call('list_files', { path: '/scratch', limit: (n % 2_000) + 1 });

/** Runs one null task; returns it with the moment of its order. */
export async function runNull(
  engine: Engine,
  model: TimedModel,
  of: { name: string; steps: number },
): Promise<{ startedMs: number; played: Played }> {
  const name = `${of.name}-${engine.name.replaceAll(/[^a-z]+/gi, '-').toLowerCase()}`;
  const played = model.play(name, { steps: of.steps, reply: (step) => ({ toolCalls: [nullCall(step)] }) });
  const startedMs = nowMs();
  await engine.run(played);
  return { startedMs, played };
}
