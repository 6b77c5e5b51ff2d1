// The view for a person at a terminal: lines that stay scroll up, a few lines at the bottom change in place.
import { stripVTControlCharacters } from 'node:util';
import { emptyTask, type TaskState } from '../../client/task-state.ts';
import type { Cli } from '../context.ts';
import { legible } from '../format/legible.ts';
import { widthOf } from '../format/text.ts';
import { words } from '../words/tasks.ts';
import { eventLines, withoutGaps } from './event-lines.ts';
import { liveLines } from './live-lines.ts';
import type { View } from './view.ts';

const REDRAW_MS = 120;
/** Beyond that, lines are hard to read. */
const WIDEST = 100;
const ERASE_BELOW = '\u001b[0J';
const up = (lines: number): string => (lines > 0 ? `\u001b[${lines}A` : '');

/** `cli.terminal` must be interactive. Timer and live lines are gone after `close`. */
export function liveView({ terminal, now, every }: Pick<Cli, 'terminal' | 'now' | 'every'>): View {
  let state: TaskState = emptyTask('');
  /** The live lines on the screen, to be erased before anything else is printed. */
  let drawn: string[] = [];
  let held: string[] | undefined;
  let frame = 0;
  let since = now();
  let lost = false;
  const pack = withoutGaps();
  const page = () => ({ width: Math.min(terminal.columns(), WIDEST), style: terminal.style });
  const stop = every(REDRAW_MS, () => {
    frame += 1;
    draw([]);
  });

  /** Rows the live lines take now: after the window became narrower, the terminal has wrapped them. */
  const rows = (): number =>
    drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(stripVTControlCharacters(line)) / terminal.columns())), 0);

  function draw(settled: readonly string[], last = false): void {
    if (held) {
      held.push(...settled);
      return;
    }
    const live = last || state.lastSeq === 0 ? [] : lines().map(terminal.print);
    if (settled.length === 0 && live.length === drawn.length && live.every((line, i) => line === drawn[i])) return;
    const erase = drawn.length === 0 ? '' : `\r${up(rows())}${ERASE_BELOW}`;
    drawn = live;
    terminal.output.write(erase + [...settled.map(terminal.print), ...live].map((line) => `${line}\n`).join(''));
  }

  const lines = (): string[] => [
    ...(lost ? [terminal.style.accent(words.connectionLost)] : []),
    ...liveLines(state, { ...page(), now: now(), since, frame, unicode: terminal.unicode }),
  ];

  return {
    show(item, next) {
      state = legible(next);
      if ('seq' in item) {
        since = new Date(item.at);
        draw(pack(eventLines(legible(item), state, page())));
      } else draw([]);
    },
    hold() {
      draw([], true);
      held ??= [];
    },
    release() {
      const kept = held ?? [];
      held = undefined;
      draw(kept);
    },
    lost(now) {
      lost = now;
      draw([]);
    },
    close() {
      stop();
      const kept = held ?? [];
      held = undefined;
      draw(kept, true);
    },
  };
}
