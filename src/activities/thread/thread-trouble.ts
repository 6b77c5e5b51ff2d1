// What follows from a call for a thread that failed: a wait that people see, or a word that there is no answer and why.
import type { CoworkError } from '../../contract/errors.ts';
import type { WaitingFor } from '../../contract/task.ts';
import type { ThreadRow } from '../../store/thread-port.ts';
import type { ActivityDeps } from '../deps.ts';
import type { ThreadOutcome } from '../interface.ts';

/** Whoever mends it wakes the thread; this only catches a wake that was lost. */
const SLOW_LOOK_MS = 5 * 60_000;
const NOTHING_USED = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, usd: 0 };

export async function threadTrouble(
  deps: ActivityDeps,
  { thread, number, error }: { thread: ThreadRow; number: number; error: CoworkError },
): Promise<ThreadOutcome> {
  switch (error.code) {
    case 'model_rate_limited':
    case 'model_overloaded':
    case 'model_unreachable': {
      const ms = Math.max(error.retryAfterMs ?? deps.conversation.ownWaitMs(number), deps.model.waitMs());
      const until = new Date(deps.now().getTime() + ms).toISOString();
      const why =
        error.code === 'model_unreachable' ? 'The AI service could not be reached or broke off' : 'The AI service is busy';
      return waitThread(deps, thread, { kind: 'model', text: `${why}; trying again`, until });
    }
    case 'model_no_credit':
    case 'model_auth':
    case 'model_not_configured':
      return waitThread(deps, thread, { kind: 'credentials', text: error.detail, action: 'cowork config set model-key' });
    case 'model_bad_request':
    case 'model_context_too_long':
      await deps.store.putThreadReply(thread.id, {
        ...{ call: thread.calls, upto: thread.lastSaid, text: '', turn: undefined, usage: NOTHING_USED },
        notice: { text: `There is no answer: ${error.detail}` },
      });
      return { kind: 'again' };
    default:
      throw error;
  }
}

/** Shown only while it is still this call that waits: one that was stopped or answered meanwhile waits for nothing. */
export async function waitThread(
  deps: ActivityDeps,
  seen: Pick<ThreadRow, 'id' | 'calls'>,
  reason: Omit<WaitingFor, 'since'>,
): Promise<ThreadOutcome> {
  const now = deps.now();
  const waits = await deps.store.transaction(async (tx) => {
    const thread = await tx.lockThread(seen.id);
    if (thread?.calls !== seen.calls) return false;
    const since = thread.waitingFor?.kind === reason.kind ? thread.waitingFor.since : now.toISOString();
    await tx.setThreadStatus(seen.id, 'waiting', { since, ...reason });
    return true;
  });
  if (!waits) return { kind: 'again' };
  const waitMs = reason.until === undefined ? SLOW_LOOK_MS : Date.parse(reason.until) - now.getTime();
  return { kind: 'waiting', text: reason.kind, waitMs: Math.max(100, Math.min(SLOW_LOOK_MS, waitMs)) };
}
