// What was said and done, drawing only what is in sight; below it what happens now, what waits, and how it ended.
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { type ReactNode, useEffect, useMemo } from 'react';
import type { Line, TaskState } from '../../../client/task-state.ts';
import { Button } from '../../parts/button.tsx';
import { words } from '../../words/words.ts';
import { LineView, Said } from './line.tsx';
import { rowsOf } from './rows-of.ts';
import { useStickyEnd } from './use-sticky-end.ts';

interface ConversationProps {
  readonly state: TaskState;
  /** Number of the event that was looked for: its place is shown and marked. */
  readonly at?: number | undefined;
  /** Below the log, always drawn. */
  readonly children: ReactNode;
}

export function Conversation({ state, at, children }: ConversationProps) {
  const { scroller, content, away, toEnd, onScroll, onClickCapture } = useStickyEnd(at === undefined);
  const { lines, status, approvals, questions, changes, outcome, check } = state;
  // Streaming text makes a new picture at each frame and the same lines.
  const rows = useMemo(() => rowsOf({ ...state }), [lines, status, approvals, questions, changes, outcome, check]);
  const virtual = useVirtualizer({
    count: rows.length + 1,
    getScrollElement: () => scroller.current,
    estimateSize: () => 44,
    getItemKey: (index) => rows[index - 1]?.seq ?? 'prompt',
    overscan: 12,
    paddingStart: 24,
    useFlushSync: false,
  });
  const place = at === undefined ? undefined : placeOf(at, { state, rows });
  useEffect(() => {
    if (place === 'end') toEnd();
    else if (place !== undefined) virtual.scrollToIndex(place, { align: 'center' });
  }, [place, toEnd, virtual]);
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="region"
        aria-label={words.taskView.log}
        tabIndex={0}
        data-log
        onScroll={onScroll}
        onClickCapture={onClickCapture}
        className="h-full overflow-y-auto overscroll-contain px-4 [overflow-anchor:none] md:px-8"
      >
        <div ref={content} className="mx-auto w-full max-w-3xl pb-6">
          <ol className="relative" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, key, start }) => {
              const line = rows[index - 1];
              return (
                <li
                  key={key}
                  data-index={index}
                  data-seq={line?.seq}
                  ref={virtual.measureElement}
                  {...(index === place ? { 'aria-current': 'true' as const } : {})}
                  className={`absolute inset-x-0 top-0 ${index === place ? MARKED : ''} ${line?.kind === 'message' || !line ? 'pt-1 pb-3' : 'pb-1'}`}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  {line ? <LineView line={line} state={state} /> : <Said text={state.prompt} />}
                </li>
              );
            })}
          </ol>
          <div className={`flex flex-col gap-4 ${place === 'end' ? MARKED : ''}`}>{children}</div>
        </div>
      </div>
      {away && (
        <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center">
          <Button className="pointer-events-auto shadow-float" onClick={toEnd}>
            <ArrowDown size={18} aria-hidden />
            {words.taskView.latest}
          </Button>
        </div>
      )}
    </div>
  );
}

const MARKED = 'rounded-md outline-2 outline-offset-4 outline-accent';

/** The row of an event; the end for an answer that only the card there shows; undefined while the event has not come. */
function placeOf(
  at: number,
  { state, rows }: { readonly state: TaskState; readonly rows: readonly Line[] },
): number | 'end' | undefined {
  if (state.lastSeq < at) return undefined;
  const row = rows.findIndex(({ seq }) => seq === at);
  if (row >= 0) return row + 1;
  return state.lines.some(({ seq }) => seq === at) ? 'end' : 0;
}
