// One row of a table, with the cells that spread over their neighbours.
import type { CSSProperties } from 'react';
import { sayNumber } from '../../words/say-amount.ts';
import type { spreadIn } from './formats/merged.ts';
import type { Column, Table } from './formats/table.ts';

export const ROW_PX = 36;

export interface GridRowProps {
  readonly table: Table;
  readonly columns: readonly Column[];
  /** How far from the left the first columns are held, those that stay in sight. */
  readonly frozen: readonly string[];
  /** What the first row of all is called. */
  readonly numbersFrom: number;
  /** Of all rows of the table, from 0. */
  readonly index: number;
  /** For a row that stays in sight: how far from the top. */
  readonly top?: number;
  readonly spread: ReturnType<typeof spreadIn>;
}

export function GridRow({ table, columns, frozen, numbersFrom, index, top, spread }: GridRowProps) {
  const held = top !== undefined;
  const Cell = held ? 'th' : 'td';
  return (
    <tr aria-rowindex={index + 1} style={{ height: ROW_PX }} className="group">
      <th
        scope="row"
        className={`sticky left-0 border-b border-line bg-raised px-3 text-right font-normal text-muted group-hover:bg-hover ${held ? 'z-30' : 'z-10'}`}
        style={{ top }}
      >
        {sayNumber(index + numbersFrom)}
      </th>
      {columns.map((column, at) => {
        const found = spread(index, at);
        if (found === 'covered') return undefined;
        const text = table.rows[found?.row ?? index]?.[at] ?? '';
        return (
          <Cell
            key={at}
            scope={held ? 'col' : undefined}
            rowSpan={found?.rowSpan}
            colSpan={found?.columnSpan}
            title={text.length >= column.width ? text : undefined}
            className={`truncate border-b border-line px-3 group-hover:bg-hover ${sideOf(column)} ${held ? 'sticky z-20 bg-raised font-semibold' : ''} ${frozen[at] === undefined ? '' : STAYS}`}
            style={{ top, ...heldAt(frozen[at]) }}
          >
            {text}
          </Cell>
        );
      })}
    </tr>
  );
}

export const sideOf = ({ numeric }: Column): string => (numeric ? 'text-right' : 'text-left');

/** A column that stays in sight while there is room for it and for what moves. */
export const STAYS = 'bg-raised md:sticky md:left-(--held-at) md:z-10 md:[thead_&]:z-30';
export const heldAt = (left: string | undefined): CSSProperties => ({ '--held-at': left }) as CSSProperties;
