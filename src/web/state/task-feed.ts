// One task, live: its events, reduced, in steps of one screen frame, so that fast streaming does not draw a hundred times a second.
import type { Client } from '../../client/client.ts';
import { isPassing, isUnanswered } from '../../client/problem.ts';
import type { StreamItem } from '../../client/event-stream.ts';
import { emptyTask, reduceTasks, type TaskState } from '../../client/task-state.ts';
import { type CoworkError, CoworkError as Refusal, isCoworkError } from '../../contract/errors.ts';
import { isFinished } from '../../contract/task.ts';
import type { Connection } from './connection.ts';
import { nextFrame } from './next-frame.ts';
import { pause } from './pause.ts';

export interface TaskPicture {
  readonly state: TaskState;
  /** The task cannot be followed: it is not there, or this browser may not. A broken connection is none; see `useConnection`. */
  readonly error: CoworkError | undefined;
}

export interface TaskFeed {
  readonly picture: () => TaskPicture;
  readonly subscribe: (listener: () => void) => () => void;
  /**
   * Follows until the signal; goes on after the last event it knows, however often it is called. `live` holds a stream, of which a browser has six
   * over all its pages; else it asks now and then.
   */
  readonly follow: (signal: AbortSignal, live: boolean) => Promise<void>;
}

interface FeedOptions {
  readonly client: Pick<Client, 'events' | 'eventsSoFar'>;
  readonly connection: Connection;
  /** Told of each batch of events after they are in the picture. */
  readonly onEvents?: (items: readonly StreamItem[]) => void;
}

const AGAIN_MS = 2_000;

export function createTaskFeed(taskId: string, { client, connection, onEvents }: FeedOptions): TaskFeed {
  let picture: TaskPicture = { state: emptyTask(taskId), error: undefined };
  let waiting: StreamItem[] = [];
  const listeners = new Set<() => void>();

  function show(next: TaskPicture): void {
    picture = next;
    for (const listener of listeners) listener();
  }
  function flush(): void {
    const items = waiting;
    waiting = [];
    show({ state: reduceTasks(picture.state, items), error: undefined });
    onEvents?.(items);
  }

  async function followStream(signal: AbortSignal): Promise<void> {
    const onLost = (lost: boolean): void => (lost ? connection.lost() : connection.answered());
    for await (const item of client.events(taskId, { after: picture.state.lastSeq, signal, onLost })) {
      waiting.push(item);
      if (waiting.length === 1) nextFrame(flush);
    }
  }
  async function followPages(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const { items } = await client.eventsSoFar(taskId, { after: picture.state.lastSeq });
        connection.answered();
        if (signal.aborted) return;
        waiting.push(...items);
        if (items.length > 0) flush();
        else if (isFinished(picture.state.status)) return;
        else await pause(AGAIN_MS, signal);
      } catch (error) {
        if (!isPassing(error)) throw error;
        if (isUnanswered(error)) connection.lost();
        await pause(AGAIN_MS, signal);
      }
    }
  }

  return {
    picture: () => picture,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async follow(signal, live) {
      if (picture.error) show({ ...picture, error: undefined });
      try {
        await (live ? followStream : followPages)(signal);
      } catch (error) {
        const refusal = isCoworkError(error) ? error : new Refusal('internal', String(error), { cause: error });
        if (refusal.code === 'unauthorized') connection.refused();
        if (!signal.aborted) show({ ...picture, error: refusal });
      }
    },
  };
}
