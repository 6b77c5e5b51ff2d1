// Aligned columns that fit the window: numbers to the right, and one column that gives way when there is too little room.
import { clip, padEnd, padStart, shorten, widthOf } from './text.ts';

export interface Column<T> {
  readonly head: string;
  readonly cell: (row: T) => string;
  readonly align?: 'right';
  /** Takes what is left and is shortened; `middle` for names. One column at most. */
  readonly flexible?: 'middle' | 'end';
  /** Painted after measuring. */
  readonly paint?: (text: string, row: T) => string;
  /** Left out below that many cells of window. */
  readonly from?: number;
}

const GAP = '  ';
const LEAST = 8;

/** Lines of at most `width` cells; the first is the heading. */
export function table<T>(rows: readonly T[], all: readonly Column<T>[], width: number): string[] {
  const columns = all.filter((column) => (column.from ?? 0) <= width);
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const widths = columns.map((column, i) => Math.max(widthOf(column.head), ...cells.map((line) => widthOf(line[i] ?? ''))));
  const flexible = columns.findIndex((column) => column.flexible);
  const over = widths.reduce((sum, w) => sum + w, 0) + GAP.length * (columns.length - 1) - width;
  if (flexible >= 0 && over > 0) widths[flexible] = Math.max((widths[flexible] ?? 0) - over, LEAST);
  const line = (texts: readonly string[], paint: (text: string, column: Column<T>) => string): string =>
    columns
      .map((column, i) => {
        const room = widths[i] ?? 0;
        const text = (column.flexible === 'middle' ? shorten : clip)(texts[i] ?? '', room);
        const padded = column.align === 'right' ? padStart(text, room) : i === columns.length - 1 ? text : padEnd(text, room);
        return paint(padded, column);
      })
      .join(GAP)
      .trimEnd();
  return [
    line(
      columns.map((column) => column.head),
      (text) => text,
    ),
    ...rows.map((row, i) => line(cells[i] ?? [], (text, column) => column.paint?.(text, row) ?? text)),
  ];
}
