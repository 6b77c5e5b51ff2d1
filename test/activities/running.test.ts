// Attempts of one call share one piece of work, which ends early only when nobody waits for it any more.
import { describe, expect, it } from '@jest/globals';
import { createRunning } from '../../src/activities/running.ts';

const until = (signal: AbortSignal): Promise<string> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(`stopped: ${String(signal.reason)}`)));

describe('work that runs now', () => {
  it('is begun once for two attempts of the same call', async () => {
    const running = createRunning();
    let begun = 0;
    const work = async (): Promise<number> => {
      begun += 1;
      await Promise.resolve();
      return begun;
    };
    const call = { key: 'k', taskId: 't', attempt: new AbortController().signal };
    expect(await Promise.all([running.join(call, work), running.join(call, work)])).toEqual([1, 1]);
    expect(await running.join(call, work)).toBe(2);
  });

  it('goes on while one of its attempts still waits', async () => {
    const running = createRunning();
    const [first, second] = [new AbortController(), new AbortController()];
    const end = running.join({ key: 'k', taskId: 't', attempt: first.signal }, until);
    void running.join({ key: 'k', taskId: 't', attempt: second.signal }, until);
    first.abort('timed out');
    expect(await Promise.race([end, new Promise((resolve) => setTimeout(() => resolve('still running'), 20))])).toBe(
      'still running',
    );
    second.abort('cancelled');
    expect(await end).toBe('stopped: cancelled');
  });

  it('is stopped for one task alone', async () => {
    const running = createRunning();
    const attempt = new AbortController().signal;
    const mine = running.join({ key: 'a', taskId: 'mine', attempt }, until);
    let other: string | undefined;
    void running.join({ key: 'b', taskId: 'other', attempt }, until).then((end) => (other = end));
    running.abort('mine', 'cancel_now');
    expect(await mine).toBe('stopped: cancel_now');
    expect(other).toBeUndefined();
  });
});
