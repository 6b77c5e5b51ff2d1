// All that a question is about. What is long has a filter and scrolls by itself, drawing only what is in sight.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type Ref, useDeferredValue, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { Operation } from '../../../contract/changes.ts';
import { Checkbox } from '../../parts/checkbox.tsx';
import { sayNumber } from '../../words/say-amount.ts';
import { words } from '../../words/words.ts';
import { OperationRow } from './operation-row.tsx';
import { differenceOf, matches, type Row, rowsOf } from './sort-out.ts';
import type { Ticks } from './use-ticks.ts';

/** So many lines are simply there, without a scroll of their own. */
const SHORT = 40;

/** Draws a part that is not drawn now, or makes room for it. */
export type Reach = (part: string) => void;

interface OperationListProps {
  readonly approvalId: string;
  readonly operations: readonly Operation[];
  /** Of all of them. */
  readonly rows: readonly Row[];
  readonly ticks: Ticks;
  readonly reach: Ref<Reach>;
}

export function OperationList({ approvalId, operations, rows: all, ticks, reach }: OperationListProps) {
  const [filter, setFilter] = useState('');
  const wanted = useDeferredValue(filter.trim());
  const found = useMemo(
    () => (wanted === '' ? operations : operations.filter((one) => matches(one, wanted))),
    [operations, wanted],
  );
  const rows = useMemo(() => (wanted === '' ? all : rowsOf(found, { irreversible: [] })), [all, found, wanted]);
  const drawn = useRef<Reach>(null);
  useImperativeHandle(reach, () => (part) => (wanted === '' ? drawn.current?.(part) : setFilter('')), [wanted]);
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
        <LongList approvalId={approvalId} rows={rows} ticks={ticks} reach={drawn} />
      ) : (
        rows.map((row) => <OperationRow key={row.key} approvalId={approvalId} row={row} ticks={ticks} />)
      )}
    </div>
  );
}

function LongList({ approvalId, rows, ticks, reach }: Omit<OperationListProps, 'operations'>) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 40,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 10,
  });
  useImperativeHandle(
    reach,
    () => (part) => {
      const index = rows.findIndex(({ key }) => key === part || differenceOf(key) === part);
      if (index >= 0) virtual.scrollToIndex(index, { align: 'start' });
    },
    [rows, virtual],
  );
  return (
    <div
      ref={scroller}
      role="region"
      aria-label={words.question.card}
      tabIndex={0}
      data-scrolls
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
                <OperationRow approvalId={approvalId} row={row} ticks={ticks} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}
