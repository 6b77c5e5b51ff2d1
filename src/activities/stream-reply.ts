// One attempt of a model call: streams its words to whoever watches, and counts what a cut attempt cost.
import type { ModelReply, ModelRequest, ModelUsage } from '../model/port.ts';
import type { TaskRow } from '../store/port.ts';
import type { Newest } from './compose-user.ts';
import type { ActivityDeps } from './deps.ts';

const NOTHING: ModelUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** `quiet`: not for eyes (a summary). Throws what the model throws, after the attempt's cost is stored. */
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
  const { task, step, number } = call;
  let usage = NOTHING;
  let words = false;
  try {
    return await deps.model.call(call.request, {
      signal: call.signal,
      priority: task.priority,
      interactive: call.newest.spoken,
      onUsage: (known) => (usage = known),
      onText(text) {
        if (!words) deps.crash('model-first-words');
        words = true;
        if (!call.quiet) deps.link.ephemeral({ type: 'message_delta', taskId: task.id, step, attempt: number, text });
      },
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
