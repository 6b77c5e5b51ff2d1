// Waits for what only the desktop can do: the row of the request says how it ended.
import { CoworkError, ERROR_CODES, type ErrorCode } from '../contract/errors.ts';
import type { DesktopRequest } from '../store/port.ts';
import type { ApiDeps } from './deps.ts';

/**
 * Looks at each hint and poll of the hub; undefined when the desktop is not through in time.
 * @throws CoworkError what the desktop refused with
 */
export async function waitForRequest(
  { store, hub }: Pick<ApiDeps, 'store' | 'hub'>,
  what: { id: string; taskId: string; waitMs: number },
): Promise<DesktopRequest | undefined> {
  const untilMs = performance.now() + what.waitMs;
  const subscription = hub.subscribe(what.taskId);
  try {
    for (;;) {
      const mark = subscription.mark();
      subscription.takePassing();
      const request = await store.request(what.id);
      if (request?.error) throw asError(request.error);
      if (request && request.state !== 'pending') return request;
      if (subscription.closed || subscription.overflowed || performance.now() > untilMs) return undefined;
      await subscription.changedSince(mark);
    }
  } finally {
    subscription.close();
  }
}

const asError = (error: { code: string; detail: string }): CoworkError =>
  new CoworkError(error.code in ERROR_CODES ? (error.code as ErrorCode) : 'internal', error.detail);
