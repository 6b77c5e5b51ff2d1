// Attempts of one call share one piece of work, which ends early only when nobody waits for it any more.
import { describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/activity';
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

  describe('that fails', () => {
    const attempt = new AbortController().signal;
    const call = (key: string, taskId = 't') => ({ key, taskId, attempt });
    const fails = (): Promise<never> => Promise.reject(new Error('broken'));
    const failed = async (running: ReturnType<typeof createRunning>, key: string, taskId?: string): Promise<void> => {
      await expect(running.join(call(key, taskId), fails)).rejects.toThrow('broken');
    };

    it('is counted for each call, also when two of a task fail side by side, and once for all that wait for it', async () => {
      const running = createRunning();
      const both = await Promise.allSettled([running.join(call('a'), fails), running.join(call('a'), fails)]);
      expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      await failed(running, 'b');
      await failed(running, 'a');
      expect([running.failures(call('a')), running.failures(call('b'))]).toEqual([2, 1]);
    });

    it('is forgotten when anything else happens to its task, and only to that', async () => {
      const running = createRunning();
      const forgetting: (() => unknown)[] = [
        () => running.join(call('b'), () => Promise.resolve('ended')),
        () => running.join(call('a'), () => Promise.reject(ApplicationFailure.create({ message: 'later' }))).catch(() => 0),
        () => running.abort('t', 'kill'),
        () => running.forget('t'),
      ];
      await failed(running, 'c', 'other');
      for (const forget of forgetting) {
        await failed(running, 'a');
        expect(running.failures(call('a'))).toBe(1);
        await forget();
        expect(running.failures(call('a'))).toBe(0);
      }
      expect(running.failures(call('c', 'other'))).toBe(1);
    });

    it('because it was stopped is no error', async () => {
      const running = createRunning();
      const stopped = running.join(call('a'), async (signal) => {
        await until(signal);
        throw new Error('broken off');
      });
      running.abort('t', 'pause');
      await expect(stopped).rejects.toThrow('broken off');
      expect(running.failures(call('a'))).toBe(0);
    });
  });
});
