// A row of a table in a document or on a slide. Their first row is taken for the heading: so it mostly is, and files seldom say.
import type { ReactNode } from 'react';

const CELL = 'border border-line px-3 py-1.5 align-top';

export function Row({ cells, head }: { readonly cells: readonly ReactNode[]; readonly head: boolean }) {
  return (
    <tr>
      {cells.map((cell, index) =>
        head ? (
          <th key={index} scope="col" className={`${CELL} text-left font-semibold`}>
            {cell}
          </th>
        ) : (
          <td key={index} className={CELL}>
            {cell}
          </td>
        ),
      )}
    </tr>
  );
}
