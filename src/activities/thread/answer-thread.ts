// One call of the model for a thread: request, call, and what its tools do, stored in one transaction. So nothing is begun twice, and a call that was cut is
// only paid again.
import { isCoworkError } from '../../contract/errors.ts';
import type { ModelReply, ModelUsage } from '../../model/port.ts';
import type { ThreadRow } from '../../store/thread-port.ts';
import type { Attempt } from '../attempt.ts';
import { overDaily } from '../budget.ts';
import type { ActivityDeps } from '../deps.ts';
import type { ThreadOutcome } from '../interface.ts';
import { streamText } from '../stream-reply.ts';
import { requestOfThread, type ThreadCall, type ThreadWork } from './request-of-thread.ts';
import { isTelling, runThreadTool } from './run-thread-tool.ts';
import { threadTrouble, waitThread } from './thread-trouble.ts';

/** More rounds of looking than this are none that leads to an answer. */
const MOST_ROUNDS = 12;

export async function answerThread(deps: ActivityDeps, threadId: string, attempt: Attempt): Promise<ThreadOutcome> {
  const thread = await deps.store.thread(threadId);
  if (!thread || thread.lastSaid <= thread.answeredTo) return idle(deps, thread);
  const over = await overDaily(deps, `cowork thread say ${threadId} "go on"`);
  if (over) return waitThread(deps, thread, over);
  // Written down before it is paid: where nothing can be written nothing is paid.
  const number = await deps.store.beginThreadCall(threadId);
  attempt.phase('model');
  let paid: ModelUsage | undefined;
  const model = thread.model ?? (await deps.defaultModel());
  const call: ThreadCall = { thread, model, number, attempt, onUsage: (usage) => void (paid = usage) };
  try {
    const work = await requestOfThread(deps, call);
    if (!work) return idle(deps, thread);
    const reply = await streamText(deps, {
      ...{ id: threadId, step: thread.calls, attempt: number, priority: 1, spoken: true },
      ...{ request: work.request, signal: attempt.signal, onUsage: call.onUsage },
    });
    if (await store(deps, { thread, model, work, reply })) paid = undefined;
    if (paid) await deps.store.addThreadCost(threadId, { ...paid, usd: deps.model.usd(model, paid) });
    return { kind: 'again' };
  } catch (error) {
    if (paid) await deps.store.addThreadCost(threadId, { ...paid, usd: deps.model.usd(model, paid) });
    // Somebody stopped it, or this process ends: the row says which.
    if (attempt.signal.aborted) return { kind: 'again' };
    if (!isCoworkError(error)) throw error;
    return threadTrouble(deps, { thread, number, error });
  }
}

/** One that was stopped while it waited must not go on saying that it waits. */
async function idle(deps: ActivityDeps, thread: ThreadRow | undefined): Promise<ThreadOutcome> {
  if (thread && thread.status !== 'idle') await deps.store.setThreadStatus(thread.id, 'idle');
  return { kind: 'idle' };
}

/** False when another answer was stored first, or it was stopped: what this one began was taken back with the transaction. */
async function store(
  deps: ActivityDeps,
  { thread: seen, model, work, reply }: { thread: ThreadRow; model: string; work: ThreadWork; reply: ModelReply },
): Promise<boolean> {
  const usage = { ...reply.usage, usd: deps.model.usd(model, reply.usage) };
  try {
    await deps.store.transaction(async (tx) => {
      // As it is now: permissions may have been taken away while the model thought.
      const thread = await tx.lockThread(seen.id, {
        tasks: reply.toolUses.flatMap((use) => isTelling(use) ?? []),
        queue: reply.toolUses.some(({ name }) => name === 'start_task'),
      });
      if (thread?.calls !== seen.calls) throw new Overtaken();
      let { tasks } = work.turn;
      const results = [];
      for (const [index, use] of reply.toolUses.entries()) {
        const said = await runThreadTool({ ...deps, store: tx }, { thread, model, work, use, index, tasks });
        if (use.name === 'start_task' && !said.isError) tasks += 1;
        results.push({ id: use.id, ...said });
      }
      const looks = results.length > 0 && work.turn.rounds.length < MOST_ROUNDS;
      const notice = looks ? undefined : noticeOf(reply, results.length);
      await tx.putThreadReply(thread.id, {
        ...{ call: thread.calls, upto: work.upto, text: reply.text, usage },
        turn: looks ? { ...work.turn, tasks, rounds: [...work.turn.rounds, { content: reply.content, results }] } : undefined,
        ...(notice === undefined ? {} : { notice: { text: notice } }),
      });
    });
    return true;
  } catch (error) {
    if (error instanceof Overtaken) return false;
    throw error;
  }
}

function noticeOf(reply: ModelReply, results: number): string | undefined {
  if (results > 0)
    return 'The answer looked around and came to no end, so it was ended. What it began goes on; say it again in other words.';
  if (reply.stopReason === 'max_tokens') return 'The answer reached its length limit. Say "go on" for the rest.';
  if (reply.text.trim() === '') return 'The AI service gave an empty answer. Nothing was lost; say it again.';
  return undefined;
}

class Overtaken extends Error {}
