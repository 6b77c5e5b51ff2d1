// How a followed task is shown: as lines for people or as JSON lines for programs.
import type { StreamItem } from '../../client/event-stream.ts';
import type { TaskState } from '../../client/task-state.ts';

export interface View {
  /** Called for every item in order, with the picture after it. */
  show(item: StreamItem, state: TaskState): void;
  /** Keeps lines back while a question is on the screen, and prints them when it is over. */
  hold(): void;
  release(): void;
  /** The connection was lost or is back. */
  lost(lost: boolean): void;
  /** Leaves the screen clean; nothing is shown after it. */
  close(): void;
}

/** One event per line; streaming text and progress are not part of the record and are left out. */
export function jsonView(write: (line: string) => void): View {
  return {
    show: (item) => {
      if ('seq' in item) write(JSON.stringify(item));
    },
    hold: () => undefined,
    release: () => undefined,
    lost: () => undefined,
    close: () => undefined,
  };
}
