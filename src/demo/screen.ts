// How the demo shows itself: numbered screens, each saying that no AI is used.
import { bytes, count } from '../cli/format/numbers.ts';
import { clip, padEnd, shorten, widthOf } from '../cli/format/text.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { MadeFile } from './messy-folder.ts';
import { words } from './words.ts';

const WIDEST = 100;
const SCREENS = Object.keys(words.screens) as (keyof typeof words.screens)[];

export interface Screen {
  readonly width: () => number;
  /** Begins the next screen. */
  begin(name: keyof typeof words.screens): void;
  say(...lines: readonly string[]): void;
}

export function createScreen(terminal: Terminal): Screen {
  const width = (): number => Math.min(terminal.columns(), WIDEST);
  return {
    width,
    begin(name) {
      const head = `── ${SCREENS.indexOf(name) + 1} of ${SCREENS.length} · ${words.screens[name]} `;
      const tail = ` ${words.honest} ──`;
      const line = '─'.repeat(Math.max(width() - widthOf(head) - widthOf(tail), 1));
      terminal.out('');
      terminal.out(terminal.style.bold(clip(`${head}${line}${tail}`, Math.max(width(), widthOf(head + tail) + 1))));
      terminal.out('');
    },
    say(...lines) {
      for (const line of lines) terminal.out(line);
    },
  };
}

/** A few names in two columns, and how many more there are. */
export function someNames(files: readonly MadeFile[], width: number, rows = 8): string[] {
  const every = Math.floor(files.length / (rows * 2));
  const names = Array.from({ length: rows * 2 }, (_, i) => files[i * every + (i % 3)]?.path ?? '');
  const half = Math.max(Math.floor((width - 4) / 2), 10);
  const lines = Array.from({ length: rows }, (_, i) => {
    const [left = '', right = ''] = [names[i * 2], names[i * 2 + 1]];
    return `  ${padEnd(shorten(left, half), half)}  ${shorten(right, half)}`.trimEnd();
  });
  return [...lines, `  … and ${count(files.length - rows * 2, 'more file')}`];
}

/** "Pictures  64 files  1.2 MB" for each folder at the top. */
export function topFolders(files: ReadonlyMap<string, number>): string[] {
  const byTop = Map.groupBy(files, ([path]) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '(in no folder)'));
  return [...byTop]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([top, inside]) => {
      const size = inside.reduce((sum, [, length]) => sum + length, 0);
      return `  ${padEnd(shorten(top, 24), 24)} ${padEnd(count(inside.length, 'file'), 12)} ${bytes(size)}`;
    });
}
