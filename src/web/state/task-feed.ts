// One task, live: its events, reduced, in steps of one screen frame, so that fast streaming does not draw a hundred times a second.
import type { Client } from '../../client/client.ts';
import type { StreamItem } from '../../client/event-stream.ts';
import { emptyTask, reduceTasks, type TaskState } from '../../client/task-state.ts';
import { type CoworkError, CoworkError as Refusal, isCoworkError } from '../../contract/errors.ts';
import type { Connection } from './connection.ts';
import { nextFrame } from './next-frame.ts';

export interface TaskPicture {
  readonly state: TaskState;
  /** The task cannot be followed: it is not there, or this browser may not. A broken connection is none; see `useConnection`. */
  readonly error: CoworkError | undefined;
}

export interface TaskFeed {
  readonly picture: () => TaskPicture;
  readonly subscribe: (listener: () => void) => () => void;
  /** Follows until the signal; goes on after the last event it knows, however often it is called. */
  readonly follow: (signal: AbortSignal) => Promise<void>;
}

interface FeedOptions {
  readonly client: Pick<Client, 'events'>;
  readonly connection: Connection;
  /** Told of each batch of events after they are in the picture. */
  readonly onEvents?: (items: readonly StreamItem[]) => void;
}

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

  return {
    picture: () => picture,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async follow(signal) {
      const onLost = (lost: boolean): void => (lost ? connection.lost() : connection.answered());
      try {
        for await (const item of client.events(taskId, { after: picture.state.lastSeq, signal, onLost })) {
          waiting.push(item);
          if (waiting.length === 1) nextFrame(flush);
        }
      } catch (error) {
        const refusal = isCoworkError(error) ? error : new Refusal('internal', String(error), { cause: error });
        if (refusal.code === 'unauthorized') connection.refused();
        if (!signal.aborted) show({ ...picture, error: refusal });
      }
    },
  };
}
