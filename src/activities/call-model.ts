// One step's model call: gate, budget, newest user message, the call itself, and both messages stored in one transaction.
import type { TaskRow } from '../store/port.ts';
import type { Attempt } from './attempt.ts';
import { isShared, overBudget } from './budget.ts';
import { composeUser, type Newest } from './compose-user.ts';
import type { ActivityDeps } from './deps.ts';
import { afterMessage, finishUnchecked } from './end-turn.ts';
import { gate, held, hold, inLine, working } from './gate.ts';
import type { ModelOutcome, RunRef } from './interface.ts';
import { BUSY_AGAIN, modelTrouble } from './model-trouble.ts';
import { admit } from './admit.ts';
import { storeReply } from './store-reply.ts';
import { streamReply } from './stream-reply.ts';

/** A wait of the limiter up to this is waited for in the call; a longer one goes back to the workflow and is shown. */
const SHORT_WAIT_MS = 5_000;

export type StepRef = RunRef & { step: number };

export async function callModel(deps: ActivityDeps, input: StepRef, attempt: Attempt): Promise<ModelOutcome> {
  const startedAt = performance.now();
  const passed = await gate(deps, input, true);
  if (passed.kind !== 'go') return passed;
  const task = passed.task;
  const stored = await deps.store.message(task.id, input.step, 'assistant');
  if (stored) return afterMessage(deps, input, stored);
  // The store was rebuilt or restored: it says which step comes next.
  if (input.step > task.lastStep + 1) return { kind: 'resync', step: Math.max(0, task.lastStep) };
  const usage = await deps.store.usage(task.id);
  const over = await overBudget(deps, task, usage);
  if (over) return held(deps, input, over);
  const busyMs = deps.model.waitMs();
  if (busyMs > SHORT_WAIT_MS) {
    const until = new Date(deps.now().getTime() + busyMs).toISOString();
    return held(deps, input, { kind: 'model', text: BUSY_AGAIN, until }, 'running');
  }
  const newest = await composeUser(deps, { task, usage, step: input.step });
  if (newest === 'resync') return { kind: 'resync', step: Math.max(0, input.step - 1) };
  if ('approval' in newest)
    return held(
      deps,
      input,
      {
        kind: 'approval',
        since: newest.approval.createdAt,
        text: `Waiting for you: ${newest.approval.preview.summary}`,
        action: `cowork approve ${newest.approval.id}`,
      },
      'waiting_approval',
    );
  if (newest.pause !== undefined) {
    // What the guards counted is kept, so that "resume" does not pause again at once for the same calls.
    await deps.store.patchTask(task.id, { turn: { ...newest.turn, guards: deps.conversation.NO_GUARDS } });
    return hold(deps, input, { kind: 'user', text: newest.pause, action: `cowork say ${task.id} "…"` });
  }
  const waits = await inLine(deps, input);
  return waits ?? answer(deps, { input, task, newest, startedAt }, attempt);
}

async function answer(
  deps: ActivityDeps,
  work: { input: StepRef; task: TaskRow; newest: Newest; startedAt: number },
  attempt: Attempt,
): Promise<ModelOutcome> {
  const { input, task, newest } = work;
  // Where a budget is shared it works only once its call was let through.
  if (!isShared(task)) await working(deps, input, task);
  attempt.phase('model');
  let force = false;
  for (;;) {
    let number = 0;
    try {
      const asked = { task, step: input.step, newest, force, attempt };
      const admitted = await admit(deps, { input, asked, onAttempt: (begun) => void (number = begun) });
      if ('kind' in admitted) return admitted;
      const { request } = admitted;
      deps.crash('model-before-call');
      const reply = await streamReply(deps, { task, step: input.step, number, request, newest, signal: attempt.signal });
      const stored = await storeReply(deps, { ...work, number, reply });
      return await afterMessage(deps, input, stored);
    } catch (error) {
      if ((error as { code?: unknown }).code === 'model_context_too_long' && !force) {
        force = true;
        continue;
      }
      if (newest.turn.check?.step === input.step && !attempt.signal.aborted && isFinal(error))
        return finishUnchecked(deps, input);
      return modelTrouble(deps, input, { error, attempt: number, aborted: attempt.signal.aborted });
    }
  }
}

/** No wait cures it. */
const isFinal = (error: unknown): boolean =>
  ['model_bad_request', 'model_context_too_long'].includes(String((error as { code?: unknown }).code));
