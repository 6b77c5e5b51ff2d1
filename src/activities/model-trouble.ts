// What follows from a model call that failed: a wait that people see, or a pause with the provider's words and a way on.
import { ApplicationFailure } from '@temporalio/activity';
import { isCoworkError, type CoworkError } from '../contract/errors.ts';
import type { ActivityDeps } from './deps.ts';
import { gate, held, hold } from './gate.ts';
import type { RunRef, Stop } from './interface.ts';

/** Up to this the activity itself is retried; longer waits go back to the workflow, so that pause, cancel and steering work meanwhile. */
const SHORT_WAIT_MS = 5_000;

const BUSY = 'The AI service is busy';
/** Whoever shows it says after it how long that will be. */
const AGAIN = 'trying again';
export const BUSY_AGAIN = `${BUSY}; ${AGAIN}`;

/** `attempt` counts the attempts of this step so far, for the wait when the service names none. Throws what is no model error. */
export async function modelTrouble(
  deps: ActivityDeps,
  run: RunRef,
  failed: { error: unknown; attempt: number; aborted: boolean },
): Promise<Stop> {
  if (failed.aborted) {
    const passed = await gate(deps, run, false);
    if (passed.kind !== 'go') return passed;
    throw failed.error;
  }
  const error = failed.error;
  if (!isCoworkError(error)) throw error;
  switch (error.code) {
    case 'model_rate_limited':
    case 'model_overloaded':
    case 'model_unreachable':
      return backOff(deps, run, error, failed.attempt);
    case 'model_no_credit':
      return hold(deps, run, { kind: 'credentials', text: error.detail, action: `cowork resume ${run.taskId}` });
    case 'model_auth':
    case 'model_not_configured':
      return hold(deps, run, { kind: 'credentials', text: error.detail, action: 'cowork config set model-key' });
    case 'model_bad_request':
    case 'model_context_too_long':
      return hold(deps, run, { kind: 'user', text: error.detail, action: `cowork resume ${run.taskId}` });
    default:
      throw error;
  }
}

async function backOff(deps: ActivityDeps, run: RunRef, error: CoworkError, attempt: number): Promise<Stop> {
  const ms = Math.max(error.retryAfterMs ?? deps.conversation.ownWaitMs(attempt), deps.model.waitMs());
  const until = new Date(deps.now().getTime() + ms).toISOString();
  const why = error.code === 'model_unreachable' ? broken(error.extra['words']) : BUSY;
  const waiting = await held(deps, run, { kind: 'model', text: `${why}; ${AGAIN}`, until }, 'running');
  if (ms > SHORT_WAIT_MS) return waiting;
  throw ApplicationFailure.create({ message: error.code, type: error.code, nextRetryDelay: ms, category: 'BENIGN' });
}

/** With the reason in short: a wrong address is something that a person can mend. */
function broken(words: unknown): string {
  const why = typeof words === 'string' && words !== '' ? ` (${words.slice(0, 80)})` : '';
  return `The AI service could not be reached or broke off${why}`;
}
