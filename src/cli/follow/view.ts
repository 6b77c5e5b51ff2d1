// How a followed task is shown: as lines for people, as plain lines for a pipe, or as JSON lines for programs.
import type { StreamItem } from '../../client/event-stream.ts';
import type { TaskState } from '../../client/task-state.ts';
import type { Cli } from '../context.ts';
import { legible } from '../format/legible.ts';
import type { Terminal } from '../terminal.ts';
import { eventLines, withoutGaps } from './event-lines.ts';

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

/** Nothing stands on the screen that would have to be taken away. */
const ONLY_LINES = { hold: () => undefined, release: () => undefined, lost: () => undefined, close: () => undefined };

/** One event per line; streaming text and progress are not part of the record and are left out. */
export const jsonView = ({ json }: Pick<Terminal, 'json'>): View => ({
  ...ONLY_LINES,
  show: (item) => {
    if ('seq' in item) json(item);
  },
});

/** The lines that stay, for a file or a pipe. */
export function plainView({ terminal }: Pick<Cli, 'terminal'>): View {
  const pack = withoutGaps();
  return {
    ...ONLY_LINES,
    show(item, state) {
      if (!('seq' in item)) return;
      const lines = eventLines(legible(item), legible(state), { width: terminal.columns(), style: terminal.style });
      for (const line of pack(lines)) terminal.out(line);
    },
  };
}
