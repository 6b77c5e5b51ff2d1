// Whoever gave the job: hands it over, watches it, answers each question once, and says a word now and then. Never in doubt, never twice.
import type { Approval } from '../../src/contract/changes.ts';
import type { StreamItem } from '../../src/client/event-stream.ts';
import type { TaskEvent } from '../../src/contract/events.ts';
import type { Task } from '../../src/contract/http.ts';
import { type TaskWatch, watchTask } from '../rig/watch-task.ts';
import type { Instance } from './instance.ts';
import { patiently, until } from './patiently.ts';

export interface Person {
  /** Undefined until the task is known. */
  taskId(): string | undefined;
  /** Resolves when the task was handed over; its events are watched from then on. */
  readonly handed: Promise<{ taskId: string; watch: TaskWatch }>;
  /** Waits for the next question; it is not answered yet. */
  question(): Promise<Approval>;
  /** Answers it; what is wrong with how it was taken, if anything. */
  answer(question: Approval, decision: 'allow' | 'deny'): Promise<string[]>;
  /** Resolves when it is stored. */
  say(text: string): Promise<unknown>;
  /** The product runs at another address. */
  moved(): void;
  log(): Promise<TaskEvent[]>;
  close(): Promise<void>;
}

interface Given {
  readonly prompt: string;
  readonly folder: string;
  readonly mode: 'ask' | 'act';
  /** How long a question may be in coming. */
  readonly patienceMs: number;
}

export function createPerson(instance: Instance, job: Given): Person {
  const { rig } = instance;
  const seen = new Set<string>();
  let known: { taskId: string; watch: TaskWatch } | undefined;
  const handed = handOver();
  handed.catch(() => undefined);

  async function handOver(): Promise<{ taskId: string; watch: TaskWatch }> {
    const once = { idempotencyKey: `hand-over-${job.folder.replace(/[^a-z0-9]+/gi, '-')}` };
    const folders = [{ path: job.folder, access: 'full' as const }];
    const task: Task = await patiently(() => rig.client.createTask({ prompt: job.prompt, folders, mode: job.mode }, once));
    return (known = { taskId: task.id, watch: watchTask(rig.client, task.id) });
  }

  return {
    taskId: () => known?.taskId,
    handed,
    async question() {
      const { watch } = await handed;
      const isNew = (item: StreamItem): boolean => item.type === 'approval_requested' && !seen.has(item.approvalId);
      const item = await watch.sees('a question', isNew, job.patienceMs);
      if (item.type !== 'approval_requested') throw new Error('no question');
      seen.add(item.approvalId);
      return patiently(() => rig.client.approval(item.approvalId));
    },
    async answer(question, decision) {
      const once = { idempotencyKey: `answer-${question.id}` };
      const now = await patiently(() => rig.client.approval(question.id));
      const wrong =
        now.status === 'pending' && now.argumentsHash === question.argumentsHash ? [] : [`question became ${now.status}`];
      await patiently(() => rig.client.decide(question.id, { decision }, once));
      // What was acknowledged is there for everybody, at once.
      const { status } = await patiently(() => rig.client.approval(question.id));
      if (status !== 'pending') return wrong;
      await patiently(() => rig.client.decide(question.id, { decision }));
      return [...wrong, LOST_ANSWER];
    },
    async say(text) {
      const { taskId } = await handed;
      const once = { idempotencyKey: crypto.randomUUID() };
      return patiently(() => rig.client.say(taskId, { text }, once));
    },
    moved: () => known?.watch.moveTo(rig.client),
    async log() {
      const { taskId } = await handed;
      return (await patiently(() => rig.client.eventsSoFar(taskId))).items;
    },
    async close() {
      const { watch } = await handed;
      await watch.close();
    },
  };
}

/** The user sees the question still open, and answers it again. */
export const LOST_ANSWER = 'an acknowledged answer was lost';

/** Undo or redo of the whole task, asked for until it is done. Answers what was refused or failed. */
export async function turnBack(
  instance: Instance,
  of: { taskId: string; kind: 'undo' | 'redo'; key: string },
): Promise<string[]> {
  const once = { idempotencyKey: of.key };
  const ask = () => instance.rig.client[of.kind](of.taskId, {}, once);
  let result = await patiently(ask);
  await until(`${of.kind} is done`, async () => (result = await ask()).state !== 'pending');
  return result.state === 'done' ? [] : [`${of.kind} ${result.state}: ${JSON.stringify(result.results)}`];
}
