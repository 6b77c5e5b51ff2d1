// A finished task with a long log, written into the store of a home that has not started yet: a task of that length would take minutes.
import type { EventBody } from '../src/contract/events.ts';
import { makeFolders, pathsOf } from '../src/paths.ts';
import { openTaskStore } from '../src/store/open-task-store.ts';
import { draw, words } from './draw.ts';
import { NO_LIMIT } from './engines/product.ts';

const TASK = 't_long';
/** Rows of one commit. */
const BATCH = 500;
const CHARS = [20, 400] as const;

/** Returns the task's id. It has exactly so many events; which ones follows from the seed. */
export async function writeTask(home: string, of: { events: number; seed: number }): Promise<string> {
  const paths = pathsOf(home);
  makeFolders(paths);
  const store = await openTaskStore(paths.tasksDb);
  try {
    await store.createTask({
      ...{ id: TASK, title: 'A long task', prompt: 'Look at everything.', model: 'none', budget: NO_LIMIT },
      ...{ folders: [], mode: 'ask', attachments: [] },
    });
    // The first event and the two of the end come by themselves.
    const bodies = Array.from({ length: of.events - 3 }, (_, n) => bodyOf(n, of.seed));
    for (let at = 0; at < bodies.length; at += BATCH)
      await store.transaction(async (tx) => {
        for (const body of bodies.slice(at, at + BATCH)) await tx.append(TASK, body);
      });
    await store.finishTask(TASK, { status: 'completed', outcome: 'All was looked at.' });
    const last = (await store.task(TASK))?.lastSeq;
    if (last !== of.events) throw new Error(`${last} events were written, not ${of.events}`);
    return TASK;
  } finally {
    await store.close();
  }
}

/** Five events a step, as a step with words and one call has them. */
function bodyOf(n: number, seed: number): EventBody {
  const step = Math.floor(n / 5);
  const call = { step, index: 0, tool: 'read_file' };
  const text = words(seed, `text ${n}`, draw(seed, `length ${n}`, CHARS));
  switch (n % 5) {
    case 0:
      return { type: 'step_started', step };
    case 1:
      return { type: 'message_added', step, role: 'assistant', text, messageId: `${TASK}/${step}` };
    case 2:
      return { type: 'usage_updated', usage: { ...USAGE, inputTokens: step * 1_000, steps: step } };
    case 3:
      return { type: 'tool_started', ...call, text: `Reading ${text.slice(0, 60)}` };
    default:
      return { type: 'tool_finished', ...call, ok: true, text: `Read ${text.slice(0, 60)}`, durationMs: 3 };
  }
}

const USAGE = { outputTokens: 1_000, cacheReadTokens: 100_000, cacheWriteTokens: 1_000, usd: 1, cutAttempts: 0, activeMs: 9_000 };
