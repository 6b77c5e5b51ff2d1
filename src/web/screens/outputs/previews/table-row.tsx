// A row of a table in a document or on a slide.
import type { ReactNode } from 'react';
import type { Span } from '../formats/span.ts';

export interface RowProps {
  readonly cells: readonly (Span & { readonly content: ReactNode })[];
  readonly head: boolean;
  /** Of each cell. */
  readonly look?: string;
}

export function Row({ cells, head, look = 'border border-line px-3 py-1.5' }: RowProps) {
  const Cell = head ? 'th' : 'td';
  return (
    <tr>
      {cells.map(({ content, columnSpan, rowSpan }, index) => (
        <Cell
          key={index}
          scope={head ? 'col' : undefined}
          colSpan={columnSpan}
          rowSpan={rowSpan}
          className={`align-top ${look} ${head ? 'text-left font-semibold' : ''}`}
        >
          {content}
        </Cell>
      ))}
    </tr>
  );
}
