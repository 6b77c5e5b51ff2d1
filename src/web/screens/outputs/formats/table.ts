// A table as all previews of tables show it: text in cells, with what it has when not all of it is kept.
import type { Merge } from './merged.ts';

export interface Table {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
  /** How many there are in the file; `rows` holds the first ones. */
  readonly totalRows: number;
  /** Of columns for which the file says it, in widths of a digit. */
  readonly widths?: ReadonlyMap<number, number>;
  readonly merged?: readonly Merge[];
  /** How many of the first ones stay in sight. */
  readonly frozen?: { readonly rows: number; readonly columns: number };
}

/** More are not kept: nobody reads them here, and each costs memory. */
export const MOST_ROWS = 100_000;
export const MOST_COLUMNS = 200;

const NUMBER = /^[-+−(]?\s?[€$£¥%]?\s?\d[\d.,' \u00a0\u202f]*\s?[€$£¥%)]?(\s?[A-Z]{3})?$/;
const SAMPLE = 200;
const LEAST_WIDTH = 6;
/** A longest text takes less than one that somebody made so wide. */
const MOST_WIDTH = 40;
const MOST_GIVEN_WIDTH = 80;

export interface Column {
  /** In widths of a digit. */
  readonly width: number;
  readonly numeric: boolean;
}

/** As the first rows have it, so that nothing moves while one scrolls. The first row may be a heading and does not speak for its kind. */
export function columnsOf(table: Table): Column[] {
  const sample = table.rows.slice(0, SAMPLE);
  const count = Math.min(
    MOST_COLUMNS,
    sample.reduce((most, row) => Math.max(most, row.length), 0),
  );
  return Array.from({ length: count }, (_, index) => {
    const cells = sample.map((row) => row[index] ?? '');
    const filled = cells.slice(1).filter((cell) => cell !== '');
    const given = table.widths?.get(index);
    const longest = cells.reduce((most, cell) => Math.max(most, cell.length), 0);
    return {
      width: given === undefined ? within(longest + 1, MOST_WIDTH) : within(given, MOST_GIVEN_WIDTH),
      numeric: filled.length > 0 && filled.filter((cell) => NUMBER.test(cell)).length > filled.length * 0.8,
    };
  });
}

const within = (width: number, most: number): number => Math.min(most, Math.max(LEAST_WIDTH, Math.round(width)));
