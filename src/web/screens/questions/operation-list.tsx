// All that a question is about. What is long has a filter and scrolls by itself, drawing only what is in sight.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import type { Operation, Preview } from '../../../contract/changes.ts';
import { Checkbox } from '../../parts/checkbox.tsx';
import { sayNumber } from '../../words/say-amount.ts';
import { words } from '../../words/words.ts';
import { OperationRow } from './operation-row.tsx';
import { matches, type Row, rowsOf } from './sort-out.ts';
import type { Ticks } from './use-ticks.ts';

/** So many lines are simply there, without a scroll of their own. */
const SHORT = 40;

interface OperationListProps {
  readonly operations: readonly Operation[];
  readonly preview: Preview;
  readonly ticks: Ticks;
  /** Placed after the last line: in sight once the end is. */
  readonly end: (element: HTMLElement | null) => void;
}

export function OperationList({ operations, preview, ticks, end }: OperationListProps) {
  const [filter, setFilter] = useState('');
  const wanted = useDeferredValue(filter.trim());
  const found = useMemo(
    () => (wanted === '' ? operations : operations.filter((one) => matches(one, wanted))),
    [operations, wanted],
  );
  const rows = useMemo(() => rowsOf(found, wanted === '' ? preview : { irreversible: [] }), [found, preview, wanted]);
  const long = operations.length > SHORT;
  const { question } = words;
  const ids = useMemo(() => found.map(({ id }) => id), [found]);
  return (
    <div className="flex flex-col">
      {operations.length > 1 && (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line pb-2">
          <Checkbox checked={ticks.stateOf(ids)} onChange={(on) => ticks.set(ids, on)}>
            {wanted === '' ? question.tickAll(sayNumber(operations.length)) : question.found(sayNumber(found.length))}
          </Checkbox>
          {long && (
            <input
              type="search"
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
              placeholder={question.filter}
              aria-label={question.filter}
              className="min-h-10 w-full min-w-0 rounded-md border border-edge bg-raised px-3 sm:w-64"
            />
          )}
        </div>
      )}
      {long ? (
        <LongList rows={rows} ticks={ticks} end={wanted === '' ? end : () => undefined} />
      ) : (
        <>
          {rows.map((row) => (
            <OperationRow key={row.key} row={row} ticks={ticks} />
          ))}
          <div ref={end} className="h-px" />
        </>
      )}
    </div>
  );
}

function LongList({ rows, ticks, end }: { readonly rows: readonly Row[] } & Pick<OperationListProps, 'ticks' | 'end'>) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 40,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 10,
  });
  return (
    <div
      ref={scroller}
      role="region"
      aria-label={words.question.card}
      tabIndex={0}
      className="h-[min(28rem,50dvh)] overflow-y-auto pr-2"
    >
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          return (
            row && (
              <div
                key={key}
                data-index={index}
                ref={virtual.measureElement}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${start}px)` }}
              >
                <OperationRow row={row} ticks={ticks} />
              </div>
            )
          );
        })}
      </div>
      <div ref={end} className="h-px" />
    </div>
  );
}
