// The engine port in memory: a real implementation that starts, signals and forgets, and that can be taken down.
import { CoworkError } from '../../src/contract/errors.ts';
import type { Engine, EngineView } from '../../src/api/engine.ts';

interface Run {
  runId: string;
  open: boolean;
  nudges: number;
  attempt: number;
  historyLength: number;
  wantsDesktop: boolean;
}

export interface MemoryEngine extends Engine {
  up: boolean;
  /** Every call that got through, in order. */
  readonly calls: string[];
  readonly runs: Map<string, Run>;
  /** As when its database was deleted. */
  lose(): void;
}

export function createMemoryEngine(): MemoryEngine {
  const runs = new Map<string, Run>();
  const calls: string[] = [];
  let count = 0;
  const reach = (what: string, taskId: string): void => {
    if (!engine.up) throw new CoworkError('engine_down', 'down', { retryAfterMs: 1000 });
    calls.push(`${what} ${taskId}`);
  };
  const engine: MemoryEngine = {
    up: true,
    calls,
    runs,
    lose: () => runs.clear(),
    ready: async () => engine.up,
    async start(taskId) {
      reach('start', taskId);
      if (runs.get(taskId)?.open) return;
      count += 1;
      runs.set(taskId, { runId: `run-${count}`, open: true, nudges: 0, attempt: 0, historyLength: 3, wantsDesktop: false });
    },
    async nudge(taskId) {
      reach('nudge', taskId);
      const run = runs.get(taskId);
      if (!run?.open) return 'not_found';
      run.nudges += 1;
      return 'sent';
    },
    async terminate(taskId) {
      reach('terminate', taskId);
      const run = runs.get(taskId);
      if (run) run.open = false;
    },
    async remove(taskId) {
      reach('remove', taskId);
      runs.delete(taskId);
    },
    async describe(taskId): Promise<EngineView> {
      reach('describe', taskId);
      const run = runs.get(taskId);
      if (!run) return { kind: 'not_found' };
      const { open, runId, attempt, historyLength, wantsDesktop } = run;
      return open ? { kind: 'running', runId, attempt, historyLength, wantsDesktop } : { kind: 'closed', runId, how: 'ended' };
    },
    async close() {},
  };
  return engine;
}
