// One attempt of a model call: streams its words to whoever watches, and counts what a cut attempt cost.
import type { ModelReply, ModelRequest, ModelUsage } from '../model/port.ts';
import type { TaskRow } from '../store/port.ts';
import type { Newest } from './compose-user.ts';
import type { ActivityDeps } from './deps.ts';

const NOTHING: ModelUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** Throws what the model throws, after the attempt's cost is stored. */
export async function streamReply(
  deps: ActivityDeps,
  call: {
    task: TaskRow;
    step: number;
    number: number;
    request: ModelRequest;
    newest: Pick<Newest, 'spoken'>;
    signal: AbortSignal;
    quiet?: boolean;
  },
): Promise<ModelReply> {
  const { task, step, number, newest, ...rest } = call;
  let usage = NOTHING;
  try {
    return await streamText(deps, {
      ...{ ...rest, id: task.id, step, attempt: number, priority: task.priority, spoken: newest.spoken },
      onUsage: (known) => (usage = known),
    });
  } catch (error) {
    const cut = usage !== NOTHING;
    await deps.store.endAttempt(task.id, step, number, {
      outcome: cut ? 'cut' : 'failed',
      usage: { ...usage, usd: cut ? deps.model.usd(task.model, usage) : 0 },
    });
    throw error;
  }
}

/** For a task or a thread; its words pass by under the number of step and attempt. `quiet`: not for eyes (a summary). */
export function streamText(
  deps: ActivityDeps,
  call: {
    id: string;
    step: number;
    attempt: number;
    priority: number;
    spoken: boolean;
    request: ModelRequest;
    signal: AbortSignal;
    onUsage: (usage: ModelUsage) => void;
    quiet?: boolean;
  },
): Promise<ModelReply> {
  const { id, step, attempt, quiet } = call;
  let words = false;
  return deps.model.call(call.request, {
    signal: call.signal,
    priority: call.priority,
    interactive: call.spoken,
    onUsage: call.onUsage,
    onText(text) {
      if (!words) deps.crash('model-first-words');
      words = true;
      if (!quiet) deps.link.ephemeral({ type: 'message_delta', taskId: id, step, attempt, text });
    },
  });
}
