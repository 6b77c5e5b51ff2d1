// The last look before a model call: the request is made, its attempt is written down, and where a budget is shared what it may cost is held for it.
import type { ModelRequest } from '../model/port.ts';
import type { ActivityDeps } from './deps.ts';
import { isShared } from './budget.ts';
import type { StepRef } from './call-model.ts';
import { held } from './gate.ts';
import type { Stop } from './interface.ts';
import { type RequestInput, requestOf } from './request-of.ts';
import { overShared } from './shared-budget.ts';

/** Calls end within seconds; each that ends gives back what it has not used. */
const OTHERS_MS = 1_000;

/** `onAttempt` hears the number of the attempt as soon as it is written down. */
export async function admit(
  deps: ActivityDeps,
  { input, asked, onAttempt }: { input: StepRef; asked: RequestInput; onAttempt: (number: number) => void },
): Promise<{ request: ModelRequest } | Stop> {
  const { task, step } = asked;
  const begin = (reservedUsd?: number) =>
    deps.store.transaction(async (tx) => {
      const over = reservedUsd === undefined ? undefined : overShared(await tx.family(task.id), task.id, { usd: reservedUsd });
      if (over) return over;
      // Together with the attempt: what is held counts only for a task at work.
      if (reservedUsd !== undefined) await tx.setStatus(task.id, { status: 'running', runId: input.runId });
      await tx.append(task.id, { type: 'step_started', step }, `step/${step}`);
      onAttempt(await tx.startAttempt(task.id, step, reservedUsd));
      return undefined;
    });
  if (!isShared(task)) {
    await begin();
    return { request: await requestOf(deps, asked) };
  }
  // Before the request is made: making it may cost a summary.
  const over = overShared(await deps.store.family(task.id), task.id, { usd: 0 });
  if (over) return refused(deps, input, over);
  const request = await requestOf(deps, asked);
  const still = await begin(mostUsd(deps, request));
  return still ? refused(deps, input, still) : { request };
}

async function refused(deps: ActivityDeps, input: StepRef, over: NonNullable<ReturnType<typeof overShared>>): Promise<Stop> {
  if (!('others' in over)) return held(deps, input, over);
  const text = 'Waiting for calls of other tasks: what is left of the budget is held for them';
  const waits = await held(deps, input, { kind: 'budget', text }, 'running');
  return waits.kind === 'held' ? { ...waits, waitMs: OTHERS_MS } : waits;
}

/** Everything anew into the cache for an hour, and an answer as long as it may be. A model without a known price costs nothing here: other limits hold. */
function mostUsd(deps: ActivityDeps, request: ModelRequest): number {
  const { system, tools, messages } = request;
  const tokens = deps.conversation.estimateTokens([system, tools, messages]);
  const usage = { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: tokens, cacheWrite1hTokens: tokens };
  return deps.model.usd(request.model, { ...usage, outputTokens: request.maxTokens }) ?? 0;
}
