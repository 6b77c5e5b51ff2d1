// A page of lines: from `offset`, at most `limit` lines and so many characters, while all lines are counted.

/** Beyond this a line is cut, and says so. */
const LINE_CHARS = 2000;
/** A page holds no more, so that it fits in one tool result with line numbers. */
const PAGE_CHARS = 80_000;

export interface LinePage {
  readonly text: string;
  readonly firstLine: number;
  readonly lines: number;
  readonly totalLines: number;
  readonly next: number | undefined;
}

export interface LinePager {
  take(line: string): void;
  page(): LinePage;
}

export function createLinePager(offset: number, limit: number): LinePager {
  const kept: string[] = [];
  let chars = 0;
  let total = 0;
  let full = false;
  return {
    take(line) {
      const number = total++;
      if (number < offset || full) return;
      const shown = cut(line);
      full = kept.length >= limit || (kept.length > 0 && chars + shown.length > PAGE_CHARS);
      if (full) return;
      kept.push(shown);
      chars += shown.length + 1;
    },
    page: () => ({
      text: kept.join('\n'),
      firstLine: offset,
      lines: kept.length,
      totalLines: total,
      next: offset + kept.length < total && kept.length > 0 ? offset + kept.length : undefined,
    }),
  };
}

function cut(line: string): string {
  if (line.length <= LINE_CHARS) return line;
  const code = line.charCodeAt(LINE_CHARS - 1);
  const end = code >= 0xd800 && code <= 0xdbff ? LINE_CHARS - 1 : LINE_CHARS;
  return `${line.slice(0, end)} [line cut: showing ${end} of ${line.length} characters]`;
}
