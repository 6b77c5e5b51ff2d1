// Cells of a spreadsheet that are one: where such a cell is drawn when only some rows of the sheet are.

/** The first and last rows and columns, from 0. */
export interface Merge {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}
/** Drawn in the first of its places that is in sight; what it says stands in its very first one. */
export interface Spread {
  readonly row: number;
  readonly column: number;
  readonly rowSpan: number;
  readonly columnSpan: number;
}

/** Every one is looked at whenever the sheet moves. */
const MOST_MERGES = 20_000;

/** Those of a file that can be drawn within its first columns: no cell is of two, the one further up has it. */
export function mergesOf(said: readonly Merge[], columns: number): Merge[] {
  // The last row that a merge takes of each column.
  const taken = new Array<number>(columns).fill(-1);
  return said
    .slice(0, MOST_MERGES)
    .map((merge) => ({ ...merge, right: Math.min(merge.right, columns - 1) }))
    .toSorted((one, other) => one.top - other.top)
    .filter(({ top, left, bottom, right }) => {
      if (top > bottom || left > right || taken.slice(left, right + 1).some((row) => row >= top)) return false;
      taken.fill(bottom, left, right + 1);
      return true;
    });
}

const key = (row: number, column: number): string => `${row}:${column}`;

/** For the rows `from` to `to`: answers for a cell how it spreads, that another covers it (`covered`), or nothing. */
export function spreadIn(
  merges: readonly Merge[],
  { from, to, columns }: { readonly from: number; readonly to: number; readonly columns: number },
): (row: number, column: number) => Spread | 'covered' | undefined {
  const cells = new Map<string, Spread | 'covered'>();
  for (const { top, left, bottom, right } of merges) {
    const first = Math.max(top, from);
    const last = Math.min(bottom, to);
    const end = Math.min(right, columns - 1);
    for (let row = first; row <= last; row += 1)
      for (let column = left; column <= end; column += 1) cells.set(key(row, column), 'covered');
    if (first <= last && left <= end)
      cells.set(key(first, left), { row: top, column: left, rowSpan: last - first + 1, columnSpan: end - left + 1 });
  }
  return (row, column) => cells.get(key(row, column));
}
