// A table of any length: only the rows in sight are in the page. Widths are known from the start, so that nothing moves while scrolling.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { sayNumber } from '../../words/say-amount.ts';
import { words } from '../../words/words.ts';
import { spreadIn } from './formats/merged.ts';
import { type Column, columnsOf, type Table } from './formats/table.ts';
import { GridRow, heldAt, ROW_PX, sideOf, STAYS } from './grid-row.tsx';
import { Note } from './note.tsx';

const BEYOND = 12;
/** More would leave no room for what moves. */
const MOST_FROZEN_ROWS = 5;
const MOST_FROZEN_WIDTH = 40;
const NONE = { rows: 0, columns: 0 };

/** `headed`: the first row names the columns. */
export function Grid({ table, headed = false }: { readonly table: Table; readonly headed?: boolean }) {
  const frame = useRef<HTMLDivElement>(null);
  const columns = useMemo(() => columnsOf(table), [table]);
  const frozen = frozenOf(table, columns);
  const head = headed ? table.rows[0] : undefined;
  // Rows that are drawn apart from the others: the names, or those that stay.
  const apart = headed ? 1 : frozen.rows;
  const count = table.rows.length - apart;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: BEYOND,
    // What is drawn before the frame has been measured, so that it does not come as a second picture.
    initialRect: { width: 800, height: 600 },
  });
  const items = virtual.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const total = Math.max(0, table.totalRows - (headed ? 1 : 0));
  if (columns.length === 0) return <Note text={words.results.empty} />;
  const numbers = `${String(table.rows.length).length + 4}ch`;
  const row = { table, columns, frozen: leftOf(columns, frozen.columns, numbers), numbersFrom: headed ? 0 : 1 };
  const spread = (from: number, to: number) => spreadIn(table.merged ?? [], { from, to, columns: columns.length });
  const inBody = spread(apart + (items[0]?.index ?? 0), apart + (items.at(-1)?.index ?? -1));
  const inHead = spread(0, frozen.rows - 1);
  return (
    <div className="flex flex-col gap-2">
      <div
        ref={frame}
        role="region"
        aria-label={table.name || words.results.table}
        tabIndex={0}
        className="max-h-[70dvh] w-fit max-w-full overflow-auto rounded-md border border-line bg-raised text-sm"
      >
        <table aria-rowcount={table.totalRows} className="w-max table-fixed border-separate border-spacing-0">
          <colgroup>
            <col style={{ width: numbers }} />
            {columns.map((column, index) => (
              <col key={index} style={{ width: widthOf(column) }} />
            ))}
          </colgroup>
          <thead>
            <tr style={{ height: ROW_PX }}>
              <th scope="col" className="sticky top-0 left-0 z-30 border-b border-line bg-raised px-3">
                <span className="sr-only">{words.results.row}</span>
              </th>
              {columns.map((column, index) => (
                <th
                  key={index}
                  scope="col"
                  className={`sticky top-0 truncate border-b border-line bg-raised px-3 font-semibold z-20 ${row.frozen[index] === undefined ? '' : STAYS} ${sideOf(column)}`}
                  style={heldAt(row.frozen[index])}
                >
                  {head ? head[index] : letters(index)}
                </th>
              ))}
            </tr>
            {Array.from({ length: frozen.rows }, (_, index) => (
              <GridRow key={index} {...row} index={index} top={(index + 1) * ROW_PX} spread={inHead} />
            ))}
          </thead>
          <tbody>
            {above > 0 && <Gap height={above} span={columns.length + 1} />}
            {items.map(({ index }) => (
              <GridRow key={index} {...row} index={apart + index} spread={inBody} />
            ))}
            {below > 0 && <Gap height={below} span={columns.length + 1} />}
          </tbody>
        </table>
      </div>
      <p className="text-sm text-muted">
        {table.rows.length < table.totalRows
          ? words.results.firstRows(sayNumber(table.rows.length - (headed ? 1 : 0)), sayNumber(total))
          : words.results.rows(sayNumber(total), sayNumber(columns.length))}
      </p>
    </div>
  );
}

const widthOf = ({ width }: Column): string => `calc(${width}ch + 1.5rem)`;

/** What the file wants to stay in sight, as far as there is room for it. */
function frozenOf({ frozen = NONE, rows }: Table, columns: readonly Column[]): { rows: number; columns: number } {
  const width = columns.slice(0, frozen.columns).reduce((sum, column) => sum + column.width, 0);
  return {
    rows: frozen.rows > MOST_FROZEN_ROWS ? 0 : Math.min(frozen.rows, rows.length),
    columns: width > MOST_FROZEN_WIDTH ? 0 : frozen.columns,
  };
}

/** How far from the left each column that stays is held; none for those that move. */
function leftOf(columns: readonly Column[], frozen: number, numbers: string): readonly string[] {
  return columns.slice(0, frozen).map((_, index) => `calc(${[numbers, ...columns.slice(0, index).map(widthOf)].join(' + ')})`);
}

/** The rows that are not drawn, as one. */
function Gap({ height, span }: { readonly height: number; readonly span: number }) {
  return (
    <tr aria-hidden style={{ height }}>
      <td colSpan={span} />
    </tr>
  );
}

/** 0 → A, 26 → AA. */
const letters = (index: number): string =>
  (index >= 26 ? letters(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));
