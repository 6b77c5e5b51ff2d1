// Follows one task until it ends, waits for a person who is not there, or the person leaves. The heart of `run` and `watch`.
import type { Client } from '../../client/client.ts';
import { emptyTask, reduceTask, type TaskState } from '../../client/task-state.ts';
import { isCoworkError } from '../../contract/errors.ts';
import { isFinished } from '../../contract/task.ts';
import type { Answered } from './answer-waits.ts';
import type { View } from './view.ts';
import { onlyPerson, type Wait, waitsOf } from './waits.ts';

export interface FollowOptions {
  readonly client: Client;
  readonly taskId: string;
  readonly view: View;
  /** Number of the last event that is history: up to it nothing is asked, because it may be long answered. */
  readonly upTo: number;
  /** Answers allow once to what the mode asks. */
  readonly yes: boolean;
  /** Puts a wait before a person; absent when nobody is there. */
  readonly ask?: (wait: Wait, signal: AbortSignal) => Promise<Answered>;
  /** The person leaves (Ctrl-C). */
  readonly signal: AbortSignal;
}

export type Ending =
  | { kind: 'finished'; state: TaskState }
  /** Waits for a person; nobody was asked, or they left it open. */
  | { kind: 'waiting'; state: TaskState; waits: readonly Wait[] }
  | { kind: 'left'; state: TaskState };

export async function follow(options: FollowOptions): Promise<Ending> {
  const { client, taskId, view } = options;
  const leave = new AbortController();
  const stop = AbortSignal.any([leave.signal, options.signal]);
  const desk = createDesk(options, () => leave.abort());
  let state = emptyTask(taskId);
  try {
    for await (const item of client.events(taskId, { signal: stop, onLost: (lost) => view.lost(lost) })) {
      state = reduceTask(state, item);
      view.show(item, state);
      if (isFinished(state.status) && state.lastSeq >= options.upTo && state.finishedAt !== undefined) break;
      if (state.lastSeq >= options.upTo) desk.look(state);
    }
    await desk.close();
    if (isFinished(state.status)) return { kind: 'finished', state };
    const waits = waitsOf(state);
    return waits.length > 0 ? { kind: 'waiting', state, waits } : { kind: 'left', state };
  } finally {
    leave.abort();
    view.close();
  }
}

/** One thing at a time on the desk: what is answered elsewhere is taken away, what was answered is not laid out again. */
function createDesk(options: FollowOptions, leave: () => void) {
  const { client, view, ask } = options;
  const dealt = new Set<string>();
  let current: { key: string; taken: AbortController; done: Promise<void> } | undefined;
  let latest: TaskState | undefined;
  let failure: { error: unknown } | undefined;

  function look(state: TaskState): void {
    latest = state;
    const waits = waitsOf(state);
    const keys = new Set(waits.map(keyOf));
    // A pause that ended may come again; questions and approvals have ids of their own.
    for (const key of dealt) if (key.startsWith('paused') && !keys.has(key)) dealt.delete(key);
    if (current && !keys.has(current.key)) current.taken.abort();
    if (current) return;
    const wait = waits.find((one) => !dealt.has(keyOf(one)));
    if (wait) current = deal(wait);
  }

  function deal(wait: Wait): { key: string; taken: AbortController; done: Promise<void> } {
    const key = keyOf(wait);
    const taken = new AbortController();
    const signal = AbortSignal.any([taken.signal, options.signal]);
    dealt.add(key);
    const done = answer(wait, signal)
      .catch((error: unknown) => {
        failure = { error };
        return 'left' as const;
      })
      .then((answered) => {
        current = undefined;
        if (answered === 'left' && !taken.signal.aborted) leave();
        else if (latest) look(latest);
      });
    return { key, taken, done };
  }

  async function answer(wait: Wait, signal: AbortSignal): Promise<Answered> {
    if (options.yes && wait.kind === 'approval' && (await allowed(client, wait.id))) return 'done';
    if (!ask) return 'left';
    view.hold();
    try {
      return await ask(wait, signal);
    } finally {
      view.release();
    }
  }

  return {
    look,
    /** Takes away what is laid out; throws what went wrong while answering. */
    async close(): Promise<void> {
      current?.taken.abort();
      await current?.done;
      if (failure) throw failure.error;
    },
  };
}

const keyOf = (wait: Wait): string => (wait.kind === 'paused' ? `paused ${wait.taskId ?? ''} ${wait.of}` : wait.id);

/** False when a person must look. */
async function allowed(client: Client, id: string): Promise<boolean> {
  try {
    const approval = await client.approval(id);
    if (approval.status !== 'pending') return true;
    if (onlyPerson(approval)) return false;
    await client.decide(id, { decision: 'allow', scope: 'once' });
    return true;
  } catch (error) {
    if (isCoworkError(error) && error.code === 'already_decided') return true;
    throw error;
  }
}
