// Everything that waits for an answer of the user, one below the other, for the keyboard too.
import { useEffect, useRef } from 'react';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { takeArrival } from '../../state/focus.ts';
import { useAskingTasks } from '../../state/queries.ts';
import { LOOKED_AT_MS, useApprovalPages } from '../../state/question-queries.ts';
import { sayNumber } from '../../words/say-amount.ts';
import { words } from '../../words/words.ts';
import { AskedApproval } from './asked-approval.tsx';
import { AskedQuestions } from './asked-questions.tsx';
import { useKept } from './use-kept.ts';

export function ApprovalsScreen() {
  const pages = useApprovalPages();
  const asking = useAskingTasks(LOOKED_AT_MS).data ?? [];
  const waiting = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const shown = useKept(waiting);
  const listed = new Set(waiting.map(({ id }) => id));
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => step(event, list.current);
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <Page title={words.approvals.title}>
      {!pages.data && (pages.isError ? <ErrorState error={pages.error} onRetry={() => void pages.refetch()} /> : <Skeleton />)}
      {pages.data && shown.length === 0 && asking.length === 0 && (
        <EmptyState title={words.approvals.empty} hint={words.approvals.emptyHint} />
      )}
      {shown.length + asking.length > 0 && (
        <div ref={list} className="flex flex-col gap-4 max-md:[--foot:3.5rem]">
          <p className="text-sm text-muted max-md:hidden">{words.question.keys}</p>
          {shown.map((approval) => (
            <AskedApproval key={approval.id} approval={approval} listed={listed.has(approval.id)} />
          ))}
          {pages.hasNextPage && (
            <More
              shown={waiting.length}
              all={pages.data?.pages.at(-1)?.total}
              busy={pages.isFetchingNextPage}
              onMore={() => void pages.fetchNextPage()}
            />
          )}
          {asking.map((task) => (
            <AskedQuestions key={task.id} taskId={task.id} />
          ))}
        </div>
      )}
    </Page>
  );
}

interface MoreProps {
  readonly shown: number;
  readonly all: number | undefined;
  readonly busy: boolean;
  readonly onMore: () => void;
}

function More({ shown, all, busy, onMore }: MoreProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <Button disabled={busy} onClick={onMore}>
        {words.approvals.more}
      </Button>
      {all !== undefined && <p className="text-muted">{words.approvals.shown(sayNumber(shown), sayNumber(all))}</p>}
    </div>
  );
}

/** j and k, or the arrows, go from card to card; inside of fields, lists and dialogs they are what they are. */
function step(event: KeyboardEvent, list: HTMLElement | null): void {
  const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  const here = event.target instanceof HTMLElement ? event.target : null;
  if (by === undefined || !list || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (here?.closest('input:not([type=checkbox]), textarea, select, [role=region], [role=menu], dialog')) return;
  const cards = [...list.querySelectorAll<HTMLElement>('[data-question]')];
  const now = cards.findIndex((card) => here !== null && card.contains(here));
  const current = cards[now];
  // It came there by itself after an answer: who goes on to the next one is there already.
  const next = current && by === 1 && takeArrival(current) ? current : now < 0 ? cards[0] : cards[now + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}
