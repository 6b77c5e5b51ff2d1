// A table of any length: only the rows in sight are in the page. Widths come from the first rows, so that nothing moves while scrolling.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { sayNumber } from '../../words/say-amount.ts';
import { words } from '../../words/words.ts';
import { type Column, columnsOf, type Table } from './formats/table.ts';
import { Note } from './note.tsx';

const ROW_PX = 36;
const BEYOND = 12;

/** `headed`: the first row names the columns. */
export function Grid({ table, headed = false }: { readonly table: Table; readonly headed?: boolean }) {
  const frame = useRef<HTMLDivElement>(null);
  const columns = useMemo(() => columnsOf(table), [table]);
  const head = headed ? table.rows[0] : undefined;
  const body = headed ? table.rows.slice(1) : table.rows;
  const virtual = useVirtualizer({
    count: body.length,
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
  return (
    <div className="flex flex-col gap-2">
      <div
        ref={frame}
        role="region"
        aria-label={table.name || words.results.table}
        tabIndex={0}
        className="max-h-[70dvh] overflow-auto rounded-md border border-line bg-raised text-sm"
      >
        <table aria-rowcount={table.totalRows} className="w-max min-w-full table-fixed border-separate border-spacing-0">
          <colgroup>
            <col style={{ width: `${String(table.rows.length).length + 4}ch` }} />
            {columns.map((column, index) => (
              <col key={index} style={{ width: `calc(${column.width}ch + 1.5rem)` }} />
            ))}
          </colgroup>
          <thead>
            <tr style={{ height: ROW_PX }}>
              <th scope="col" className="sticky top-0 z-10 border-b border-line bg-raised px-3">
                <span className="sr-only">{words.results.row}</span>
              </th>
              {columns.map((column, index) => (
                <th
                  key={index}
                  scope="col"
                  className={`sticky top-0 z-10 truncate border-b border-line bg-raised px-3 font-semibold ${side(column)}`}
                >
                  {head ? head[index] : letters(index)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {above > 0 && <Gap height={above} span={columns.length + 1} />}
            {items.map(({ index }) => (
              <tr key={index} aria-rowindex={index + (headed ? 2 : 1)} style={{ height: ROW_PX }} className="hover:bg-hover">
                <th scope="row" className="border-b border-line px-3 text-right font-normal text-muted">
                  {sayNumber(index + 1)}
                </th>
                {columns.map((column, at) => (
                  <td
                    key={at}
                    title={titleOf(body[index]?.[at], column)}
                    className={`truncate border-b border-line px-3 ${side(column)}`}
                  >
                    {body[index]?.[at]}
                  </td>
                ))}
              </tr>
            ))}
            {below > 0 && <Gap height={below} span={columns.length + 1} />}
          </tbody>
        </table>
      </div>
      <p className="text-sm text-muted">
        {body.length < total
          ? words.results.firstRows(sayNumber(body.length), sayNumber(total))
          : words.results.rows(sayNumber(total), sayNumber(columns.length))}
      </p>
    </div>
  );
}

const side = ({ numeric }: Column): string => (numeric ? 'text-right' : 'text-left');

/** What does not fit is in full for who points at it. */
const titleOf = (cell: string | undefined, { width }: Column): string | undefined =>
  cell !== undefined && cell.length >= width ? cell : undefined;

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
