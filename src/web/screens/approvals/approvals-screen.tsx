// Everything that waits for an answer of the user, one below the other, for the keyboard too.
import { useEffect, useRef } from 'react';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { useApprovals, useAskingTasks } from '../../state/queries.ts';
import { LOOKED_AT_MS } from '../../state/question-queries.ts';
import { words } from '../../words/words.ts';
import { AskedApproval } from './asked-approval.tsx';
import { AskedQuestions } from './asked-questions.tsx';
import { useKept } from './use-kept.ts';

export function ApprovalsScreen() {
  const approvals = useApprovals(LOOKED_AT_MS);
  const asking = useAskingTasks(LOOKED_AT_MS);
  const shown = useKept(approvals.data?.items ?? []);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => step(event, list.current);
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <Page title={words.approvals.title}>
      <Loaded query={approvals}>
        {() =>
          shown.length === 0 && (asking.data ?? []).length === 0 ? (
            <EmptyState title={words.approvals.empty} hint={words.approvals.emptyHint} />
          ) : (
            <div ref={list} className="flex flex-col gap-4 max-md:[--foot:3.5rem]">
              <p className="text-sm text-muted max-md:hidden">{words.question.keys}</p>
              {shown.map((approval) => (
                <AskedApproval key={approval.id} approval={approval} />
              ))}
              {asking.data?.map((task) => (
                <AskedQuestions key={task.id} taskId={task.id} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Page>
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
  const next = now < 0 ? cards[0] : cards[now + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}
