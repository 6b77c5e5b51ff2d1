// Stores question and answer of a step in one transaction. Once stored it is never paid again; of two attempts the first stored wins.
import type { ModelReply } from '../model/port.ts';
import type { MessageRow, TaskRow } from '../store/port.ts';
import type { Newest } from './compose-user.ts';
import type { ActivityDeps } from './deps.ts';
import type { StepRef } from './call-model.ts';

export async function storeReply(
  deps: ActivityDeps,
  done: { input: StepRef; task: TaskRow; newest: Newest; startedAt: number; number: number; reply: ModelReply },
): Promise<MessageRow> {
  const { input, newest, number, reply } = done;
  const { taskId, step } = input;
  const usd = deps.model.usd(done.task.model, reply.usage);
  const usage = { ...reply.usage, usd };
  deps.crash('model-answered');
  const stored = await deps.store.transaction(async (tx) => {
    const there = await tx.message(taskId, step, 'assistant');
    await tx.addActiveMs(taskId, Math.round(performance.now() - done.startedAt));
    await tx.endAttempt(taskId, step, number, { outcome: there ? 'cut' : 'stored', usage });
    if (there) return there;
    const common = { taskId, step, attempt: number };
    await tx.putMessage({ ...common, role: 'user', content: newest.blocks, stopReason: undefined });
    const row = await tx.putMessage({ ...common, role: 'assistant', content: reply.content, stopReason: reply.stopReason });
    const inputTokens = reply.usage.inputTokens + reply.usage.cacheReadTokens + reply.usage.cacheWriteTokens;
    await tx.childrenTold(newest.told);
    await tx.patchTask(taskId, {
      sealedStep: step - 1,
      inboxUpto: newest.inboxUpto,
      turn: { ...newest.turn, inputTokens },
    });
    if (reply.text.trim() !== '')
      await tx.append(
        taskId,
        {
          ...{ type: 'message_added', step, role: 'assistant', text: reply.text, messageId: `${taskId}/${step}` },
          ...(newest.turn.check?.step === step ? { check: true } : {}),
        },
        `message/${step}`,
      );
    await tx.append(taskId, { type: 'usage_updated', usage: await tx.usage(taskId) }, `usage/${step}`);
    return row;
  });
  deps.crash('model-stored');
  return stored;
}
