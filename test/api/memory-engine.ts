// The engine port in memory: a real implementation that starts, signals and forgets, and that can be taken down.
import { CoworkError } from '../../src/contract/errors.ts';
import type { Engine, EngineView } from '../../src/api/engine.ts';
import type { EngineSchedule, ScheduleEngine } from '../../src/api/schedule-engine.ts';

interface Run {
  runId: string;
  open: boolean;
  nudges: number;
  attempt: number;
  historyLength: number;
  wantsDesktop: boolean;
}

export interface MemorySchedules extends ScheduleEngine {
  readonly all: Map<string, EngineSchedule>;
  /** Workflows of runs, by schedule and time. */
  readonly runs: Set<string>;
}

export interface MemoryEngine extends Engine {
  readonly schedules: MemorySchedules;
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
    schedules: memorySchedules(reach),
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
    async wakeThread(threadId) {
      reach('wake', threadId);
    },
    async removeThread(threadId) {
      reach('remove', threadId);
    },
    async close() {},
  };
  return engine;
}

function memorySchedules(reach: (what: string, id: string) => void): MemorySchedules {
  const all = new Map<string, EngineSchedule>();
  const runs = new Set<string>();
  return {
    all,
    runs,
    async put(schedule) {
      reach('put', schedule.id);
      const same = all.get(schedule.id)?.mark === schedule.mark;
      all.set(schedule.id, schedule);
      return !same;
    },
    async remove(scheduleId) {
      reach('remove', scheduleId);
      all.delete(scheduleId);
    },
    async list() {
      // A look each minute, and no call about anything.
      return [...all.values()].map(({ id, mark }) => ({ id, mark }));
    },
    async makeUp(scheduleId, from, to) {
      reach('make up', `${scheduleId} ${from.toISOString()} ${to.toISOString()}`);
    },
    async nudgeRun(scheduleId, due) {
      reach('nudge run', `${scheduleId} ${due}`);
      return runs.has(`${scheduleId} ${due}`) ? 'sent' : 'not_found';
    },
    async startRun(scheduleId, due) {
      reach('start run', `${scheduleId} ${due}`);
      runs.add(`${scheduleId} ${due}`);
    },
  };
}
