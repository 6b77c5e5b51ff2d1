// What a gap of time means for the tasks at work: each says how long nothing could happen, and goes on.
import type { TaskStore } from '../store/port.ts';
import type { Gap } from './watch-sleep.ts';

/** Shorter ones nobody wonders about. */
const WORTH_TELLING_MS = 60_000;

export async function tellGap(store: TaskStore, { ms, what }: Gap, now: Date): Promise<void> {
  if (ms < WORTH_TELLING_MS) return;
  const text = `${what === 'computer' ? 'This computer was asleep' : 'Durable Cowork stood still'} for ${inWords(ms)}. Nothing was lost; the task goes on.`;
  for (const task of await store.openTasks())
    if (task.status === 'running')
      await store.append(
        task.id,
        { type: 'notice', level: 'info', code: 'woke', text },
        // Two processes may notice the same one.
        `woke/${Math.round(now.getTime() / WORTH_TELLING_MS)}`,
      );
}

function inWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} minute${minutes === 1 ? '' : 's'}`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return `${hours} hour${hours === 1 ? '' : 's'}${rest === 0 ? '' : ` and ${rest} minute${rest === 1 ? '' : 's'}`}`;
}
